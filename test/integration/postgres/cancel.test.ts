import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { Unit } from '../../../src/core/engine.ts';
import type { Connection } from '../../../src/databases/database.ts';
import { postgres } from '../../support/postgres.ts';
import { connect, errorOf } from './connect.ts';

const record = [{ sql: 'INSERT INTO history VALUES (1)', values: [] }];

describe('cancelling in the middle of a statement', () => {
  let url: string;
  let raw: Client;
  let connection: Connection;

  beforeEach(async () => {
    url = (await (await postgres()).createDatabase()).url;
    raw = new Client({ connectionString: url });
    await raw.connect();
    await raw.query('CREATE TABLE history (version int)');
    connection = await connect(url);
  });

  afterEach(async () => {
    await connection.close();
    await raw.end();
  });

  const column = async (sql: string) =>
    (await raw.query<Record<string, unknown>>(sql)).rows.map((row) => Object.values(row)[0]);
  const others = `SELECT count(*)::int FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'`;

  /** Milliseconds from the abort, which comes when the script is under way, to the answer. */
  async function cancel(unit: Unit): Promise<number> {
    const abort = new AbortController();
    const cancelled = errorOf(connection.run(unit, { signal: abort.signal }), 'cancelled');
    await sleep(300);
    const aborted = performance.now();
    abort.abort();
    await cancelled;
    return performance.now() - aborted;
  }

  const whole = (script: string): Unit => ({ transactional: true, script, record });

  for (const [what, script] of [
    ['pg_sleep', 'SELECT pg_sleep(60)'],
    ['a long insert', 'INSERT INTO big SELECT n FROM generate_series(1, 1000000000) n'],
    ['a query that reads', 'SELECT count(*) FROM generate_series(1, 1000000000) n'],
    [
      'a block that catches the cancel once',
      `DO $$ BEGIN PERFORM pg_sleep(60);
        EXCEPTION WHEN query_canceled THEN PERFORM pg_sleep(60); END $$`,
    ],
    [
      'a block that catches the cancel and ends',
      'DO $$ BEGIN PERFORM pg_sleep(60); EXCEPTION WHEN query_canceled THEN NULL; END $$',
    ],
  ] as const) {
    it(`stops ${what} within a second and keeps nothing`, async (t) => {
      const took = await cancel(whole(`CREATE TABLE big (n bigint); ${script};`));
      t.diagnostic(`${took.toFixed(1)} ms`);
      assert.ok(took < 1000, `${took.toFixed(0)} ms`);
      assert.deepEqual(await column(`SELECT to_regclass('big')`), [null]);
      assert.deepEqual(await column('SELECT version FROM history'), []);
      assert.deepEqual(await column(others), [0]);
    });
  }

  it('ends the session where a block catches every cancel', async (t) => {
    const took = await cancel(
      whole(`CREATE TABLE big (n bigint); DO $$ BEGIN LOOP
        BEGIN PERFORM pg_sleep(60); EXCEPTION WHEN query_canceled THEN NULL; END;
      END LOOP; END $$`),
    );
    t.diagnostic(`${took.toFixed(0)} ms`);
    assert.ok(took > 1900 && took < 3000, `${took.toFixed(0)} ms`);
    assert.deepEqual(await column(`SELECT to_regclass('big')`), [null]);
    assert.deepEqual(await column(others), [0]);
  });

  it('waits for no lock of others', async (t) => {
    await raw.query('BEGIN; LOCK TABLE history');
    const took = await cancel(whole('CREATE TABLE big (n bigint); DELETE FROM history'));
    t.diagnostic(`${took.toFixed(1)} ms`);
    assert.ok(took < 1000);
    await raw.query('ROLLBACK');
    assert.deepEqual(await column('SELECT version FROM history'), []);
  });

  it('leaves the session usable, reset and with its lock', async () => {
    await connection.lock({ kind: 'advisory', key: 7n }, { timeout: 0 });
    await cancel(whole(`SET search_path TO ''; SELECT pg_sleep(60)`));
    await connection.run({ transactional: true, script: 'CREATE TABLE big ()', record });
    assert.deepEqual(await column('SELECT version FROM history'), [1]);
    assert.deepEqual(await column('SELECT pg_try_advisory_lock(7)'), [false]);
  });

  describe('without a transaction', () => {
    const pieces = (script: string): Unit => ({
      transactional: false,
      from: 0,
      advance: { sql: 'SELECT $1::bigint, $2::boolean', values: [] },
      script,
      intent: record,
      record: [{ sql: 'INSERT INTO history VALUES (2)', values: [] }],
      withdraw: [{ sql: 'DELETE FROM history', values: [] }],
    });

    it('withdraws the intent when nothing completed', async () => {
      assert.ok((await cancel(pieces('SELECT pg_sleep(60); CREATE TABLE big ()'))) < 1000);
      assert.deepEqual(await column('SELECT version FROM history'), []);
    });

    it('keeps the intent when something did, and begins no further statement', async () => {
      const script = `CREATE TABLE a (); DO $$ BEGIN PERFORM pg_sleep(60);
        EXCEPTION WHEN query_canceled THEN NULL; END $$; CREATE TABLE b ()`;
      assert.ok((await cancel(pieces(script))) < 1000);
      assert.deepEqual(await column('SELECT version FROM history'), [1]);
      assert.deepEqual(await column(`SELECT to_regclass('a') || '' `), ['a']);
      assert.deepEqual(await column(`SELECT to_regclass('b')`), [null]);
    });
  });
});
