import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import BetterSqlite3 from 'better-sqlite3';
import { convention } from '../../../src/conventions/versioned-folders/convention.ts';
import type { HistoryRow, Migration } from '../../../src/core/migration.ts';
import type { Statement } from '../../../src/core/statement.ts';

const tool = convention({});
const SQL = 'CREATE TABLE a (b);\n';
/** Computed by `printf 'CREATE TABLE a (b);\n' | sha256sum`. */
const SUM = 'ebc6bf2d8fef5eb895080a2fae6be6187384e1090e139828ee14dc278be5f6cc';

const migration: Migration = {
  version: '3',
  description: 'add a',
  up: {
    path: 'V003__add_a/up.sql',
    sql: SQL,
    start: { line: 1, column: 1 },
    marker: null,
    transactional: true,
  },
  down: null,
  checksum: SUM,
  metadata: {
    ...{ path: 'V003__add_a/metadata.yaml', author: 'Ann', created: null, dependencies: [] },
    ...{ tags: [], estimatedDurationMs: null, reversible: true, notes: null },
    json: '{"author": "Ann"}',
  },
};

/** The history on an empty database, with the driver and nothing of ours between. */
function open() {
  const database = new BetterSqlite3(':memory:').defaultSafeIntegers();
  const table = { schema: 'main', name: 'migration_history' };
  const history = tool.history('sqlite', table, { hostname: 'box' });
  const run = (statements: readonly Statement[]): void => {
    for (const { sql, values } of statements) {
      const named = Object.fromEntries(values.map((value, index) => [String(index + 1), value]));
      database.prepare(sql).run(named);
    }
  };
  const rows = () =>
    database.prepare<[], Record<string, unknown>>('SELECT * FROM migration_history').all();
  run(history.create);
  return { database, history, run, rows };
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$/;

describe('the history table', () => {
  it('has the columns of the guide’s, in their order, and its index', () => {
    const { database } = open();
    const columns = database
      .prepare<[], Record<string, unknown>>("SELECT * FROM pragma_table_info('migration_history')")
      .all()
      .map(({ name, type, notnull, dflt_value, pk }) =>
        [name, type, notnull, dflt_value, pk].map(String).join(' '),
      );
    assert.deepEqual(columns, [
      'version INTEGER 0 null 1',
      'description TEXT 1 null 0',
      'checksum TEXT 1 null 0',
      'applied_at TIMESTAMP 1 CURRENT_TIMESTAMP 0',
      'execution_time_ms INTEGER 0 null 0',
      `status TEXT 1 'completed' 0`,
      'rollback_at TIMESTAMP 0 null 0',
      'applied_by TEXT 0 null 0',
      'metadata TEXT 0 null 0',
      'error_message TEXT 0 null 0',
      'hostname TEXT 0 null 0',
    ]);
    const index = database
      .prepare<[string], Record<string, unknown>>(
        'SELECT name, desc FROM pragma_index_xinfo(?) WHERE key',
      )
      .all('idx_migration_history_status');
    assert.deepEqual(index, [
      { name: 'status', desc: 0n },
      { name: 'applied_at', desc: 1n },
    ]);
  });

  it('takes no other status', () => {
    const { database } = open();
    assert.throws(() =>
      database.exec(
        `INSERT INTO migration_history VALUES (1, 'a', 'b', 'c', 1, 'done', NULL, NULL, NULL, NULL, NULL)`,
      ),
    );
  });

  it('may be there already', () => {
    const { history, run } = open();
    run(history.create);
  });

  it('has another name where the project gives it one, in its schema', () => {
    const [table, index] = convention({ table: 'ops.History' }).history(
      'postgres',
      { schema: 'ops', name: 'history' },
      { hostname: '' },
    ).create;
    assert.match(table?.sql ?? '', /^CREATE TABLE IF NOT EXISTS "ops"\."history" \(/);
    assert.equal(
      index?.sql,
      'CREATE INDEX IF NOT EXISTS "idx_history_status" ON "ops"."history" (status, applied_at DESC)',
    );
    const named = convention({ table: 'ops.History' });
    assert.deepEqual(named.historyTable('postgres'), { schema: 'ops', name: 'history' });
    assert.deepEqual(tool.historyTable('sqlite'), { schema: null, name: 'migration_history' });
  });

  it('is another tool’s where columns are lacking', () => {
    const { history } = open();
    const columns = ['version', 'name', 'applied_at'].map((name) => ({ name, type: 'TEXT' }));
    assert.match(history.foreign(columns) ?? '', /^it has no column "description", "checksum"/);
  });
});

describe('a history row', () => {
  it('is the runner’s when a migration is applied', () => {
    const { history, run, rows } = open();
    run(history.applied(migration));
    run(history.finished(migration, 12_900_000n));
    const [{ applied_at, ...row } = {}] = rows();
    assert.match(String(applied_at), TIME);
    assert.ok(Math.abs(Date.parse(String(applied_at)) - Date.now()) < 60_000);
    assert.deepEqual(row, {
      ...{ version: 3n, description: 'add a', checksum: SUM, execution_time_ms: 12n },
      ...{ status: 'completed', rollback_at: null, applied_by: 'strata' },
      ...{ metadata: '{"author": "Ann"}', error_message: null, hostname: 'box' },
    });
  });

  it('has no metadata where there is none', () => {
    const { history, run, rows } = open();
    run(history.applied({ ...migration, metadata: null }));
    assert.equal(rows()[0]?.metadata, null);
  });

  it('stays when it is reverted, and is written anew when it is applied again', () => {
    const { database, history, run, rows } = open();
    run(history.applied(migration));
    database.exec(`UPDATE migration_history SET applied_at = '2025-01-31T12:00:00+00:00'`);
    run(history.reverted(migration));
    const [reverted = {}] = rows();
    assert.equal(reverted.status, 'rolled_back');
    assert.match(String(reverted.rollback_at), TIME);
    assert.equal(reverted.applied_at, '2025-01-31T12:00:00+00:00');

    run(history.applied({ ...migration, description: 'add b', checksum: 'other' }));
    const [again = {}] = rows();
    assert.deepEqual(
      [again.status, again.rollback_at, again.description, again.checksum],
      ['completed', null, 'add b', 'other'],
    );
    assert.equal(rows().length, 1);
  });

  it('says why a migration failed, until it is applied', () => {
    const { history, run, rows } = open();
    run(history.failed(migration, { message: 'no such table: c', elapsed: 3_000_000n }));
    const [failed = {}] = rows();
    assert.deepEqual(
      [failed.status, failed.error_message, failed.execution_time_ms, failed.checksum],
      ['failed', 'no such table: c', 3n, SUM],
    );
    run(history.failed(migration, { message: 'again', elapsed: 1n }));
    assert.equal(rows()[0]?.error_message, 'again');
    run(history.applied(migration));
    assert.deepEqual([rows()[0]?.status, rows()[0]?.error_message], ['completed', null]);
  });

  it('of what somebody else has applied meanwhile is not made a failed one', () => {
    const { history, run, rows } = open();
    run(history.applied(migration));
    const before = rows();
    run(history.failed(migration, { message: 'too late', elapsed: 1n }));
    assert.deepEqual(rows(), before);
  });

  it('is looked at again before a script runs', () => {
    const { database, history, run } = open();
    const finds = (direction: 'up' | 'down'): string => {
      const guard = history.guard(migration, direction);
      assert.ok(guard);
      const { sql, values } = guard.check;
      const there = database.prepare(sql).all({ 1: values[0] }).length > 0;
      return there === (guard.expects === 'row') ? 'as expected' : 'overtaken';
    };
    assert.deepEqual([finds('up'), finds('down')], ['as expected', 'overtaken']);
    run(history.failed(migration, { message: '', elapsed: 0n }));
    assert.deepEqual([finds('up'), finds('down')], ['as expected', 'overtaken']);
    run(history.applied(migration));
    assert.deepEqual([finds('up'), finds('down')], ['overtaken', 'as expected']);
    run(history.reverted(migration));
    assert.deepEqual([finds('up'), finds('down')], ['as expected', 'overtaken']);
  });
});

describe('a history row that is read', () => {
  const COLUMNS = {
    ...{ version: 3n, description: 'add a', checksum: SUM, execution_time_ms: 12n },
    ...{ status: 'completed', rollback_at: null, applied_by: 'migration_runner.py' },
    ...{ metadata: null, error_message: null, hostname: 'box' },
    applied_at: '2025-01-31T12:00:00.123456+00:00',
  };
  const parse = (columns: Record<string, unknown> = {}): HistoryRow =>
    open().history.parse({ ...COLUMNS, ...columns });

  it('is in terms that hold for every tool', () => {
    assert.deepEqual(parse(), {
      ...{ version: '3', description: 'add a', outcome: 'applied', checksum: SUM },
      ...{ appliedAt: '2025-01-31T12:00:00.123456Z', durationMs: 12 },
      ...{ appliedBy: 'migration_runner.py', error: null, outsideFiles: false },
      columns: COLUMNS,
    });
  });

  for (const [status, outcome, error] of [
    ['completed', 'applied', null],
    ['failed', 'failed', null],
    ['rolled_back', 'reverted', null],
    ['pending', 'reverted', null],
    ['running', 'failed', 'it was begun and never ended'],
  ] as const) {
    it(`${status} is ${outcome}`, () => {
      assert.deepEqual([parse({ status }).outcome, parse({ status }).error], [outcome, error]);
    });
  }

  it('has its time in UTC, whoever wrote it', () => {
    const times = [
      ['2025-01-31 12:00:00', '2025-01-31T12:00:00Z'],
      ['2025-01-31 12:00:00.123456', '2025-01-31T12:00:00.123456Z'],
      ['2025-01-31T12:00:00+00:00', '2025-01-31T12:00:00Z'],
    ] as const;
    for (const [applied_at, expected] of times) {
      assert.equal(parse({ applied_at }).appliedAt, expected);
    }
  });

  const inline = '{"type": "inline", "complex_data_migration": true}';
  for (const [what, columns, outside] of [
    ['a folder of the runner’s', {}, false],
    ['a folder of ours', { applied_by: 'strata' }, false],
    ['a folder of its command’s', { applied_by: 'migrate.py' }, false],
    ['nobody’s in particular', { applied_by: null }, false],
    ['back-filled', { checksum: 'legacy_backfill', applied_by: 'legacy_backfill' }, true],
    ['back-filled by name', { applied_by: 'schema_version_backfill' }, true],
    ['back-filled by checksum', { checksum: 'legacy_backfill' }, true],
    ['a function of the application’s', { metadata: inline }, true],
    ['another program’s', { applied_by: 'server.py' }, true],
    ['a folder whose metadata is a text', { metadata: '"inline"' }, false],
    ['a folder whose metadata is broken', { metadata: '{' }, false],
  ] as const) {
    it(`is ${outside ? 'outside the files' : 'of a folder'}: ${what}`, () => {
      assert.equal(parse(columns).outsideFiles, outside);
    });
  }
});

describe('the rest of the convention', () => {
  it('locks by a file on SQLite and by a key on a server', () => {
    assert.deepEqual(tool.lock('sqlite', 'x.db'), { kind: 'file', path: 'migration.lock' });
    assert.deepEqual(convention({ lockFile: '/run/m.lock' }).lock('sqlite', 'x.db'), {
      kind: 'file',
      path: '/run/m.lock',
    });
    // From Python: (0x53545241 << 32) + zlib.crc32(b'mydb')
    assert.deepEqual(tool.lock('postgres', 'mydb'), {
      kind: 'advisory',
      key: 6004514642603609546n,
    });
  });

  it('makes backups on SQLite only', () => {
    assert.deepEqual(tool.backup('sqlite'), { folder: 'backups', keep: 10 });
    assert.equal(tool.backup('postgres'), null);
    assert.deepEqual(convention({ backupFolder: 'b', backupRetention: 3 }).backup('sqlite'), {
      folder: 'b',
      keep: 3,
    });
  });
});
