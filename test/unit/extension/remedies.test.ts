import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Fix, Problem, ProblemCode } from '../../../src/core/problem.ts';
import { problemsByFile } from '../../../src/extension/diagnostics/problems.ts';
import { remediesOf, type Remedy } from '../../../src/extension/fixes/remedies.ts';
import { judgeShop, openShop, type Shop } from './shop.ts';

type EditFix = Extract<Fix, { kind: 'edit' }>;

const now = new Date('2025-03-03T10:00:00Z');

/** What is offered for a file's problem. */
async function remedies(shop: Shop, file: string, code: ProblemCode): Promise<readonly Remedy[]> {
  const status = await judgeShop(shop);
  const reading = { files: status.files, status };
  const problems = problemsByFile(reading).get(`migrations/${file}`) ?? [];
  const found = problems.find(({ problem }) => problem.code === code);
  assert.ok(found, `${file} has no problem ${code}`);
  return remediesOf(found.problem, { project: status.project, reading, now });
}

/** The only remedy. */
async function remedy(...parameters: Parameters<typeof remedies>): Promise<Remedy> {
  const [first, ...others] = await remedies(...parameters);
  assert.ok(first);
  assert.deepEqual(others, []);
  return first;
}

const pair = { '1_users.up.sql': 'SELECT 1;', '1_users.down.sql': 'SELECT 2;' };

describe('a file with a wrong name', () => {
  it('is renamed to the convention', async () => {
    assert.deepEqual(await remedy({ files: { '2-carts.sql': '' } }, '2-carts.sql', 'naming'), {
      kind: 'rename',
      title: 'Rename to 2_carts.sql',
      files: [{ from: 'migrations/2-carts.sql', to: 'migrations/2_carts.sql' }],
    });
  });

  it('takes the other file of its pair with it', async () => {
    const files = { '2-carts.up.sql': '', '2-carts.down.sql': '' };
    assert.deepEqual(await remedy({ files }, '2-carts.up.sql', 'naming'), {
      kind: 'rename',
      title: 'Rename to 2_carts.up.sql, 2_carts.down.sql',
      files: [
        { from: 'migrations/2-carts.up.sql', to: 'migrations/2_carts.up.sql' },
        { from: 'migrations/2-carts.down.sql', to: 'migrations/2_carts.down.sql' },
      ],
    });
  });

  it('is told by its first name where there is no room for both', async () => {
    const long = '20250120000001-add_all_that_people_say_of_products';
    const files = { [`${long}.up.sql`]: '', [`${long}.down.sql`]: '' };
    const { title } = await remedy({ files }, `${long}.up.sql`, 'naming');
    assert.equal(title, `Rename to ${long.replace('-', '_')}.up.sql and 1 more`);
  });

  it('is not renamed onto another migration', async () => {
    const files = { '2-carts.sql': '', '2_carts.sql': '' };
    assert.deepEqual(await remedies({ files }, '2-carts.sql', 'naming'), []);
  });

  it('gets a version where it has none', async () => {
    assert.deepEqual(await remedy({ files: { 'seed_data.sql': '' } }, 'seed_data.sql', 'naming'), {
      kind: 'renumber',
      title: 'Give it a fresh version: 20250303100000_seed_data.sql',
      path: 'migrations/seed_data.sql',
    });
  });
});

describe('of two files with one version', () => {
  const files = { ...pair, '1_carts.sql': 'SELECT 3;' };

  it('either gets a fresh one, with both files of a pair', async () => {
    const { kind, title } = await remedy({ files }, '1_users.up.sql', 'duplicate-version');
    assert.equal(kind, 'renumber');
    assert.match(title, /_users\.up\.sql, \d+_users\.down\.sql$/);
    await remedy({ files }, '1_carts.sql', 'duplicate-version');
  });

  it('the applied one keeps it', async () => {
    const shop = { files, applied: { 1: 'SELECT 1;' } };
    assert.deepEqual(await remedies(shop, '1_users.up.sql', 'duplicate-version'), []);
    await remedy(shop, '1_carts.sql', 'duplicate-version');
  });
});

describe('a migration out of order', () => {
  it('gets a version above the newest', async () => {
    const shop = { files: { ...pair, '5_carts.sql': '' }, applied: { 5: '' } };
    const found = await remedy(shop, '1_users.up.sql', 'out-of-order');
    assert.equal(found.kind, 'renumber');
    assert.match(found.title, /: \d+_users\.up\.sql, \d+_users\.down\.sql$/);
  });
});

describe('a missing down script', () => {
  it('is created from the template of the tool', async () => {
    const files = { '1_users.up.sql': 'SELECT 1;' };
    assert.deepEqual(await remedy({ files }, '1_users.up.sql', 'missing-down'), {
      kind: 'create',
      title: 'Create 1_users.down.sql',
      path: 'migrations/1_users.down.sql',
      content: '-- Add down migration script here\n',
    });
  });
});

describe('an edit of mere form', () => {
  for (const [what, saved, applied, expected] of [
    [
      'to CRLF goes back by its line endings',
      'SELECT\r\n1;\r\n',
      'SELECT\n1;\n',
      { kind: 'line-ending', title: 'Set line endings back to LF', lineEnding: 'LF' },
    ],
    [
      'to LF goes back by its line endings',
      'SELECT\n1;\n',
      'SELECT\r\n1;\r\n',
      { kind: 'line-ending', title: 'Set line endings back to CRLF', lineEnding: 'CRLF' },
    ],
    [
      'by a byte order mark is saved without it',
      '\uFEFFSELECT\n1;\n',
      'SELECT\n1;\n',
      {
        kind: 'rewrite',
        title: 'Save as it was when applied: without a byte order mark',
        form: { lineEnding: null, byteOrderMark: false },
      },
    ],
    [
      'of both is saved as it was',
      'SELECT\n1;\n',
      '\uFEFFSELECT\r\n1;\r\n',
      {
        kind: 'rewrite',
        title: 'Save as it was when applied: with a byte order mark, lines ending in CRLF',
        form: { lineEnding: 'CRLF', byteOrderMark: true },
      },
    ],
  ] as const) {
    it(what, async () => {
      const shop = { files: { '1_users.sql': saved }, applied: { 1: applied } };
      const [first, ...others] = await remedies(shop, '1_users.sql', 'modified');
      assert.deepEqual(first, { ...expected, path: 'migrations/1_users.sql' });
      assert.deepEqual(
        others.map(({ kind }) => kind),
        expected.kind === 'line-ending' ? ['git-attributes'] : [],
      );
    });
  }

  it('is told from an edit of the text', async () => {
    const shop = { files: { '1_users.sql': 'SELECT 2;' }, applied: { 1: 'SELECT 1;' } };
    assert.deepEqual(await remedies(shop, '1_users.sql', 'modified'), []);
  });
});

describe('a byte order mark before a PostgreSQL script', () => {
  it('is removed', async () => {
    const shop = { files: { '1_users.sql': '\uFEFFSELECT 1;' }, engine: 'postgres' as const };
    assert.deepEqual(await remedy(shop, '1_users.sql', 'encoding'), {
      kind: 'rewrite',
      title: 'Save without the byte order mark',
      path: 'migrations/1_users.sql',
      form: { lineEnding: null, byteOrderMark: false },
    });
  });
});

describe('an edit that a rule proposes', () => {
  const rules = { 'missing-if-exists': 'warning' } as const;

  it('is made where the editor has the text', async () => {
    const shop = { files: { '1_users.sql': '\n  DROP TABLE users;' }, rules };
    assert.deepEqual(await remedy(shop, '1_users.sql', 'missing-if-exists'), {
      kind: 'edit',
      title: 'Insert IF EXISTS',
      path: 'migrations/1_users.sql',
      edits: [
        {
          start: { line: 1, character: 13 },
          end: { line: 1, character: 13 },
          text: 'IF EXISTS ',
        },
      ],
    });
  });

  it('does not count a byte order mark, which no editor shows', async () => {
    const shop = { files: { '1_users.sql': '\uFEFFDROP TABLE users;' }, rules };
    const found = await remedy(shop, '1_users.sql', 'missing-if-exists');
    assert.equal(found.kind, 'edit');
    assert.deepEqual(found.edits[0]?.start, { line: 0, character: 11 });
  });
});

describe('an edit that wants more than the file', () => {
  const location = { line: 1, column: 1, endLine: 1, endColumn: 1 };

  /** What is offered for the first file where a rule proposes this. */
  async function offered(shop: Shop, fix: Partial<EditFix>): Promise<readonly Remedy[]> {
    const { project, reading } = await openShop(shop);
    const [migration] = reading.files.migrations;
    assert.ok(migration);
    const problem: Problem = {
      code: 'needs-no-transaction',
      severity: 'error',
      message: '',
      ...{ path: migration.up.path, version: migration.version, location },
      fix: { kind: 'edit', title: 'Split it', edits: [], ...fix },
    };
    return remediesOf(problem, { project, reading, now });
  }

  const alone = { down: null, transactional: false, moved: true };
  const together = { down: null, transactional: true, moved: true };
  const sections = { '20250301100000_a.sql': '-- UP\nVACUUM;\n-- DOWN\nSELECT 1;\n' };

  it('marks it as the tool wants it', async () => {
    const files = { '1_users.sql': 'VACUUM;' };
    assert.deepEqual(await offered({ files }, { withoutTransaction: true }), [
      {
        kind: 'edit',
        title: 'Split it',
        path: 'migrations/1_users.sql',
        edits: [
          {
            start: { line: 0, character: 0 },
            end: { line: 0, character: 0 },
            text: '-- no-transaction\n',
          },
        ],
      },
    ]);
  });

  it('makes the migrations that follow, in their order, in the same step', async () => {
    const files = { '1_users.up.sql': 'VACUUM;', '1_users.down.sql': '' };
    const following = [
      { ...alone, name: 'create index i', up: 'CREATE …;\n', down: 'DROP …;\n' },
      { ...together, name: 'truncate b', up: 'TRUNCATE b;\n' },
    ];
    const [remedy] = await offered({ files }, { following });
    assert.equal(remedy?.kind, 'edit');
    assert.equal(remedy.title, 'Split it: 0002_create_index_i.up.sql and 3 more');
    assert.deepEqual(remedy.files, [
      {
        path: 'migrations/0002_create_index_i.up.sql',
        content: '-- no-transaction\nCREATE …;\n',
      },
      {
        path: 'migrations/0002_create_index_i.down.sql',
        content: '-- no-transaction\nDROP …;\n',
      },
      { path: 'migrations/0003_truncate_b.up.sql', content: 'TRUNCATE b;\n' },
      {
        path: 'migrations/0003_truncate_b.down.sql',
        content: '-- Add down migration script here\n',
      },
    ]);
  });

  it('moves nothing behind a migration that is there already', async () => {
    const files = { '1_users.sql': 'VACUUM;', '2_orders.sql': 'SELECT 1;' };
    const following = [{ ...together, name: 'b', up: 'TRUNCATE b;\n' }];
    assert.deepEqual(await offered({ files }, { following }), []);
    const added = following.map((each) => ({ ...each, moved: false }));
    assert.equal((await offered({ files }, { following: added })).length, 1);
  });

  it('is not offered where the tool has no migrations without a transaction', async () => {
    const shop = { files: sections };
    const following = [{ ...alone, name: 'b', up: 'VACUUM;\n' }];
    assert.deepEqual(await offered(shop, { withoutTransaction: true }), []);
    assert.deepEqual(await offered(shop, { following }), []);
    const [remedy] = await offered(shop, { following: [{ ...together, name: 'b', up: 'x;' }] });
    assert.equal(remedy?.kind, 'edit');
    assert.equal(remedy.files?.length, 1);
  });
});

describe('without a database', () => {
  it('names are put right all the same', async () => {
    const { project, reading } = await openShop({ files: { '2-carts.sql': '' } });
    const [problem] = reading.files.problems;
    assert.ok(problem);
    assert.equal(remediesOf(problem, { project, reading, now }).length, 1);
  });
});
