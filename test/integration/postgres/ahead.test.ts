import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createConnection, createServer, type AddressInfo, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { Client } from 'pg';
import type { Unit } from '../../../src/core/engine.ts';
import { StrataError } from '../../../src/core/errors.ts';
import {
  ScriptError,
  type Connection,
  type RunAllOptions,
  type ScriptFailure,
} from '../../../src/databases/database.ts';
import { eventually } from '../../support/eventually.ts';
import { postgres } from '../../support/postgres.ts';
import { connect, withParameters, withPart } from './connect.ts';

const statement = (sql: string) => ({ sql, values: [] });
const lock = [statement('LOCK TABLE public.history IN SHARE ROW EXCLUSIVE MODE')];

/** As the history of a tool has them, whose table is as small as can be. */
function unit(version: number, script: string, expects: 'row' | 'no row', record: string): Unit {
  const values = [BigInt(version)];
  const check = { sql: 'SELECT 1 FROM public.history WHERE version = $1', values };
  const guard = { lock, check, expects };
  return { transactional: true, guard, script, record: [{ sql: record, values }] };
}

const up = (version: number, script: string) =>
  unit(version, script, 'no row', 'INSERT INTO public.history VALUES ($1)');
const down = (version: number, script: string) =>
  unit(version, script, 'row', 'DELETE FROM public.history WHERE version = $1');
const making = (version: number) => up(version, `CREATE TABLE t${version} ()`);

/** A script whose commit carries `body` out. */
const deferred = (body: string) => `CREATE TABLE late (x int);
  CREATE FUNCTION late() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${body} END $$;
  CREATE CONSTRAINT TRIGGER late AFTER INSERT ON late DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION late();
  INSERT INTO late VALUES (1);`;

describe('migrations sent ahead', () => {
  let url: string;
  let raw: Client;
  let connection: Connection;

  beforeEach(async () => {
    url = (await (await postgres()).createDatabase()).url;
    raw = new Client({ connectionString: url });
    await raw.connect();
    await raw.query('CREATE TABLE history (version int PRIMARY KEY)');
    connection = await connect(url);
    await connection.lock({ kind: 'advisory', key: 4711n }, { timeout: 1000 });
  });

  afterEach(async () => {
    await connection.close();
    await raw.end();
  });

  const column = async (sql: string) =>
    (await raw.query<Record<string, unknown>>(sql)).rows.map((row) => Object.values(row)[0]);
  const history = () => column('SELECT version FROM history ORDER BY version');
  const tables = () =>
    column(`SELECT relname FROM pg_class
      WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'history'
      ORDER BY relname`);

  /** What was told, and the error that ended it. */
  async function runAll(units: readonly Unit[], options: RunAllOptions = {}) {
    const told: string[] = [];
    const error = await connection
      .runAll(units, {
        ...options,
        onBegin: (index) => told.push(`begin ${index}`),
        onDone: (index, elapsed) => {
          told.push(`done ${index}`);
          assert.ok(elapsed > 0n);
        },
      })
      .then(
        () => null,
        (reason: unknown) => reason,
      );
    return { told, error };
  }

  async function failureOf(units: readonly Unit[]) {
    const { told, error } = await runAll(units);
    assert.ok(error instanceof ScriptError, String(error));
    return { told, failure: error.failure };
  }

  it('are applied in their order, each told as it begins and ends', async () => {
    const { told, error } = await runAll([making(1), making(2), making(3)]);
    assert.equal(error, null);
    assert.deepEqual(told, ['begin 0', 'done 0', 'begin 1', 'done 1', 'begin 2', 'done 2']);
    assert.deepEqual(await history(), [1, 2, 3]);
    assert.deepEqual(await tables(), ['t1', 't2', 't3']);
  });

  it('are more than a window', async () => {
    const units = Array.from({ length: 300 }, (_, index) => making(index + 1));
    const { error } = await runAll(units);
    assert.equal(error, null);
    assert.equal((await history()).length, 300);
  });

  it('find a session as new, whatever one before has set', async () => {
    await raw.query(`CREATE SCHEMA elsewhere; CREATE ROLE nobody_${process.pid}`);
    const { error } = await runAll([
      up(1, `SET search_path = elsewhere; SET ROLE nobody_${process.pid}; SET lock_timeout = 1`),
      making(2),
    ]);
    await raw.query(`DROP ROLE nobody_${process.pid}`);
    assert.equal(error, null);
    assert.deepEqual(await tables(), ['t2']);
  });

  /** What the second of three does, and where the failure is told to be. */
  const bad: Readonly<
    Record<string, { script: string; code: string | null; kept: 'nothing' | 'unknown' }>
  > = {
    'fails while it runs': { script: 'SELECT 1; SELECT 1/0;', code: '22012', kept: 'nothing' },
    'is no SQL': { script: 'SELEC 1', code: '42601', kept: 'nothing' },
    'fails at its commit': {
      script: `CREATE TABLE d (x int UNIQUE DEFERRABLE INITIALLY DEFERRED);
        INSERT INTO d VALUES (1), (1);`,
      code: '23505',
      kept: 'nothing',
    },
    'commits by itself': { script: 'COMMIT', code: null, kept: 'unknown' },
    'commits by itself and fails': {
      script: 'COMMIT; SELECT 1/0',
      code: '22012',
      kept: 'unknown',
    },
    'is a transaction of its own': { script: 'BEGIN; COMMIT', code: null, kept: 'unknown' },
    'rolls back': { script: 'ROLLBACK', code: null, kept: 'unknown' },
    'rolls back and goes on': { script: 'ROLLBACK; BEGIN', code: null, kept: 'unknown' },
    'begins anew': { script: 'COMMIT AND CHAIN', code: null, kept: 'unknown' },
    'becomes somebody else': {
      script: `SET SESSION AUTHORIZATION pg_monitor; SELECT 1/0`,
      code: '22012',
      kept: 'nothing',
    },
    'lets go of the lock': {
      script: 'SELECT pg_advisory_unlock_all()',
      code: null,
      kept: 'nothing',
    },
    'hides that it lets go of all locks': {
      script: `DO $$ BEGIN EXECUTE 'SELECT pg_advisory_un' || 'lock_all()'; END $$`,
      code: null,
      kept: 'nothing',
    },
    'divides by zero at its commit': {
      script: deferred('PERFORM 1/0;'),
      code: '22012',
      kept: 'nothing',
    },
    'misses a cursor at its commit': {
      script: deferred(`RAISE EXCEPTION USING ERRCODE = '34000';`),
      code: '34000',
      kept: 'nothing',
    },
    'forgets all settings and fails': {
      script: 'RESET ALL; SELECT 1/0',
      code: '22012',
      kept: 'nothing',
    },
  };
  for (const [what, { script, code, kept }] of Object.entries(bad)) {
    it(`stop at one that ${what}, with nothing of those after it`, async () => {
      const { told, failure } = await failureOf([making(1), up(2, script), making(3), making(4)]);
      assert.deepEqual(told, ['begin 0', 'done 0', 'begin 1']);
      assert.deepEqual({ code: failure.code, kept: failure.kept }, { code, kept }, failure.message);
      assert.deepEqual(await history(), [1]);
      assert.deepEqual(await tables(), ['t1']);
    });
  }

  for (const script of ['RESET ALL', 'CLOSE ALL', 'DEALLOCATE ALL', 'DISCARD PLANS']) {
    it(`are not stopped by ${script}`, async () => {
      const { error } = await runAll([making(1), up(2, script), making(3)]);
      assert.equal(error, null);
      assert.deepEqual(await history(), [1, 2, 3]);
    });
  }

  it('are recorded as they are called, whatever encoding a script has set', async () => {
    await raw.query('ALTER TABLE history ADD COLUMN name text');
    const named = up(1, `SET client_encoding = 'LATIN1'`);
    const sql = 'INSERT INTO public.history VALUES ($1, $2)';
    const { error } = await runAll([
      { ...named, record: [{ sql, values: [1n, 'größe 🦉'] }] },
      making(2),
    ]);
    assert.equal(error, null);
    assert.deepEqual(await column('SELECT name FROM history ORDER BY version'), ['größe 🦉', null]);
  });

  for (const script of ['COPY t1 FROM STDIN', 'COPY t1 FROM /* us */ STDIN']) {
    it(`are not taken for rows of ${script}`, async () => {
      const { failure, told } = await failureOf([making(1), up(2, script), making(3)]);
      assert.match(failure.message, /COPY from stdin failed/);
      assert.deepEqual(told, ['begin 0', 'done 0', 'begin 1']);
      assert.deepEqual(await history(), [1]);
    });
  }

  it('may copy rows that need no freezing later', async () => {
    const script = `CREATE TABLE f (x int); COPY f FROM PROGRAM 'echo 7' WITH (FREEZE)`;
    const { error } = await runAll([making(1), up(2, script), making(3)]);
    assert.equal(error, null);
    assert.deepEqual(await column('SELECT x FROM f'), [7]);
  });

  it('do not go on from a savepoint of one that failed', async () => {
    const { failure } = await failureOf([
      making(1),
      up(2, 'CREATE TABLE half (); SAVEPOINT a; SELECT 1/0'),
      up(3, 'ROLLBACK TO a; CREATE TABLE t3 ()'),
      making(4),
    ]);
    assert.deepEqual([failure.code, failure.completed], ['22012', 2]);
    assert.deepEqual(await history(), [1]);
    assert.deepEqual(await tables(), ['t1']);
  });

  for (const first of ['ROLLBACK', '/* */ ; COMMIT', 'END', 'ABORT', `PREPARE TRANSACTION 'x'`]) {
    it(`do not leave the transaction of one that failed by ${first}`, async () => {
      const { failure } = await failureOf([
        making(1),
        up(2, 'SELECT 1/0'),
        up(3, `${first}; CREATE TABLE t3 ()`),
        making(4),
      ]);
      assert.equal(failure.code, '22012');
      assert.deepEqual([await history(), await tables()], [[1], ['t1']]);
    });
  }

  for (const version of [1, 2]) {
    it(`are not carried out where their transaction has not begun: ${version}`, async () => {
      const { failure } = await failureOf(
        [1, 2, 3].map((each) => {
          const made = making(each);
          const guard = made.guard && { ...made.guard, lock: [statement('LOK')] };
          return each === version ? ({ ...made, guard } as Unit) : made;
        }),
      );
      assert.deepEqual([failure.code, failure.kept], ['42601', 'nothing']);
      const before = version === 1 ? [] : [1];
      assert.deepEqual(await history(), before);
      assert.deepEqual(
        await tables(),
        before.map((each) => `t${each}`),
      );
      await connection.execute([statement('INSERT INTO history VALUES (9)')]);
    });
  }

  it('leave the session to be written in', async () => {
    await runAll([making(1), making(2)]);
    await connection.execute([statement('INSERT INTO history VALUES (9)')]);
    assert.deepEqual(await history(), [1, 2, 9]);
  });

  it('stop whatever operators are found before those of the server', async () => {
    await raw.query(`CREATE OPERATOR public./ (LEFTARG = int, RIGHTARG = int, FUNCTION = int4pl)`);
    await connection.close();
    connection = await connect(
      withParameters(url, { options: '-c search_path=public,pg_catalog' }),
    );
    const { failure } = await failureOf([
      making(1),
      up(2, deferred(`RAISE EXCEPTION 'no';`)),
      making(3),
    ]);
    assert.equal(failure.message, 'no');
    assert.deepEqual([await history(), await tables()], [[1], ['t1']]);
  });

  it('are not kept without the lock that one before let go of', async () => {
    await failureOf([up(1, `DO $$ BEGIN EXECUTE 'SELECT pg_advisory_un' || 'lock_all()'; END $$`)]);
    const { failure } = await failureOf([making(2), making(3)]);
    assert.match(failure.message, /lets go of the lock/);
    assert.deepEqual([await history(), await tables()], [[], []]);
  });

  it('point into the script that failed', async () => {
    const script = 'CREATE TABLE a (x int);\nSELECT 🦉, y FROM a;'.replace('🦉', "'🦉'");
    const { failure } = await failureOf([making(1), up(2, script), making(3)]);
    assert.equal(failure.position, script.indexOf('y FROM'));
    assert.equal(failure.completed, 1);
    assert.deepEqual(failure.statement, {
      start: script.indexOf('SELECT'),
      end: script.lastIndexOf(';'),
    });
  });

  it('find that somebody else was faster', async () => {
    await raw.query('INSERT INTO history VALUES (2)');
    const { failure, told } = await failureOf([making(1), making(2), making(3)]);
    assert.match(failure.message, /somebody else has applied or reverted it/);
    assert.deepEqual(told, ['begin 0', 'done 0', 'begin 1']);
    assert.deepEqual(await tables(), ['t1']);
  });

  it('are reverted, and applied again after that', async () => {
    const { error } = await runAll([
      making(1),
      making(2),
      down(2, 'DROP TABLE t2'),
      down(1, 'DROP TABLE t1'),
      making(1),
    ]);
    assert.equal(error, null);
    assert.deepEqual(await history(), [1]);
    assert.deepEqual(await tables(), ['t1']);
  });

  it('wait for whoever has a table locked, and go on from there', async () => {
    await raw.query('CREATE TABLE busy ()');
    const other = new Client({ connectionString: url });
    await other.connect();
    await other.query('BEGIN; LOCK TABLE busy');
    const short = await connect(url, { timeouts: { lock: 50, statement: null } });
    const waits: string[] = [];
    const told: number[] = [];
    try {
      await short.runAll([making(1), up(2, 'ALTER TABLE busy ADD COLUMN x int'), making(3)], {
        onDone: (index) => told.push(index),
        onWait(wait) {
          waits.push(wait.kind);
          if (wait.kind === 'retrying') void other.query('COMMIT');
        },
      });
    } finally {
      await other.end();
      await short.close();
    }
    assert.deepEqual(told, [0, 1, 2]);
    assert.ok(waits.includes('retrying'), waits.join());
    assert.deepEqual(await history(), [1, 2, 3]);
  });

  it('can be cancelled in the middle', async () => {
    const abort = new AbortController();
    const units = [making(1), up(2, 'SELECT pg_sleep(60)'), making(3)];
    const running = runAll(units, { signal: abort.signal });
    await eventually(async () => {
      const asleep = `SELECT 1 FROM pg_stat_activity
        WHERE datname = current_database() AND query = 'SELECT pg_sleep(60)'`;
      assert.equal((await column(asleep)).length, 1);
    });
    abort.abort();
    const { told, error } = await running;
    assert.ok(error instanceof StrataError && error.code === 'cancelled', String(error));
    assert.deepEqual(told, ['begin 0', 'done 0', 'begin 1']);
    assert.deepEqual(await history(), [1]);
    assert.deepEqual(await connection.query(statement('SELECT 1 AS x')), [{ x: 1n }]);
  });

  it('leave no session at work when the connection is lost', async () => {
    const { port, hostname } = new URL(url);
    /** What lies between is gone for us, and the server does not hear of it. */
    const between = await oneWayOut(hostname, Number(port));
    const far = await connect(withPart(url, 'port', String(between.port)));
    const asleep = `SELECT pid FROM pg_stat_activity
      WHERE datname = current_database() AND query = 'SELECT pg_sleep(60)'`;
    const units = [making(1), up(2, 'SELECT pg_sleep(60)'), making(3), making(4)];
    const told: number[] = [];
    const running = failureIn(far.runAll(units, { onDone: (index) => told.push(index) }));
    await eventually(async () => {
      assert.equal((await column(asleep)).length, 1);
    });
    between.dropClients();
    const failure = await running;
    assert.equal(failure.kept, 'unknown');
    assert.match(failure.message, /connection to the server was lost/);
    assert.deepEqual(await column(asleep), []);
    assert.deepEqual([told, await history(), await tables()], [[0], [1], ['t1']]);
    await far.close();
    between.stop();
  });
});

async function failureIn(work: Promise<unknown>): Promise<ScriptFailure> {
  const error: unknown = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof ScriptError, String(error));
  return error.failure;
}

async function oneWayOut(host: string, port: number) {
  const clients: Socket[] = [];
  const onwards: Socket[] = [];
  const server = createServer((client) => {
    const onward = createConnection(port, host);
    clients.push(client);
    onwards.push(onward);
    client.on('data', (data) => onward.write(data)).on('error', () => undefined);
    onward.on('data', (data) => client.write(data)).on('error', () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    dropClients: () => {
      for (const socket of clients.splice(0)) socket.destroy();
    },
    stop: () => {
      server.close();
      for (const socket of [...clients, ...onwards]) socket.destroy();
    },
  };
}
