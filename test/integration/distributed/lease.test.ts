import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { Client } from 'pg';
import type { Unit } from '../../../src/core/engine.ts';
import type { LockHolder } from '../../../src/databases/database.ts';
import { connect, errorOf, withPart } from '../postgres/connect.ts';
import { Proxy } from '../../reliability/proxy.ts';
import { statement } from '../contract.ts';
import { eventually } from '../../support/eventually.ts';
import { postgres } from '../../support/postgres.ts';
import { simulatedEngine, type EngineName } from '../../support/simulated-engine.ts';

const LOCK = { kind: 'advisory', key: 77n } as const;

/** A database of whose server the advisory locks keep nobody out, and the real one. */
async function scene(test: TestContext, name: EngineName = 'yugabyte-silenced') {
  const server = await postgres();
  const engine = await simulatedEngine(name, server);
  const { url } = await server.createDatabase();
  const raw = async () => {
    const client = new Client({ connectionString: url });
    await client.connect();
    test.after(() => client.end());
    return client;
  };
  const real = await raw();
  await real.query('CREATE TABLE history (version bigint PRIMARY KEY)');
  test.after(() => engine.stop());
  const open = async () => {
    const connection = await connect(engine.address(url));
    test.after(() => connection.close());
    return connection;
  };
  const column = async (sql: string) =>
    (await real.query<{ it: unknown }>(sql)).rows.map(({ it }) => it);
  return {
    ...{ engine, url },
    open,
    raw,
    real,
    column,
    /** As if the time had passed. */
    expire: () =>
      real.query("UPDATE _strata_lock SET expires = clock_timestamp() - interval '1 second'"),
    owners: () => column('SELECT owner AS it FROM _strata_lock'),
    history: () => column('SELECT version::int AS it FROM history ORDER BY 1'),
  };
}

/** A script of one row, which would be there twice if it ran twice. */
function unit(kind: 'whole' | 'piecewise', script = 'SELECT 1'): Unit {
  const insert = (version: number) => [
    statement('INSERT INTO history VALUES ($1)', BigInt(version)),
  ];
  return kind === 'whole'
    ? { transactional: true, script, record: insert(1) }
    : {
        ...{
          transactional: false,
          script,
          from: 0,
          advance: { sql: 'SELECT $1::bigint, $2::boolean', values: [] },
        },
        ...{ intent: insert(1), record: insert(2), withdraw: [] },
      };
}

describe('a lease', () => {
  it('says who has it, and is gone with the connection', async (test) => {
    const { open, column } = await scene(test);
    const connection = await open();
    await connection.lock(LOCK, { timeout: 1000 });
    assert.deepEqual(await column('SELECT pid::int AS it FROM _strata_lock'), [process.pid]);
    assert.deepEqual(await column('SELECT key::int AS it FROM _strata_lock'), [77]);
    assert.deepEqual(
      await column(
        "SELECT expires - heartbeat = interval '20 s' AND expires > now() AS it FROM _strata_lock",
      ),
      [true],
    );
    await connection.close();
    assert.deepEqual(await column('SELECT owner AS it FROM _strata_lock'), []);
  });

  it('of a session that nobody answers any more does not keep it from ending', async (test) => {
    const { engine, url } = await scene(test);
    const proxy = await Proxy.start(engine.port);
    test.after(() => {
      proxy.stop();
    });
    const connection = await connect(withPart(url, 'port', String(proxy.port)));
    await connection.lock(LOCK, { timeout: 1000 });
    const silent = proxy.cutAfter(1, 'silence');
    const closed = connection.close();
    await silent;
    await closed;
  });

  it('lies beside the history', async (test) => {
    const { open, column } = await scene(test);
    const connection = await open();
    await connection.lock(LOCK, { timeout: 1000, beside: { schema: 'Tools', name: 'history' } });
    assert.deepEqual(await column('SELECT pid::int AS it FROM "Tools"._strata_lock'), [
      process.pid,
    ]);
  });

  it('keeps others waiting, who are told for whom', async (test) => {
    const { open, owners } = await scene(test);
    await (await open()).lock(LOCK, { timeout: 1000 });
    const before = await owners();
    const told: (LockHolder | null)[] = [];
    const onWait = (holder: LockHolder | null) => told.push(holder);
    const error = await errorOf((await open()).lock(LOCK, { timeout: 600, onWait }), 'lock');
    assert.match(error.message, new RegExp(`strata, process ${process.pid} on `));
    assert.match(error.hint ?? '', /20 s after its last sign of life/);
    assert.equal(told.length, 1);
    assert.match(told[0]?.who ?? '', /since \d{4}-\d\d-\d\dT.*, last sign of life \d{4}/);
    assert.equal(told[0]?.isGone, false);
    assert.deepEqual(await owners(), before);
    await errorOf(
      (await open()).lock(LOCK, { timeout: 60_000, signal: AbortSignal.timeout(100) }),
      'cancelled',
    );
    // Another key is another lock.
    await (await open()).lock({ ...LOCK, key: 78n }, { timeout: 1000 });
  });

  it('is had by one of those that want it at the same time', async (test) => {
    const { open } = await scene(test);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 6 }, async () => (await open()).lock(LOCK, { timeout: 500 })),
    );
    assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
  });

  it('of somebody who gave no sign of life is taken over by one of those that wait', async (test) => {
    const { open, expire, owners } = await scene(test);
    await (await open()).lock(LOCK, { timeout: 1000 });
    const [gone] = await owners();
    await expire();
    const told: LockHolder[] = [];
    const onTakeOver = (holder: LockHolder) => told.push(holder);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 4 }, async () =>
        (await open()).lock(LOCK, { timeout: 500, onTakeOver }),
      ),
    );
    assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
    assert.deepEqual(
      told.map(({ isGone }) => isGone),
      [true],
    );
    assert.notEqual((await owners())[0], gone);
  });

  for (const kind of ['whole', 'piecewise'] as const) {
    it(`that has run out keeps a ${kind} script from keeping anything`, async (test) => {
      const { open, expire, history, column } = await scene(test);
      const connection = await open();
      await connection.lock(LOCK, { timeout: 1000 });
      await expire();
      const running = connection.run(unit(kind, 'INSERT INTO history VALUES (9)'));
      const error = await errorOf(running, 'failed');
      assert.match(error.message, /lock for migrations was lost/);
      assert.deepEqual(await history(), []);
      await errorOf(connection.execute([statement('INSERT INTO history VALUES (8)')]), 'failed');
      assert.deepEqual(await history(), []);
      assert.deepEqual(await column('SELECT count(*)::int AS it FROM _strata_lock'), [1]);
    });

    it(`that somebody has taken over keeps a ${kind} script from keeping anything`, async (test) => {
      const { open, expire, history } = await scene(test);
      const connection = await open();
      await connection.lock(LOCK, { timeout: 1000 });
      await expire();
      await (await open()).lock(LOCK, { timeout: 1000 });
      const error = await errorOf(connection.run(unit(kind)), 'failed');
      assert.match(error.message, /lock for migrations was lost/);
      assert.deepEqual(await history(), []);
    });
  }

  it('that is taken over while a statement runs: that is not kept, and the next not begun', async (test) => {
    const { open, raw, real, expire, history, column } = await scene(test);
    await real.query('CREATE TABLE gate (x int)');
    const connection = await open();
    await connection.lock(LOCK, { timeout: 1000 });
    const gate = await raw();
    await gate.query('BEGIN; LOCK TABLE gate');
    const script = 'INSERT INTO gate VALUES (1);\nINSERT INTO history VALUES (9);';
    const running = errorOf(connection.run(unit('piecewise', script)), 'failed');
    await eventually(async () => {
      const waiting =
        "SELECT 1 AS it FROM pg_locks WHERE relation = 'gate'::regclass AND NOT granted";
      assert.equal((await column(waiting)).length, 1);
    });
    await expire();
    await (await open()).lock(LOCK, { timeout: 1000 });
    await gate.query('COMMIT');
    assert.match((await running).message, /lock for migrations was lost/);
    assert.deepEqual(await column('SELECT x AS it FROM gate'), []);
    // What had been written down before is all there is.
    assert.deepEqual(await history(), [1]);
  });

  it('cannot be taken over between the look at it and the commit', async (test) => {
    const { open, real, column } = await scene(test);
    await real.query(`
      CREATE FUNCTION pause() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN PERFORM pg_advisory_xact_lock(5); RETURN NULL; END';
      CREATE CONSTRAINT TRIGGER pause AFTER INSERT ON history DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION pause()`);
    await real.query('SELECT pg_advisory_lock(5)');
    const connection = await open();
    await connection.lock(LOCK, { timeout: 1000 });
    const running = connection.run(unit('whole'));
    await eventually(async () => {
      const waiting = "SELECT 1 AS it FROM pg_locks WHERE locktype = 'advisory' AND NOT granted";
      assert.equal((await column(waiting)).length, 1);
    });
    const free = 'SELECT 1 AS it FROM _strata_lock FOR UPDATE SKIP LOCKED';
    assert.deepEqual(await column(free), []);
    await real.query('SELECT pg_advisory_unlock(5)');
    await running;
    assert.deepEqual(await column(free), [1]);
  });
});
