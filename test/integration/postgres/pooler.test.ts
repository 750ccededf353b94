import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { Client } from 'pg';
import type { Connection } from '../../../src/databases/database.ts';
import { administrationOf } from '../../../src/databases/open.ts';
import { parseAddress } from '../../../src/databases/address.ts';
import { eventually } from '../../support/eventually.ts';
import { describeWithPgBouncer, PgBouncer } from '../../support/pgbouncer.ts';
import { postgres, type Postgres } from '../../support/postgres.ts';
import { assertExit, Shop } from '../cli/harness.ts';
import { connect, errorOf, withParameters } from './connect.ts';

const statement = (sql: string) => ({ sql, values: [] });
const lock = { kind: 'advisory', key: 4711n } as const;
const REMEDY = /server’s own port in the address, or a pool in session mode/;

describeWithPgBouncer('behind PgBouncer', () => {
  let server: Postgres;
  let database: string;
  let raw: Client;
  const opened: Connection[] = [];

  beforeEach(async () => {
    const made = await server.createDatabase();
    database = made.name;
    raw = new Client({ connectionString: made.url });
    await raw.connect();
    await raw.query('CREATE TABLE history (version int)');
  });

  afterEach(async () => {
    for (const each of opened.splice(0)) await each.close();
    await raw.end();
  });

  const open = async (...parameters: Parameters<typeof connect>) => {
    const connection = await connect(...parameters);
    opened.push(connection);
    return connection;
  };

  /** What an application finds in the sessions of the pool, one after the other. */
  async function pooledSettings(pooler: PgBouncer): Promise<readonly unknown[]> {
    // PgBouncer itself leaves the name of the last client that had one.
    const url = pooler.url(database, { application_name: 'application' });
    const client = new Client({ connectionString: url });
    await client.connect();
    const { rows } = await client.query<object>(`SELECT name, setting FROM pg_settings
      WHERE source NOT IN ('default', 'configuration file', 'command line', 'override') ORDER BY 1`);
    await client.end();
    return rows;
  }

  const advisoryLocks = async () =>
    (
      await raw.query<object>(`SELECT pid FROM pg_locks JOIN pg_database d ON d.oid = database
        WHERE locktype = 'advisory' AND datname = current_database()`)
    ).rows;

  before(async () => {
    server = await postgres();
  });

  describe('in transaction mode', () => {
    let pooler: PgBouncer;
    before(async () => {
      pooler = await PgBouncer.start(server, 'transaction');
    });
    after(() => pooler.stop());

    const refusal = async (url: string) => errorOf(connect(url), 'connect');

    it('is refused for writing, with the remedy, before it sets or locks anything', async () => {
      const found = await pooledSettings(pooler);
      const { message, hint } = await refusal(pooler.url(database));
      assert.match(
        message,
        /A pooler in transaction mode answers at postgres:.*lock for migrations/,
      );
      assert.match(hint ?? '', REMEDY);
      assert.deepEqual(await pooledSettings(pooler), found);
      assert.deepEqual(await advisoryLocks(), []);
    });

    for (const [what, settings] of [
      ['one session', { default_pool_size: 1 }],
      ['sessions that take turns', { default_pool_size: 2, server_round_robin: 1 }],
    ] as const) {
      it(`is found out in a pool of ${what}, too`, async () => {
        const small = await PgBouncer.start(server, 'transaction', settings);
        try {
          assert.match((await refusal(small.url(database))).message, /transaction mode/);
        } finally {
          await small.stop();
        }
      });
    }

    it('is examined with the one session that it has', async () => {
      const small = await PgBouncer.start(server, 'transaction', { default_pool_size: 1 });
      try {
        const shop = new Shop(
          { 'migrations/1_shops.sql': 'SELECT 1;' },
          { DATABASE_URL: small.url(database) },
        );
        const { stdout } = await shop.strata('doctor');
        assert.match(stdout, /connection +.*A pooler in transaction mode answers/);
        assert.match(stdout, /programs/);
      } finally {
        await small.stop();
      }
    });

    it('has to have a session for us', async () => {
      const small = await PgBouncer.start(server, 'transaction', { default_pool_size: 1 });
      const application = new Client({ connectionString: small.url(database) });
      try {
        await application.connect();
        await application.query('BEGIN');
        const url = withParameters(small.url(database), { connect_timeout: '1' });
        assert.match((await refusal(url)).message, /did not answer within 1 s/);
        const signal = AbortSignal.timeout(100);
        await errorOf(connect(small.url(database), { signal }), 'cancelled');
      } finally {
        await application.end();
        await small.stop();
      }
    });

    it('is read, with the settings of ours and of the address, which do not stay', async () => {
      await raw.query('CREATE SCHEMA tenant; CREATE TABLE tenant.own (x int)');
      const found = await pooledSettings(pooler);
      const url = withParameters(pooler.url(database), {
        options: '-c search_path=tenant,public -c geqo=off',
      });
      const reader = await open(url, { mode: 'read' });
      assert.equal(reader.server.pooled, true);
      const { table, columns } = await reader.locate({ schema: null, name: 'own' });
      assert.deepEqual([table.schema, columns?.length], ['tenant', 1]);
      const seen = `SELECT current_setting('geqo') AS geqo, current_setting('DateStyle') AS style,
        '\\x00ff'::bytea AS bytes`;
      assert.deepEqual(await reader.query(statement(seen)), [
        { geqo: 'off', style: 'ISO, MDY', bytes: new Uint8Array([0, 255]) },
      ]);
      assert.deepEqual(await pooledSettings(pooler), found);
    });

    it('is read-only for reading, and nobody else is', async () => {
      const reader = await open(pooler.url(database), { mode: 'read' });
      const write = statement('INSERT INTO history VALUES (1)');
      assert.match((await errorOf(reader.execute([write]), 'failed')).message, /read-only/);
      assert.match((await errorOf(reader.query(write), 'failed')).message, /read-only/);
      const application = new Client({ connectionString: pooler.url(database) });
      await application.connect();
      await application.query('INSERT INTO history VALUES (2)');
      await application.end();
      assert.deepEqual((await raw.query('SELECT version FROM history')).rows, [{ version: 2 }]);
    });

    it('is no way for a backup, nor for work on the whole database', async () => {
      const target = parseAddress(pooler.url(database), { base: process.cwd(), env: {} });
      const whole = await administrationOf(target);
      const held = await errorOf(whole.hold(lock, { timeout: 0 }), 'connect');
      assert.match(held.message, /transaction mode/);
      const backup = await errorOf(whole.backup('/nowhere/x.dump', {}), 'connect');
      assert.match(backup.message, /transaction mode/);
      assert.equal(await whole.heldBy(lock, {}), null);
      assert.deepEqual(await advisoryLocks(), []);
    });

    it('status, plan, validate and doctor work from the command line; up changes nothing', async () => {
      const migration = 'CREATE TABLE shops (id int);';
      const shop = new Shop(
        { 'migrations/1_shops.sql': migration },
        { DATABASE_URL: pooler.url(database) },
      );
      const found = await pooledSettings(pooler);
      const { migrations } = await shop.json('status');
      assert.deepEqual(
        migrations?.map(({ state }) => state),
        ['pending'],
      );
      assert.equal((await shop.plan('plan')).steps?.length, 1);
      assertExit(await shop.strata('validate'), 0);

      const { code, stderr } = await shop.strata('up');
      assert.equal(code, 3, stderr);
      assert.match(stderr, /A pooler in transaction mode answers/);
      assert.match(stderr, REMEDY);
      assert.deepEqual((await raw.query(`SELECT to_regclass('shops') AS shops`)).rows, [
        { shops: null },
      ]);

      const doctor = await shop.strata('doctor');
      assert.match(doctor.stdout, /connection +PostgreSQL .* through a pooler/);
      assert.match(doctor.stdout, /connection +.*A pooler in transaction mode answers/);
      assert.deepEqual(await pooledSettings(pooler), found);
      assert.deepEqual(await advisoryLocks(), []);
    });
  });

  describe('in session mode', () => {
    let pooler: PgBouncer;
    before(async () => {
      pooler = await PgBouncer.start(server, 'session', { server_reset_query: 'DISCARD ALL' });
    });
    after(() => pooler.stop());

    it('is as good as the server itself', async () => {
      const connection = await open(pooler.url(database));
      assert.equal(connection.server.pooled, true);
      await connection.lock(lock, { timeout: 0 });
      const [row] = await connection.query(statement('SELECT pg_backend_pid() AS pid'));
      assert.deepEqual(await advisoryLocks(), [{ pid: Number(row?.pid) }]);
      await connection.run({
        transactional: true,
        script: 'CREATE TABLE a ()',
        record: [statement('INSERT INTO history VALUES (1)')],
      });
      assert.deepEqual((await raw.query('SELECT version FROM history')).rows, [{ version: 1 }]);
      await connection.close();
      await eventually(async () => {
        assert.deepEqual(await advisoryLocks(), []);
      });
    });

    it('keeps the options of the address, the name and the encoding for every migration', async () => {
      await raw.query(
        `CREATE TABLE seen (search_path text, work_mem text, name text, encoding text)`,
      );
      const url = withParameters(pooler.url(database), {
        options: '-c search_path=public,pg_catalog --work-mem=1MB',
        application_name: 'ci',
      });
      const connection = await open(url);
      const script = `INSERT INTO seen SELECT current_setting('search_path'),
        current_setting('work_mem'), current_setting('application_name'),
        current_setting('client_encoding'); SET search_path = ''; SET work_mem = '2MB'`;
      for (let n = 0; n < 2; n++) {
        await connection.run({
          transactional: true,
          script: script.replace('seen', 'public.seen'),
          record: [],
        });
      }
      const { rows } = await raw.query('SELECT DISTINCT * FROM seen');
      assert.deepEqual(rows, [
        { search_path: 'public,pg_catalog', work_mem: '1MB', name: 'ci', encoding: 'UTF8' },
      ]);
    });

    it('has to have a second session for us, to cancel with', async () => {
      const small = await PgBouncer.start(server, 'session', { default_pool_size: 1 });
      try {
        const { message } = await errorOf(connect(small.url(database)), 'connect');
        assert.match(message, /has no second session for us/);
      } finally {
        await small.stop();
      }
    });

    it('a cancelled migration ends, though the protocol names another process', async () => {
      const connection = await open(pooler.url(database));
      const abort = new AbortController();
      const running = connection.run(
        { transactional: true, script: 'CREATE TABLE b (); SELECT pg_sleep(60)', record: [] },
        { signal: abort.signal },
      );
      setTimeout(() => {
        abort.abort();
      }, 300);
      await errorOf(running, 'cancelled');
      assert.deepEqual((await raw.query(`SELECT to_regclass('b') AS b`)).rows, [{ b: null }]);
    });
  });

  describe('in statement mode', () => {
    let pooler: PgBouncer;
    before(async () => {
      pooler = await PgBouncer.start(server, 'statement');
    });
    after(() => pooler.stop());

    for (const mode of ['write', 'read'] as const) {
      it(`is refused, with the remedy, also to ${mode}`, async () => {
        const work = async () => {
          const connection = await open(pooler.url(database), { mode });
          await connection.query(statement('SELECT 1'));
        };
        const { message, hint } = await errorOf(work(), 'connect');
        assert.match(message, /A pooler in statement mode answers/);
        assert.match(hint ?? '', REMEDY);
        assert.deepEqual(await advisoryLocks(), []);
      });
    }
  });
});
