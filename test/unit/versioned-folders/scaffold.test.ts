import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ScaffoldRequest } from '../../../src/conventions/convention.ts';
import { convention } from '../../../src/conventions/versioned-folders/convention.ts';
import { readMetadata } from '../../../src/conventions/versioned-folders/metadata.ts';
import { StrataError } from '../../../src/core/errors.ts';
import { found } from './entries.ts';

const tool = convention({});

function files(request: Partial<ScaffoldRequest> = {}, ...there: readonly string[]) {
  const { candidates } = found(...there);
  const inferred = {
    ...{ name: 'add users', now: new Date('2025-01-31T12:00:00.123Z') },
    ...{ reversible: null, numbering: null, author: 'Ann <ann@example.com>', sql: null },
  };
  const made = tool.scaffold({ ...inferred, ...request }, candidates);
  return new Map(made.map(({ path, content }) => [path, content]));
}

function paths(...parameters: Parameters<typeof files>): readonly string[] {
  return [...files(...parameters).keys()];
}

describe('a new migration', () => {
  it('is a folder with both scripts and metadata', () => {
    const made = files();
    assert.deepEqual(
      [...made],
      [
        [
          'V001__add_users/up.sql',
          '-- V001: add users\n-- Ann <ann@example.com>, 2025-01-31T12:00:00Z\n\n-- Add the statements of the change here.\n',
        ],
        [
          'V001__add_users/down.sql',
          '-- V001: add users\n-- Ann <ann@example.com>, 2025-01-31T12:00:00Z\n\n-- Add the statements that undo everything in up.sql here.\n',
        ],
        [
          'V001__add_users/metadata.yaml',
          `version: 1
description: "add users"
author: "Ann <ann@example.com>"
created: "2025-01-31T12:00:00Z"
dependencies: []
tags: []
estimated_duration_ms: 100
reversible: true
notes: ""
`,
        ],
      ],
    );
  });

  it('has the number after the greatest', () => {
    assert.deepEqual(
      paths({}, 'V007__a: up.sql', 'V012__b: up.sql', 'V9__c: up.sql')[0],
      'V013__add_users/up.sql',
    );
    assert.equal(paths({}, 'V999__a: up.sql')[0], 'V1000__add_users/up.sql');
  });

  it('is named in the guide’s form', () => {
    const named = (name: string): string | undefined => paths({ name })[0];
    assert.equal(named('  Add -- users/orders!  '), 'V001__Add_users_orders/up.sql');
    assert.equal(named('größe_2'), 'V001__größe_2/up.sql');
    assert.equal(named('../../etc'), 'V001__etc/up.sql');
  });

  it('may have no way back', () => {
    const made = files({ reversible: false });
    assert.deepEqual([...made.keys()], ['V001__add_users/up.sql', 'V001__add_users/metadata.yaml']);
    assert.match(made.get('V001__add_users/metadata.yaml') ?? '', /^reversible: false$/m);
  });

  it('may be given its statements', () => {
    const made = files({ sql: { up: 'A;\n', down: 'B;\n' } });
    assert.equal(made.get('V001__add_users/up.sql'), 'A;\n');
    assert.equal(made.get('V001__add_users/down.sql'), 'B;\n');
    const one = files({ sql: { up: 'A;\n', down: null } });
    assert.equal(one.has('V001__add_users/down.sql'), false);
    assert.match(one.get('V001__add_users/metadata.yaml') ?? '', /^reversible: false$/m);
  });

  it('has metadata that reads as it was meant, whatever the author is called', () => {
    const author = 'O\'Neil: "X" # \\ Zoë\n; DROP TABLE a;';
    const made = files({ author, name: 'yes' });
    const text = made.get('V001__yes/metadata.yaml') ?? '';
    const { metadata, problems } = readMetadata({ path: 'p', version: '1', text });
    assert.deepEqual(problems, []);
    assert.equal(metadata.author, 'O\'Neil: "X" # \\ Zoë ; DROP TABLE a;');
    const statements = (made.get('V001__yes/up.sql') ?? '')
      .split('\n')
      .filter((line) => line !== '');
    assert.ok(statements.every((line) => line.startsWith('--')));
  });

  it('is somebody’s unknown where nobody says whose', () => {
    assert.match(
      files({ author: null }).get('V001__add_users/metadata.yaml') ?? '',
      /^author: "unknown"$/m,
    );
  });

  it('is read back with nothing to complain of', () => {
    const made = files();
    const folders = found('V001__add_users: up.sql down.sql metadata.yaml');
    const [candidate] = folders.candidates;
    assert.ok(candidate);
    const contents = [...made].map(([path, content]) => [path, Buffer.from(content)] as const);
    const { migration, problems } = tool.load(candidate, new Map(contents));
    assert.deepEqual([...folders.problems, ...problems, ...tool.check([migration])], []);
  });

  for (const [what, request] of [
    ['a timestamp', { numbering: 'timestamp' }],
    ['no name', { name: '  ' }],
    ['a name of signs', { name: '-/-' }],
  ] as const) {
    it(`is refused with ${what}`, () => {
      assert.throws(
        () => files(request),
        (error) => error instanceof StrataError && error.code === 'usage',
      );
    });
  }
});

describe('a new number', () => {
  const renumbered = (renamed: readonly string[], ...there: readonly string[]) =>
    tool.renumber(renamed, found(...there).candidates, new Date());
  const rewritten = (text: string, at: number, ...parameters: Parameters<typeof renumbered>) =>
    renumbered(...parameters).rewrites[at]?.rewrite(text);

  it('renames the folder whole, whichever of its files are named', () => {
    const there = ['V001__a: up.sql', 'V002__b: up.sql down.sql', 'V002__c: up.sql'];
    const expected = [{ from: 'V002__b', to: 'V003__b' }];
    assert.deepEqual(
      renumbered(['V002__b/up.sql', 'V002__b/down.sql'], ...there).renames,
      expected,
    );
    assert.deepEqual(renumbered(['V002__b/up.sql'], ...there).renames, expected);
    assert.deepEqual(renumbered(['V002__b'], ...there).renames, expected);
  });

  it('does not count the folder’s own', () => {
    assert.deepEqual(renumbered(['V009__b/up.sql'], 'V001__a: up.sql', 'V009__b: up.sql').renames, [
      { from: 'V009__b', to: 'V002__b' },
    ]);
  });

  it('gives a misnamed folder a name', () => {
    for (const [from, to] of [
      ['users', 'V002__users'],
      ['V1_0__a', 'V002__0_a'],
      ['v001__b', 'V002__b'],
      ['V7', 'V002__migration'],
    ] as const) {
      assert.deepEqual(renumbered([`${from}/up.sql`], 'V001__a: up.sql').renames, [{ from, to }]);
    }
  });

  const THERE = [
    'V001__a: up.sql',
    'V002__b: up.sql metadata.yaml',
    'V002__c: up.sql metadata.yaml',
  ];

  it('is written into the metadata, and nothing else is', () => {
    const text = '\uFEFF# ours\r\nversion:   002   # octal\r\nnotes: |\r\n  version: 2\r\n\ttab';
    assert.deepEqual(
      renumbered(['V002__b/up.sql'], ...THERE).rewrites.map(({ path }) => path),
      ['V003__b/metadata.yaml', 'V002__c/metadata.yaml'],
    );
    assert.equal(
      rewritten(text, 0, ['V002__b/up.sql'], ...THERE),
      '\uFEFF# ours\r\nversion:   3   # octal\r\nnotes: |\r\n  version: 2\r\n\ttab',
    );
    for (const same of ['author: a\n', '', '- 2\n', '\t: [']) {
      assert.equal(rewritten(same, 0, ['V002__b/up.sql'], ...THERE), same);
    }
  });

  it('is followed by those that depend on it', () => {
    const text = 'dependencies: # all\n  - "V002__b"   # twice\n  - V001__a\n# V002__b\n';
    assert.equal(
      rewritten(text, 1, ['V002__b/up.sql'], ...THERE),
      'dependencies: # all\n  - "V003__b"   # twice\n  - V001__a\n# V002__b\n',
    );
    assert.equal(
      rewritten('notes: V002__b\n', 1, ['V002__b/up.sql'], ...THERE),
      'notes: V002__b\n',
    );
  });
});
