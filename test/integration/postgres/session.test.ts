import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { Connection } from '../../../src/databases/database.ts';
import { postgres } from '../../support/postgres.ts';
import { connect, errorOf } from './connect.ts';

const statement = (sql: string) => ({ sql, values: [] });

describe('a session on PostgreSQL', () => {
  let url: string;
  let raw: Client;
  let connection: Connection;
  const opened: Connection[] = [];

  const open = async (...parameters: Parameters<typeof connect>) => {
    const another = await connect(...parameters);
    opened.push(another);
    return another;
  };

  beforeEach(async () => {
    url = (await (await postgres()).createDatabase()).url;
    raw = new Client({ connectionString: url });
    await raw.connect();
    connection = await open(url);
  });

  afterEach(async () => {
    for (const each of opened.splice(0)) await each.close();
    await raw.end();
  });

  it('tells server, database and user', async () => {
    const { rows } = await raw.query<{ server_version: string }>('SHOW server_version');
    const { version, ...rest } = connection.server;
    assert.match(version, /^\d+\.\d+$/);
    assert.equal(rows[0]?.server_version.split(' ')[0], version);
    assert.deepEqual(rest, {
      database: new URL(url).pathname.slice(1),
      user: 'postgres',
      exists: true,
      tls: null,
      pooled: false,
      standby: false,
    });
  });

  it('is called strata unless the address says otherwise', async () => {
    await open(`${url}?application_name=ci`);
    const { rows } = await raw.query<{ name: string }>(`SELECT DISTINCT application_name AS name
      FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
      ORDER BY 1`);
    assert.deepEqual(
      rows.map(({ name }) => name),
      ['ci', 'strata'],
    );
  });

  it('takes the address’s options, which hold for every migration', async () => {
    const own = await open(`${url}?options=-c%20geqo%3Doff&options[work_mem]=1MB`);
    const settings = statement(
      `SELECT current_setting('geqo') AS a, current_setting('work_mem') AS b`,
    );
    assert.deepEqual(await own.query(settings), [{ a: 'off', b: '1MB' }]);
    await own.run({ transactional: true, script: 'SET geqo = on', record: [] });
    assert.deepEqual(await own.query(settings), [{ a: 'off', b: '1MB' }]);
  });

  it('reads every type the same way, whatever database and role have set', async () => {
    const { database } = connection.server;
    await raw.query(`ALTER DATABASE ${database} SET DateStyle = 'SQL, DMY';
      ALTER DATABASE ${database} SET TimeZone = 'Asia/Tokyo';
      ALTER DATABASE ${database} SET bytea_output = 'escape'`);
    const configured = await open(url);
    const [row] = await configured.query(
      statement(`SELECT 9223372036854775807::int8 AS int8, (-7)::int4 AS int4, 7::int2 AS int2,
        7::oid AS oid, true AS yes, false AS no, '\\x00ff5c'::bytea AS bytea, ''::bytea AS empty,
        1.5::float8 AS float8, 1.50::numeric AS "numeric", '{"a": 1}'::json AS json,
        '2026-01-02 03:04:05.678901+09'::timestamptz AS timestamptz,
        '2026-01-02 03:04:05'::timestamp AS "timestamp", '2026-01-02'::date AS date,
        NULL::int8 AS nothing, ARRAY[1, 2] AS list, 'x'::name AS name`),
    );
    assert.deepEqual(row, {
      int8: 9_223_372_036_854_775_807n,
      int4: -7n,
      int2: 7n,
      oid: 7n,
      yes: true,
      no: false,
      bytea: new Uint8Array([0, 255, 92]),
      empty: new Uint8Array([]),
      float8: 1.5,
      numeric: '1.50',
      json: '{"a": 1}',
      timestamptz: '2026-01-01 18:04:05.678901+00',
      timestamp: '2026-01-02 03:04:05',
      date: '2026-01-02',
      nothing: null,
      list: '{1,2}',
      name: 'x',
    });
  });

  it('runs scripts and their records in the server’s own time, where the tool does', async () => {
    const { database } = connection.server;
    await raw.query(`ALTER DATABASE ${database} SET DateStyle = 'SQL, DMY';
      ALTER DATABASE ${database} SET TimeZone = 'Pacific/Auckland'`);
    const seen = `INSERT INTO seen SELECT current_setting('DateStyle') AS style,
      current_setting('TimeZone') AS zone, '03/02/2026'::date = DATE '2026-02-03' AS dmy`;
    const record = [statement(seen)];
    await raw.query('CREATE TABLE seen (style text, zone text, dmy boolean)');
    // What a script sets is gone with it.
    const script = `${seen};
      SET TimeZone = 'Asia/Tokyo'; SET DateStyle = 'German'`;
    const own = await open(url, { fixedTimes: false });
    await own.run({ transactional: true, script, record });
    await own.run({
      transactional: false,
      from: 0,
      advance: { sql: 'SELECT $1::bigint, $2::boolean', values: [] },
      script,
      intent: record,
      record,
      withdraw: [],
    });
    const rows = await own.query(statement('SELECT DISTINCT style, zone, dmy FROM seen'));
    assert.deepEqual(rows, [{ style: 'SQL, DMY', zone: 'Pacific/Auckland', dmy: true }]);

    await raw.query('DELETE FROM seen');
    await (await open(url)).run({ transactional: true, script, record });
    const fixed = await own.query(statement('SELECT DISTINCT style, zone, dmy FROM seen'));
    assert.deepEqual(fixed, [{ style: 'ISO, MDY', zone: 'UTC', dmy: false }]);
  });

  describe('locate', () => {
    const locate = (name: string, schema: string | null = null) =>
      connection.locate({ schema, name });

    it('looks where CREATE TABLE IF NOT EXISTS would: in the first schema that exists', async () => {
      await raw.query(`CREATE SCHEMA tenant; CREATE TABLE public.history (x int)`);
      const tenant = await open(`${url}?options[search_path]=nowhere,tenant,public`);
      assert.deepEqual(await tenant.locate({ schema: null, name: 'history' }), {
        table: { schema: 'tenant', name: 'history' },
        columns: null,
        hasNeighbour: false,
      });
      await tenant.execute([statement('CREATE TABLE IF NOT EXISTS history (y int)')]);
      const { columns } = await tenant.locate({ schema: null, name: 'history' });
      assert.deepEqual(columns, [{ name: 'y', type: 'integer' }]);
    });

    it('finds a table of the schema that is named, also one that is not there', async () => {
      await raw.query('CREATE SCHEMA "My Schema"; CREATE TABLE "My Schema".history (x varchar(9))');
      assert.deepEqual(await locate('history', 'My Schema'), {
        table: { schema: 'My Schema', name: 'history' },
        columns: [{ name: 'x', type: 'character varying(9)' }],
        hasNeighbour: false,
      });
      assert.equal((await locate('history', 'nowhere')).columns, null);
    });

    it('takes a view for a table, and no index for one', async () => {
      await raw.query(`CREATE TABLE t (x int PRIMARY KEY, gone int); ALTER TABLE t DROP COLUMN gone;
        CREATE VIEW v AS SELECT x, 1::int8 AS y FROM t; CREATE TABLE empty ()`);
      assert.deepEqual((await locate('t')).columns, [{ name: 'x', type: 'integer' }]);
      assert.deepEqual(
        (await locate('v')).columns?.map(({ type }) => type),
        ['integer', 'bigint'],
      );
      assert.equal((await locate('t_pkey')).columns, null);
      assert.deepEqual((await locate('empty')).columns, []);
    });

    it('says so when the search_path has no schema', async () => {
      const lost = await open(`${url}?options[search_path]=nowhere`);
      const error = await errorOf(lost.locate({ schema: null, name: 't' }), 'configuration');
      assert.match(error.message, /search_path names no schema/);
    });
  });

  describe('the lock', () => {
    const lock = { kind: 'advisory', key: -293_176_876_009_260_204n } as const;

    it('is the one that other tools take', async () => {
      await connection.lock(lock, { timeout: 0 });
      const free = await raw.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1) AS taken', [
        lock.key.toString(),
      ]);
      assert.equal(free.rows[0]?.taken, false);
    });

    it('says who holds it, and then waits', async () => {
      await raw.query(`SET application_name = 'sqlx'`);
      await raw.query('SELECT pg_advisory_lock($1)', [lock.key.toString()]);
      const { rows } = await raw.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      const pid = String(rows[0]?.pid);
      const holders: (string | undefined)[] = [];
      const waiting = connection.lock(lock, {
        timeout: 10_000,
        onWait: (holder) => {
          holders.push(holder?.who);
        },
      });
      await sleep(200);
      await raw.query('SELECT pg_advisory_unlock($1)', [lock.key.toString()]);
      await waiting;
      assert.equal(holders.length, 1);
      assert.match(
        holders[0] ?? '',
        new RegExp(
          `^server process ${pid} \\(sqlx, role postgres, from 127.0.0.1, connected since 20.* UTC\\)$`,
        ),
      );
    });

    it('tells since when it is held in UTC, also where the session has the server’s time', async () => {
      const { database } = connection.server;
      await raw.query(`ALTER DATABASE ${database} SET TimeZone = 'Pacific/Auckland'`);
      await raw.query('SELECT pg_advisory_lock($1)', [lock.key.toString()]);
      const { rows } = await raw.query<{ since: string }>(`SELECT
        to_char(backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') AS since
        FROM pg_stat_activity WHERE pid = pg_backend_pid()`);
      const own = await open(url, { fixedTimes: false });
      const error = await errorOf(own.lock(lock, { timeout: 0 }), 'lock');
      assert.ok(error.message.includes(`since ${rows[0]?.since ?? ''} UTC`), error.message);
    });

    it('that is not free in time names the holder and the remedy', async () => {
      await raw.query('SELECT pg_advisory_lock($1)', [lock.key.toString()]);
      const started = performance.now();
      const error = await errorOf(connection.lock(lock, { timeout: 300 }), 'lock');
      const took = performance.now() - started;
      assert.ok(took >= 295 && took < 1500, `${took.toFixed(0)} ms`);
      assert.match(error.message, /not free within 0\.3 s; server process \d+ \(.*\) holds it/);
      assert.match(error.hint ?? '', /pg_terminate_backend\(\d+\)/);
    });

    it('waits without a snapshot, so that CREATE INDEX CONCURRENTLY does not wait for it', async () => {
      await raw.query('SELECT pg_advisory_lock($1)', [lock.key.toString()]);
      const abort = new AbortController();
      const waiting = connection.lock(lock, { timeout: 60_000, signal: abort.signal });
      await raw.query(`CREATE TABLE t (x int); SET statement_timeout = '5s'`);
      await raw.query('CREATE INDEX CONCURRENTLY ON t (x)');
      const aborted = performance.now();
      abort.abort();
      await errorOf(waiting, 'cancelled');
      assert.ok(performance.now() - aborted < 200);
    });
  });

  it('for reading is read-only, also after a script has tried', async () => {
    const reader = await open(url, { mode: 'read' });
    const error = await errorOf(reader.execute([statement('CREATE TABLE t ()')]), 'failed');
    assert.match(error.message, /read-only transaction/);
  });
});
