import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { convention } from '../../../src/conventions/versioned-folders/convention.ts';
import type { Migration } from '../../../src/core/migration.ts';

const tool = convention({});

/** Folders, and what the metadata of some says. */
function migrations(folders: Readonly<Record<string, string | null>>): readonly Migration[] {
  const paths = Object.entries(folders).flatMap(([folder, metadata]) => [
    { path: folder, kind: 'directory' as const },
    ...['up.sql', 'down.sql', ...(metadata === null ? [] : ['metadata.yaml'])].map((file) => ({
      path: `${folder}/${file}`,
      kind: 'file' as const,
    })),
  ]);
  return tool.discover(paths).candidates.map((candidate) => {
    const metadata = folders[candidate.up.split('/')[0] ?? ''] ?? '';
    const { migration } = tool.load(
      candidate,
      new Map([
        [candidate.up, Buffer.from('x')],
        [candidate.down ?? '', Buffer.from('x')],
        [candidate.metadata ?? '', Buffer.from(metadata)],
      ]),
    );
    // As a project's reader gives them.
    const { up } = migration;
    const path = (own: string): string => `db/${own}`;
    return {
      ...migration,
      up: { ...up, path: path(up.path) },
      metadata: migration.metadata && {
        ...migration.metadata,
        path: path(migration.metadata.path),
      },
    };
  });
}

function depends(...names: readonly string[]): string {
  return `dependencies: [${names.join(', ')}]\n`;
}

function told(folders: Readonly<Record<string, string | null>>): readonly string[] {
  return tool.check(migrations(folders)).map(({ severity, code, path, version, location }) => {
    const place = location === null ? '' : `:${location.line}:${location.column}`;
    return `${severity} ${code} ${version ?? ''} ${path ?? ''}${place}`;
  });
}

describe('numbers', () => {
  it('may begin anywhere, and follow each other', () => {
    assert.deepEqual(told({ V007__a: null, V008__b: null, V009__c: null }), []);
    assert.deepEqual(told({ V000__a: null, V001__b: null }), []);
    assert.deepEqual(told({}), []);
  });

  it('that are claimed twice leave no gap', () => {
    assert.deepEqual(told({ V001__a: null, V1__b: null, V002__c: null }), []);
  });

  it('that are left out are errors of what comes after', () => {
    assert.deepEqual(told({ V001__a: null, V003__b: null, V004__c: null, V008__d: null }), [
      'error gap 3 db/V003__b/up.sql',
      'error gap 8 db/V008__d/up.sql',
    ]);
  });

  it('that are left out are named with their neighbours', () => {
    const [one, several] = tool.check(migrations({ V001__a: null, V003__b: null, V0099__c: null }));
    assert.equal(
      one?.message,
      'There is no V002 between V001__a and V003__b. Neither Strata nor the project’s own runner applies anything until the numbers follow each other. Bring what is lacking, or give V003__b the free number while it is not applied.',
    );
    assert.match(
      several?.message ?? '',
      /^There are no V004 to V098 between V003__b and V0099__c\./,
    );
  });
});

describe('dependencies', () => {
  it('are found by name, however the number is padded', () => {
    assert.deepEqual(
      told({
        V001__a_b: null,
        V002__c: depends('V001__a_b'),
        V003__d: depends('V1__a_b', 'V002__c'),
      }),
      [],
    );
  });

  it('below the first folder may have been application code, which the history tells', () => {
    assert.deepEqual(told({ V002__b: depends('V001__initial_schema') }), []);
  });

  it('on what is not there are errors at their place', () => {
    const folders = { V001__users: null, V002__b: depends('V001__users', 'V009__orders') };
    assert.deepEqual(told(folders), ['error dependency 2 db/V002__b/metadata.yaml:1:29']);
    const [problem] = tool.check(migrations(folders));
    assert.equal(problem?.message, 'db/V002__b/metadata.yaml: there is no migration V009__orders.');
  });

  it('on a misspelt name say which was meant', () => {
    const [problem] = tool.check(migrations({ V001__users: null, V002__b: depends('V001__user') }));
    assert.equal(
      problem?.message,
      'db/V002__b/metadata.yaml: there is no migration V001__user. Number 1 is V001__users.',
    );
    assert.deepEqual(problem.fix?.kind === 'edit' && problem.fix.edits, [
      {
        location: { line: 1, column: 16, endLine: 1, endColumn: 26 },
        text: '"V001__users"',
      },
    ]);
    const [other] = tool.check(migrations({ V001__users: null, V002__b: depends('V010__users') }));
    assert.match(
      other?.message ?? '',
      /there is no migration V010__users\. Did you mean "V001__users"\?$/,
    );
  });

  const circles: [
    what: string,
    folders: Record<string, string | null>,
    circle: string,
    at: string,
  ][] = [
    ['a migration on itself', { V001__a: depends('V001__a') }, 'V001__a → V001__a', 'V001__a'],
    [
      'two on each other',
      { V001__a: depends('V002__b'), V002__b: depends('V001__a') },
      'V001__a → V002__b → V001__a',
      'V001__a',
    ],
    [
      'three, beside what is well',
      {
        V001__a: null,
        V002__b: depends('V001__a', 'V004__d'),
        V003__c: depends('V002__b'),
        V004__d: depends('V001__a', 'V003__c'),
        V005__e: depends('V004__d'),
      },
      'V002__b → V004__d → V003__c → V002__b',
      'V002__b',
    ],
  ];
  for (const [what, folders, circle, at] of circles) {
    it(`in a circle are told once, with the way round: ${what}`, () => {
      const problems = tool.check(migrations(folders));
      assert.equal(problems.length, 1);
      assert.equal(problems[0]?.path, `db/${at}/metadata.yaml`);
      assert.notEqual(problems[0].location, null);
      assert.ok(problems[0].message.includes(`: ${circle}. `), problems[0].message);
    });
  }

  it('of many take no time to follow', () => {
    const names = Array.from(
      { length: 300 },
      (_, index) => `V${String(index).padStart(3, '0')}__m`,
    );
    const all = Object.fromEntries(names.map((name) => [name, depends(...names.slice(-60))]));
    assert.ok(tool.check(migrations(all)).length > 0);
  });
});
