import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import BetterSqlite3 from 'better-sqlite3';
import { readConfig } from '../../../src/conventions/sqlx/config.ts';
import { history as historyFor } from '../../../src/conventions/sqlx/history.ts';
import type { Engine } from '../../../src/core/engine.ts';
import type { Migration } from '../../../src/core/migration.ts';
import type { Statement } from '../../../src/core/statement.ts';
import { StrataError } from '../../../src/core/errors.ts';

/** What sqlx-sqlite/src/migrate.rs writes, as SQLite keeps it. */
const TABLE_BY_SQLX = `CREATE TABLE _sqlx_migrations (
    version BIGINT PRIMARY KEY,
    description TEXT NOT NULL,
    installed_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    success BOOLEAN NOT NULL,
    checksum BLOB NOT NULL,
    execution_time BIGINT NOT NULL
)`;

const SQL = 'CREATE TABLE a (b);\n';
const SUM = createHash('sha384').update(SQL).digest();

const migration: Migration = {
  version: '20250131120000',
  description: 'add a',
  up: {
    path: '20250131120000_add_a.sql',
    sql: SQL,
    start: { line: 1, column: 1 },
    marker: null,
    transactional: true,
  },
  down: null,
  checksum: SUM.toString('hex'),
  metadata: null,
};

function historyOf(engine: Engine, schema: string | null = null, config = '') {
  return historyFor(engine, { schema, name: '_sqlx_migrations' }, readConfig(config || undefined));
}

/** The history on an empty database, with the driver and nothing of ours between. */
function open(schema: string | null = null) {
  const history = historyOf('sqlite', schema);
  const database = new BetterSqlite3(':memory:').defaultSafeIntegers();
  const named = (values: Statement['values']) =>
    Object.fromEntries(
      values.map((value, index) => [index + 1, typeof value === 'boolean' ? Number(value) : value]),
    );
  const run = (statements: readonly Statement[]) => {
    for (const { sql, values } of statements) {
      const statement = database.prepare(sql);
      if (values.length === 0) statement.run();
      else statement.run(named(values));
    }
  };
  const rows = () =>
    database.prepare<[], Record<string, unknown>>('SELECT * FROM _sqlx_migrations').all();
  run(history.create);
  assert.ok(history.piecewise);
  return { history, piecewise: history.piecewise, database, run, rows };
}

describe('the history table', () => {
  for (const schema of [null, 'main']) {
    it(`is the one that sqlx makes${schema === null ? '' : `, named with its schema`}`, () => {
      const { database } = open(schema);
      const sql = database.prepare('SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL').pluck();
      assert.deepEqual(sql.all(), [TABLE_BY_SQLX]);
    });
  }

  it('is made twice without harm', () => {
    const { run, history } = open();
    run(history.create);
  });

  it('has PostgreSQL’s types there', () => {
    assert.deepEqual(
      historyOf('postgres', 'public').create.map(({ sql }) => sql.replace(/\s+/g, ' ')),
      [
        'CREATE TABLE IF NOT EXISTS public._sqlx_migrations ( version BIGINT PRIMARY KEY, ' +
          'description TEXT NOT NULL, installed_on TIMESTAMPTZ NOT NULL DEFAULT now(), ' +
          'success BOOLEAN NOT NULL, checksum BYTEA NOT NULL, execution_time BIGINT NOT NULL )',
      ],
    );
  });

  it('comes after the schemas that sqlx.toml names, read as SQL reads them', () => {
    const config = `[migrate]\ncreate-schemas = ["Shop", '"My Audit"']\n`;
    const [shop, audit, table] = historyOf('postgres', 'Shop', config).create;
    assert.equal(shop?.sql, 'CREATE SCHEMA IF NOT EXISTS "shop"');
    assert.equal(audit?.sql, 'CREATE SCHEMA IF NOT EXISTS "My Audit"');
    assert.match(table?.sql ?? '', /^CREATE TABLE IF NOT EXISTS "Shop"\._sqlx_migrations /);
  });

  it('cannot have schemas made for it on SQLite', () => {
    const config = '[migrate]\ncreate-schemas = ["shop"]\n';
    assert.throws(
      () => historyOf('sqlite', null, config),
      (error) => error instanceof StrataError && error.code === 'configuration',
    );
  });

  it('is another tool’s where columns are missing', () => {
    const column = (name: string) => ({ name, type: '' });
    const own = ['version', 'description', 'installed_on', 'success', 'checksum', 'execution_time'];
    const history = historyOf('sqlite');
    assert.equal(history.foreign(own.map(column)), null);
    assert.equal(history.foreign([...own, 'note'].map(column)), null);
    assert.equal(
      history.foreign(['version', 'description', 'checksum'].map(column)),
      'it has no column "installed_on", "success", "execution_time"',
    );
  });
});

describe('a history row', () => {
  it('is written as sqlx writes it: −1, and after the commit the nanoseconds', () => {
    const { history, run, rows } = open();
    run(history.applied(migration));
    const [row] = rows();
    assert.match(String(row?.installed_on), /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    const expected = {
      version: 20250131120000n,
      description: 'add a',
      success: 1n,
      checksum: SUM,
      execution_time: -1n,
      installed_on: row?.installed_on,
    };
    assert.deepEqual(rows(), [expected]);
    run(history.finished(migration, 9_007_199_254_740_993n));
    assert.deepEqual(rows(), [{ ...expected, execution_time: 9_007_199_254_740_993n }]);
  });

  it('touches no other row', () => {
    const { history, piecewise, run, rows } = open();
    const other = { ...migration, version: '20250131120001' };
    for (const each of [migration, other]) run(history.applied(each));
    run(history.finished(migration, 5n));
    run(piecewise.started(other, 'down'));
    assert.deepEqual(
      rows().map(({ success, execution_time }) => [success, execution_time]),
      [
        [1n, 5n],
        [0n, -1n],
      ],
    );
    run(history.reverted(migration));
    assert.deepEqual(
      rows().map(({ version }) => version),
      [20250131120001n],
    );
  });

  it('is gone when the migration is reverted', () => {
    const { history, run, rows } = open();
    run(history.applied(migration));
    run(history.reverted(migration));
    assert.deepEqual(rows(), []);
  });

  it('is dirty from before to after a script without a transaction', () => {
    const { piecewise, run, rows } = open();
    const successes = () => rows().map(({ success }) => success);
    run(piecewise.started(migration, 'up'));
    assert.deepEqual(successes(), [0n]);
    run(piecewise.withdrawn(migration, 'up'));
    assert.deepEqual(successes(), []);

    run(piecewise.started(migration, 'up'));
    run(piecewise.completed(migration, 'up'));
    assert.deepEqual(successes(), [1n]);

    run(piecewise.started(migration, 'down'));
    assert.deepEqual(successes(), [0n]);
    run(piecewise.withdrawn(migration, 'down'));
    assert.deepEqual(successes(), [1n]);

    run(piecewise.started(migration, 'down'));
    run(piecewise.completed(migration, 'down'));
    assert.deepEqual(successes(), []);
  });
});

describe('a row that is read', () => {
  const stored = {
    version: 20250131120000n,
    description: 'add a',
    installed_on: '2025-01-31 12:00:05',
    success: 1n,
    checksum: SUM,
    execution_time: 12_345_678n,
  };
  const parse = (row: Record<string, unknown>) => historyOf('sqlite').parse({ ...stored, ...row });

  it('of SQLite says what it holds', () => {
    assert.deepEqual(parse({}), {
      version: '20250131120000',
      description: 'add a',
      outcome: 'applied',
      checksum: SUM.toString('hex'),
      appliedAt: '2025-01-31T12:00:05Z',
      durationMs: 12.345678,
      appliedBy: null,
      error: null,
      outsideFiles: false,
      columns: stored,
    });
  });

  it('of PostgreSQL says the same', () => {
    const row = parse({ installed_on: '2025-01-31 12:00:05.123456+00', success: true });
    assert.equal(row.appliedAt, '2025-01-31T12:00:05.123456Z');
    assert.equal(Date.parse(row.appliedAt), Date.UTC(2025, 0, 31, 12, 0, 5, 123));
    assert.equal(row.outcome, 'applied');
  });

  it('without success is failed, on both engines', () => {
    assert.equal(parse({ success: 0n }).outcome, 'failed');
    assert.equal(parse({ success: false }).outcome, 'failed');
  });

  it('with −1 is applied, and its duration unknown', () => {
    const { outcome, durationMs } = parse({ execution_time: -1n });
    assert.deepEqual([outcome, durationMs], ['applied', null]);
  });

  it('with a version beyond 2^53 keeps it', () => {
    assert.equal(parse({ version: 9223372036854775807n }).version, '9223372036854775807');
  });

  it('with something else for a checksum has none', () => {
    assert.equal(parse({ checksum: 'abc' }).checksum, null);
  });
});
