import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ProblemCode } from '../../../src/core/problem.ts';
import { problemsByFile } from '../../../src/extension/diagnostics/problems.ts';
import { remediesOf, type Remedy } from '../../../src/extension/fixes/remedies.ts';
import { judgeShop, openShop, type Shop } from './shop.ts';

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

describe('without a database', () => {
  it('names are put right all the same', async () => {
    const { project, reading } = await openShop({ files: { '2-carts.sql': '' } });
    const [problem] = reading.files.problems;
    assert.ok(problem);
    assert.equal(remediesOf(problem, { project, reading, now }).length, 1);
  });
});
