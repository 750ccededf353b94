import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Client } from 'pg';
import { asPostgres, postgresServer, type PostgresServer } from '../../support/postgres.ts';
import { eventually } from '../../support/eventually.ts';
import { assertExit, Shop } from '../cli/harness.ts';
import { connect, errorOf } from './connect.ts';

const statement = (sql: string) => ({ sql, values: [] });

/** Asks a server over a session of its own. */
async function ask(server: PostgresServer, sql: string): Promise<readonly object[]> {
  const client = new Client({ connectionString: asPostgres(server).url('postgres') });
  await client.connect();
  try {
    return (await client.query<object>(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('a standby', () => {
  let primary: PostgresServer;
  let standby: PostgresServer;
  let url: string;

  before(async () => {
    primary = await postgresServer();
    standby = await primary.standby();
    url = asPostgres(standby).url('postgres');
  });
  after(async () => {
    await standby.stop();
    await primary.stop();
  });

  it('is refused for writing, at once and with the remedy', async () => {
    await ask(primary, 'SELECT 1');
    const { message, hint } = await errorOf(connect(url), 'connect');
    assert.match(message, /server of postgres:.* is a standby, which only copies its primary/);
    assert.match(hint ?? '', /Name the primary in the address/);
    assert.deepEqual(await ask(standby, `SELECT 1 FROM pg_locks WHERE locktype = 'advisory'`), []);
  });

  it('is read like any other', async () => {
    await ask(primary, 'CREATE TABLE seen (x int)');
    const reader = await connect(url, { mode: 'read' });
    assert.equal(reader.server.standby, true);
    await eventually(async () => {
      const { columns } = await reader.locate({ schema: null, name: 'seen' });
      assert.equal(columns?.length, 1);
    });
    assert.deepEqual(await reader.query(statement('SELECT x FROM seen')), []);
    await reader.close();
  });

  it('status, plan and doctor work there from the command line, and up says why it does not', async () => {
    const files = { 'migrations/1_shops.sql': 'CREATE TABLE shops (id int);' };
    const shop = new Shop(files, { DATABASE_URL: url });
    assert.equal((await shop.json('status')).migrations?.length, 1);
    assert.equal((await shop.plan('plan')).steps?.length, 1);
    const doctor = await shop.strata('doctor');
    assert.match(doctor.stdout, /connection +PostgreSQL .*, a standby/);
    assert.match(doctor.stdout, /connection +warning: The server of .* is a standby/);
    const { code, stderr } = await shop.strata('up');
    assert.equal(code, 3);
    assert.match(stderr, /is a standby, which only copies its primary/);
  });
});

describe('a database whose sessions are read-only', () => {
  it('is refused for writing, unless the address says otherwise', async (test) => {
    const server = await postgresServer({ flags: { default_transaction_read_only: 'on' } });
    test.after(() => server.stop());
    const url = asPostgres(server).url('postgres');
    const { message, hint } = await errorOf(connect(url), 'connect');
    assert.match(message, /Sessions on postgres:.* are read-only: .*default_transaction_read_only/);
    const reader = await connect(url, { mode: 'read' });
    assert.equal((await reader.query(statement('SELECT 1 AS one'))).length, 1);
    await reader.close();
    const remedy = /options=\S+/.exec(hint ?? '')?.[0] ?? '';
    const writer = await connect(`${url}?${remedy}`);
    await writer.execute([statement('CREATE TABLE made ()')]);
    await writer.close();
    assert.equal((await ask(server, `SELECT 1 FROM pg_class WHERE relname = 'made'`)).length, 1);
  });
});

describe('failover in the middle of a run', () => {
  for (const [what, script] of [
    [
      'a migration',
      'CREATE TABLE t3 (x int); SELECT pg_sleep(60) FROM gate; CREATE TABLE t3b (x int)',
    ],
    [
      'one without a transaction',
      '-- no-transaction\nCREATE TABLE t3 (x int);\nSELECT pg_sleep(60) FROM gate;\nCREATE TABLE t3b (x int);\n',
    ],
  ] as const) {
    it(`during ${what}: history and schema agree on the new primary, and running again completes`, async (test) => {
      const primary = await postgresServer({ fsync: true });
      const standby = await primary.standby();
      test.after(() => Promise.all([standby.stop(), primary.stop()]));
      await ask(primary, 'CREATE TABLE gate AS SELECT 1 AS x');
      const migration = (version: number, sql = `CREATE TABLE t${version} (x int);\n`) =>
        [`migrations/${version}_t${version}.sql`, sql] as const;
      const shop = new Shop(
        Object.fromEntries([migration(1), migration(2), migration(3, script), migration(4)]),
      );
      const { result } = shop.start(['up'], { DATABASE_URL: asPostgres(primary).url('postgres') });
      await eventually(async () => {
        const sleeping = `SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'`;
        assert.equal((await ask(primary, sleeping)).length, 1);
      });
      // What is to survive the primary has to be with the standby.
      await eventually(async () => {
        const lag = `SELECT pg_current_wal_lsn() = replay_lsn AS caught_up FROM pg_stat_replication`;
        assert.deepEqual(await ask(primary, lag), [{ caught_up: true }]);
      });
      await primary.kill();
      const { code, stderr } = await result;
      assert.notEqual(code, 0);
      assert.match(stderr, /connection to the server was lost/i);
      await ask(standby, 'SELECT pg_promote()');

      const tables = async () =>
        (await ask(
          standby,
          `SELECT relname AS name FROM pg_class WHERE relname ~ '^t[0-9]b?$' ORDER BY 1`,
        )) as { name: string }[];
      const isPiecewise = script.startsWith('--');
      assert.deepEqual(
        (await tables()).map(({ name }) => name),
        isPiecewise ? ['t1', 't2', 't3'] : ['t1', 't2'],
      );
      const history = `SELECT version::int AS version, success FROM _sqlx_migrations ORDER BY 1`;
      const applied = [1, 2].map((version) => ({ version, success: true }));
      assert.deepEqual(
        await ask(standby, history),
        isPiecewise ? [...applied, { version: 3, success: false }] : applied,
      );
      await ask(standby, 'DELETE FROM gate');
      const env = { DATABASE_URL: asPostgres(standby).url('postgres') };
      const goOn = isPiecewise ? [['repair', '3', '--continue']] : [];
      for (const command of [...goOn, ['up']]) assertExit(await shop.start(command, env).result, 0);
      assert.deepEqual(
        (await tables()).map(({ name }) => name),
        ['t1', 't2', 't3', 't3b', 't4'],
      );
      assert.equal((await ask(standby, history)).length, 4);
    });
  }
});
