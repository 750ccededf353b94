import assert from 'node:assert/strict';
import { hostname } from 'node:os';
import { describe, it } from 'node:test';
import { Client } from 'pg';
import { lockKey } from '../../../src/conventions/sqlx/convention.ts';
import { postgres } from '../../support/postgres.ts';
import { engines, Shop } from './harness.ts';

const migrations = {
  'migrations/1_users.sql': '-- Who buys.\nCREATE TABLE IF NOT EXISTS users (id integer);\n',
};

for (const [engine, open] of Object.entries(engines)) {
  describe(`strata doctor: ${engine}`, () => {
    it('looks at every step, and changes nothing', async () => {
      const bench = await open();
      const shop = new Shop(migrations, { DATABASE_URL: bench.url });
      const { exit, healthy, steps } = await shop.json('doctor');
      assert.deepEqual([exit, healthy], [0, true]);
      const found = new Map(steps?.map(({ step, finding }) => [step, finding]));
      assert.deepEqual(
        [...found.keys()],
        [
          ...['project', 'configuration', 'address', 'connection', 'convention'],
          ...['rights', 'history', 'lock', 'backups', 'programs'],
        ],
      );
      assert.match(found.get('address') ?? '', /, from DATABASE_URL in the environment$/);
      assert.match(found.get('convention') ?? '', /^sqlx, by the name 1_users\.sql$/);
      assert.equal((await shop.json('status')).database?.exists, engine === 'postgres');
      if (engine === 'postgres') {
        assert.deepEqual(
          await bench.look("SELECT 1 FROM pg_tables WHERE schemaname = 'public'"),
          [],
        );
      }
    });

    it('finds a history of another tool, and one that somebody has changed', async () => {
      const bench = await open();
      const shop = new Shop(migrations, { DATABASE_URL: bench.url });
      await shop.strata('up');
      const history = async () =>
        (await shop.json('doctor')).steps?.filter(({ step }) => step === 'history');
      assert.deepEqual(
        (await history())?.map(({ verdict }) => verdict),
        ['ok'],
      );
      await bench.execute('ALTER TABLE _sqlx_migrations RENAME TO old');
      await bench.execute(
        'CREATE TABLE _sqlx_migrations AS SELECT version, description, installed_on, success, checksum, CAST(1 AS integer) AS execution_time FROM old UNION ALL SELECT NULL, description, installed_on, success, checksum, 1 FROM old UNION ALL SELECT version, description, installed_on, success, checksum, 1 FROM old',
      );
      const changed = await history();
      assert.deepEqual(
        changed?.filter(({ verdict }) => verdict === 'error').map(({ finding }) => finding),
        [
          `Rows in ${engine === 'sqlite' ? '' : 'public.'}_sqlx_migrations without a version that sqlx could have written: 1. Delete them.`,
          `Migration 1 is recorded 2 times in ${engine === 'sqlite' ? '' : 'public.'}_sqlx_migrations: the table has lost its primary key. Delete all of its rows but one.`,
        ],
      );
      assert.ok(changed.some(({ verdict }) => verdict === 'warning'));
      const validated = await shop.json('validate');
      assert.equal(validated.valid, false);
      assert.ok(validated.problems?.some(({ code }) => code === 'corrupt-history'));
      assert.equal((await shop.json('up')).error?.code, 'refused');
      await bench.execute('DROP TABLE _sqlx_migrations');
      await bench.execute('CREATE TABLE _sqlx_migrations (version bigint, dirty boolean)');
      const [foreign] = (await history()) ?? [];
      assert.match(foreign?.finding ?? '', /golang-migrate/);
    });
  });
}

describe('strata doctor', () => {
  it('says when the folder of a database is not there', async () => {
    const shop = new Shop(migrations, { DATABASE_URL: 'sqlite:data/shop.db' });
    const { exit, steps } = await shop.json('doctor');
    const rights = steps?.find(({ step }) => step === 'rights');
    assert.equal(exit, 1);
    assert.equal(
      rights?.finding,
      `There is no folder ${shop.path('data')}, so no database can be made in it.`,
    );
  });

  it('says which environments are one database, and what each step needs', async () => {
    const shop = new Shop({
      ...migrations,
      'strata.json': JSON.stringify({
        environments: {
          development: { url: 'sqlite:shop.db' },
          test: { url: 'sqlite:./shop.db' },
          staging: { url: '${env:STAGING_URL}' },
        },
      }),
    });
    const { code, stdout, stderr } = await shop.strata('doctor');
    assert.deepEqual([code, stderr], [0, '']);
    assert.equal(
      stdout.split('\n').slice(0, 7).join('\n').replaceAll(shop.folder, 'FOLDER'),
      `  ✓  project        FOLDER, migrations in migrations
  ✓  configuration  strata.json names the environments development, test, staging.
  ✓  address        sqlite://FOLDER/shop.db, from strata.json, development
  !  environments   warning: strata.json:1, staging: The variable STAGING_URL is not set.
                    Variables are looked for in the environment.
  !  environments   warning: development, test are one database: sqlite://FOLDER/shop.db
                    Give each environment a database of its own.`,
    );
    assert.ok(!stdout.includes('Each has a database of its own.'), stdout);
  });

  it('ends where nothing more can be looked at', async () => {
    const unnamed = await new Shop(migrations).json('doctor');
    assert.deepEqual(
      [unnamed.exit, unnamed.healthy, unnamed.steps?.at(-1)?.step],
      [1, false, 'address'],
    );
    const nowhere = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/shop' };
    const unreachable = await new Shop(migrations, nowhere).json('doctor');
    assert.deepEqual(
      [unreachable.exit, unreachable.healthy, unreachable.steps?.at(-1)?.step],
      [3, false, 'connection'],
    );
    const corrupt = await new Shop({ ...migrations, 'strata.json': '{' }).json('doctor');
    assert.deepEqual([corrupt.exit, corrupt.steps?.map(({ step }) => step)], [1, ['project']]);
  });

  it('says who holds the lock of PostgreSQL', async () => {
    const { name, url } = await (await postgres()).createDatabase();
    const holder = new Client({ connectionString: url, application_name: 'other-runner' });
    await holder.connect();
    try {
      await holder.query('SELECT pg_advisory_lock($1)', [lockKey(name).toString()]);
      const { exit, steps } = await new Shop(migrations, { DATABASE_URL: url }).json('doctor');
      const lock = steps?.find(({ step }) => step === 'lock');
      assert.deepEqual([exit, lock?.verdict], [0, 'warning']);
      assert.match(lock?.finding ?? '', /^server process \d+ \(other-runner, .*\) holds it\.$/);
    } finally {
      await holder.end();
    }
  });

  it('says who has left a lock file behind', async () => {
    const shop = new Shop({
      'V001__users/up.sql': '-- Who buys.\nCREATE TABLE IF NOT EXISTS users (id integer);\n',
      '.env': 'DATABASE_URL=sqlite:shop.db\n',
      'migration.lock': JSON.stringify({
        pid: 2 ** 22 + 1,
        timestamp: '2025-01-20T13:45:01',
        hostname: hostname(),
      }),
    });
    const on = ['--migrations', '.', '--convention', 'versioned-folders'];
    const { steps } = await shop.json('doctor', ...on);
    const lock = steps?.find(({ step }) => step === 'lock');
    assert.deepEqual(lock?.verdict, 'warning');
    assert.match(lock.finding, /^Left behind by process 4194305 .*, which is gone\.$/);
  });
});
