import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { it } from 'node:test';
import { assertExit, Shop, sqliteBench, type Bench } from '../cli/harness.ts';
import { describeWithPython, hasPyYaml, itWithPython } from '../../support/python.ts';

const runner = join(import.meta.dirname, 'runner.py');

const FOLDERS: Readonly<Record<string, string>> = {
  'V001__users/up.sql': 'CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL);\n',
  'V001__users/down.sql': 'DROP TABLE users;\n',
  'V002__orders_of_users/up.sql':
    'CREATE TABLE orders (id INTEGER PRIMARY KEY, buyer INTEGER REFERENCES users ON DELETE CASCADE);\n' +
    "INSERT INTO users VALUES (1, 'Ann'); INSERT INTO orders VALUES (1, 1)",
  'V002__orders_of_users/down.sql': 'DROP TABLE orders;\nDELETE FROM users;\n',
  'V002__orders_of_users/metadata.yaml':
    '{"version": 2, "author": "Zoë 😀", "dependencies": ["V001__users"], "tags": ["a", "b/c"], "reversible": true}\n',
  'V003__line_endings/up.sql':
    "-- from Windows\r\nINSERT INTO users VALUES (2, 'Zoë ;\r\n--');\r\n\r",
  'V003__line_endings/down.sql': 'DELETE FROM users WHERE id = 2;\r\n',
  'V003__line_endings/metadata.yaml': '{}',
  'V4__rebuild_users/up.sql':
    'CREATE TABLE new_users (id INTEGER PRIMARY KEY, name TEXT NOT NULL, age INTEGER);\n' +
    'INSERT INTO new_users SELECT id, name, 7 FROM users;\n' +
    'DROP TABLE users;\n' +
    'ALTER TABLE new_users RENAME TO users;\n',
  'V4__rebuild_users/down.sql': 'ALTER TABLE users DROP COLUMN age;\n',
  'V005__mark/up.sql': '\uFEFFCREATE INDEX by_name ON users (name);\n',
  'V005__mark/down.sql': 'DROP INDEX by_name;\n',
};

const YAML = `version: 6
description: "Zoë's \\"YAML\\""
created: "2025-01-04T14:30:00Z"
dependencies:
  - V005__mark
tags: [y, "b/c", null]
estimated_duration_ms: 0x10
reversible: on
notes: |
  One.
  Two.
`;

/** The migrations, the real CLI on one database, and the runner on that and on one of its own. */
async function scene(folders: Readonly<Record<string, string>> = FOLDERS) {
  const [bench, reference] = [await sqliteBench(), await sqliteBench()];
  const shop = new Shop(inMigrations(folders), { DATABASE_URL: bench.url });
  const original = (on: Bench, direction: 'up' | 'down', ...versions: readonly number[]) => {
    const given = [fileOf(on), shop.path('migrations'), ...versions.map(String)];
    const { status, stderr } = spawnSync('python3', [runner, direction, ...given]);
    return { status, stderr: stderr.toString() };
  };
  const runs = (on: Bench) => ({
    up: (...target: readonly number[]): void => {
      const { status, stderr } = original(on, 'up', ...target);
      assert.equal(status, 0, stderr);
    },
    down: (...versions: readonly number[]): void => {
      for (const version of versions) {
        const { status, stderr } = original(on, 'down', version);
        assert.equal(status, 0, stderr);
      }
    },
    fail: (): void => {
      assert.equal(original(on, 'up').status, 1);
    },
  });
  const strata = async (...parameters: readonly string[]): Promise<void> => {
    assertExit(await shop.strata(...parameters, '--convention', 'versioned-folders'), 0);
  };
  const same = async (): Promise<void> => {
    assert.deepEqual(await contents(bench), await contents(reference));
  };
  return { shop, bench, strata, same, python: runs(bench), only: runs(reference), reference };
}

function inMigrations(folders: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(folders).map(([path, text]) => [`migrations/${path}`, text] as const),
  );
}

function fileOf({ url }: Bench): string {
  return url.replace('sqlite:', '');
}

/** All of the history but times and who wrote it, the whole schema, and every row. */
async function contents(bench: Bench): Promise<unknown> {
  const times = ['applied_at', 'rollback_at'].map(
    (column) =>
      `CASE WHEN ${column} GLOB '????-??-??T??:??:??.??????+00:00' THEN 'a time' ELSE ${column} END AS ${column}`,
  );
  const columns = ['version', 'description', 'checksum', 'execution_time_ms', 'applied_by'];
  const types = columns.map((column) => `typeof(${column}) AS ${column}_type`);
  return {
    history: await bench.look(
      `SELECT version, description, checksum, status, metadata, error_message, hostname,
              ${[...times, ...types].join(', ')}
       FROM migration_history ORDER BY version`,
    ),
    columns: await bench.look(`SELECT * FROM pragma_table_info('migration_history')`),
    index: await bench.look(`SELECT * FROM pragma_index_xinfo('idx_migration_history_status')`),
    schema: await bench.look(
      `SELECT type, name, tbl_name, sql FROM sqlite_schema
       WHERE tbl_name <> 'migration_history' ORDER BY name`,
    ),
    users: await bench.look('SELECT * FROM users ORDER BY id').catch(() => 'no table'),
    orders: await bench.look('SELECT * FROM orders').catch(() => 'no table'),
  };
}

describeWithPython('a database that the guide’s runner and Strata take turns on', () => {
  it('holds what the runner would leave, where it began and Strata went on', async () => {
    const { strata, same, python, only, bench } = await scene();
    python.up(2);
    await strata('up');
    only.up();
    await same();

    await strata('down', '--to', '2');
    only.down(5, 4, 3);
    await same();

    await strata('up', '--to', '4');
    only.up(4);
    await same();
    assert.deepEqual(
      await bench.look('SELECT version, applied_by FROM migration_history ORDER BY version'),
      [
        { version: '1', applied_by: 'migration_runner.py' },
        { version: '2', applied_by: 'migration_runner.py' },
        { version: '3', applied_by: 'strata' },
        { version: '4', applied_by: 'strata' },
        { version: '5', applied_by: 'strata' },
      ],
    );
  });

  it('holds what the runner would leave, where Strata began and it went on', async () => {
    const { shop, strata, same, python, only } = await scene();
    await strata('up', '--to', '3');
    python.up();
    only.up();
    await same();
    await strata('status', '--exit-code');
    await strata('validate');

    python.down(5, 4);
    await strata('down', '2');
    only.down(5, 4, 3, 2);
    await same();
    assert.deepEqual((await shop.json('status')).summary, {
      ...{ applied: 1, pending: 4, modified: 0, missing: 0, failed: 0, outOfOrder: 0 },
    });
  });

  itWithPython(
    'records metadata as PyYAML reads it and Python prints it',
    async () => {
      const more = {
        'V006__yaml/up.sql': 'SELECT 1;\n',
        'V006__yaml/down.sql': 'SELECT 1;\n',
        'V006__yaml/metadata.yaml': YAML.replace(', null', ''),
        'V007__empty/up.sql': '',
        'V007__empty/metadata.yaml': '# nothing yet\n',
      };
      const { strata, same, only, bench } = await scene({ ...FOLDERS, ...more });
      await strata('up');
      only.up();
      await same();
      const [{ metadata } = {}] = await bench.look(
        'SELECT metadata FROM migration_history WHERE version = 6',
      );
      assert.match(String(metadata), /^\{"version": 6, "description": "Zo\\u00eb's \\"YAML\\"", /);
    },
    hasPyYaml,
  );

  it('keeps the children of a table that is rebuilt, as there', async () => {
    const { strata, same, only, bench } = await scene();
    await strata('up');
    only.up();
    await same();
    assert.deepEqual(await bench.look('SELECT count(*) AS orders FROM orders'), [{ orders: '1' }]);
  });

  it('has the times and the host that the runner would write', async () => {
    const { strata, python, bench } = await scene();
    python.up(1);
    await strata('up', '--to', '2');
    const [row = {}] = await bench.look(
      `SELECT count(*) AS rows, count(DISTINCT length(applied_at)) AS lengths,
              (julianday(max(applied_at)) - julianday(min(applied_at))) * 86400 < 600 AS near,
              count(DISTINCT hostname) AS hosts, max(hostname) AS host
       FROM migration_history`,
    );
    assert.deepEqual(row, { rows: '2', lengths: '1', near: '1', hosts: '1', host: hostname() });
    const [{ time } = {}] = await bench.look(
      'SELECT typeof(execution_time_ms) AS time FROM migration_history WHERE version = 2',
    );
    assert.equal(time, 'integer');
  });

  const FAILING = {
    'V001__users/up.sql': FOLDERS['V001__users/up.sql'] ?? '',
    'V002__fails/up.sql':
      'CREATE TABLE IF NOT EXISTS first (id INTEGER);\nINSERT INTO second VALUES (1);\n',
    'V003__later/up.sql': 'CREATE TABLE later (id INTEGER);\n',
  };

  it('tells of a failure in the runner’s words, and keeps nothing of it', async () => {
    const { shop, bench, reference, only } = await scene(FAILING);
    assertExit(await shop.strata('up', '--convention', 'versioned-folders'), 1);
    only.fail();
    const history = `SELECT version, description, checksum, status, error_message, metadata,
      rollback_at, hostname, typeof(execution_time_ms) AS time FROM migration_history ORDER BY version`;
    assert.deepEqual(await bench.look(history), await reference.look(history));
    assert.equal((await bench.look(history)).at(-1)?.error_message, 'no such table: second');

    const tables = `SELECT name FROM sqlite_schema WHERE type = 'table' AND name IN ('first', 'later')`;
    assert.deepEqual(await reference.look(tables), [{ name: 'first' }]);
    assert.deepEqual(await bench.look(tables), []);
  });

  for (const [who, first, then] of [
    ['the runner failed and Strata applies', 'python', 'strata'],
    ['Strata failed and the runner applies', 'strata', 'python'],
  ] as const) {
    it(`is applied after the correction, and its row replaced: ${who}`, async () => {
      const { shop, bench, python, strata } = await scene(FAILING);
      if (first === 'python') python.fail();
      else assertExit(await shop.strata('up', '--convention', 'versioned-folders'), 1);
      const { migrations } = await shop.json('status');
      assert.deepEqual(
        migrations?.map(({ state }) => state),
        ['applied', 'failed', 'pending'],
      );
      shop.write('migrations/V002__fails/up.sql', 'CREATE TABLE second (id INTEGER);\n');
      if (then === 'python') python.up();
      else await strata('up');
      assert.deepEqual(
        await bench.look('SELECT version, status, error_message FROM migration_history'),
        [1, 2, 3].map((version) => ({
          ...{ version: String(version), status: 'completed', error_message: null },
        })),
      );
      await strata('status', '--exit-code');
    });
  }

  it('is left alone while the runner has the lock, which stands beside the database', async () => {
    const { shop, bench, strata } = await scene();
    const lock = join(dirname(fileOf(bench)), 'migration.lock');
    // As Python's json.dump(…, indent=2) leaves it, of a process that lives.
    const holder = {
      pid: process.pid,
      timestamp: '2025-01-31T12:00:00+00:00',
      hostname: hostname(),
    };
    writeFileSync(lock, JSON.stringify(holder, null, 2));
    const result = await shop.strata(
      ...['up', '--lock-timeout', '0', '--convention', 'versioned-folders'],
    );
    assertExit(result, 4);
    assert.deepEqual(await bench.look('SELECT name FROM sqlite_schema'), []);

    writeFileSync(lock, JSON.stringify({ ...holder, pid: 2 ** 22 + 1 }));
    await strata('up');
    assert.equal(existsSync(lock), false);
  });

  it('is copied to where the runner would copy it, before anything is applied', async () => {
    const { bench, python, strata } = await scene();
    python.up(3);
    await strata('up');
    const [backup = '', ...others] = readdirSync(join(dirname(fileOf(bench)), 'backups'));
    assert.deepEqual(others, []);
    assert.match(backup, /^shop_pre_v5_\d{8}_\d{6}\.db$/);
  });
});
