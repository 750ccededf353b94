import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { Client } from 'pg';
import type { Connection, LockHolder, Wait } from '../../../src/databases/database.ts';
import { eventually } from '../../support/eventually.ts';
import { postgres } from '../../support/postgres.ts';
import { failureOf } from '../contract.ts';
import { connect, errorOf, withPart } from './connect.ts';

const statement = (sql: string) => ({ sql, values: [] });
const record = [statement('INSERT INTO history VALUES (1)')];
const whole = (script: string) => ({ transactional: true, script, record }) as const;
const lock = { kind: 'advisory', key: 99n } as const;

describe('waiting on PostgreSQL', () => {
  let url: string;
  let raw: Client;
  const opened: { close(): Promise<void> }[] = [];

  beforeEach(async () => {
    url = (await (await postgres()).createDatabase()).url;
    raw = await session();
    await raw.query('CREATE TABLE history (version int); CREATE TABLE busy (x int)');
  });

  afterEach(async () => {
    for (const each of opened.splice(0)) await each.close();
  });

  async function session(address = url): Promise<Client> {
    const client = new Client({ connectionString: address });
    await client.connect();
    opened.push({ close: () => client.end() });
    return client;
  }

  async function open(...parameters: Parameters<typeof connect>): Promise<Connection> {
    const connection = await connect(...parameters);
    opened.push(connection);
    return connection;
  }

  const pidOf = async (client: Client) =>
    (await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows[0]?.pid ?? 0;
  const history = async () =>
    (await raw.query<{ version: number }>('SELECT version FROM history')).rows.length;

  /** Until somebody waits for what `raw` or another has locked. */
  const untilBlocked = (waiters = 1) =>
    eventually(async () => {
      const { rows } = await raw.query(`SELECT 1 FROM pg_locks l JOIN pg_stat_activity a USING (pid)
        WHERE NOT l.granted AND a.datname = current_database()`);
      assert.equal(rows.length, waiters);
    });

  describe('for the lock', () => {
    it('tells what the holder is doing, without what it says literally', async () => {
      const holder = await session();
      await holder.query('SELECT pg_advisory_lock(99)');
      await holder.query('BEGIN');
      await holder.query(`CREATE ROLE spy_${Date.now()} PASSWORD 'hunter2'`);
      const holders: LockHolder[] = [];
      const onWait = (each: LockHolder | null) => each && holders.push(each);
      const options = { timeout: 0, onWait };
      await errorOf((await open(url)).lock(lock, options), 'lock');
      assert.match(
        holders[0]?.activity ?? '',
        /^an open transaction, last with CREATE ROLE spy_\d+ PASSWORD '…'$/,
      );
      await holder.query('ROLLBACK');

      const pid = await pidOf(holder);
      const busy = holder.query(`SELECT pg_sleep(30), 'hunter2' AS secret`).catch(() => undefined);
      await eventually(async () => {
        await errorOf((await open(url)).lock(lock, options), 'lock');
        assert.equal(holders.at(-1)?.activity, `SELECT pg_sleep(30), '…' AS secret`);
      });
      await raw.query('SELECT pg_cancel_backend($1)', [pid]);
      await busy;
      assert.ok(!JSON.stringify(holders).includes('hunter2'));
    });

    it('tells no more than this role may see', async () => {
      const name = `modest_${Date.now()}`;
      await raw.query(`CREATE ROLE ${name} LOGIN PASSWORD 'modest'`);
      await raw.query('SELECT pg_advisory_lock(99)');
      const address = withPart(withPart(url, 'username', name), 'password', 'modest');
      const holders: (LockHolder | null)[] = [];
      const modest = await open(address);
      await errorOf(
        modest.lock(lock, { timeout: 0, onWait: (holder) => holders.push(holder) }),
        'lock',
      );
      assert.equal(holders.length, 1);
      assert.match(holders[0]?.who ?? '', /^server process \d+ \(role postgres\)$/);
      assert.equal(holders[0]?.activity, null);
    });

    it('tells when the holder changes', async () => {
      const [first, second] = [await session(), await session()];
      await first.query('SELECT pg_advisory_lock(99)');
      const pids: (string | undefined)[] = [];
      const abort = new AbortController();
      const onWait = (holder: LockHolder | null) => pids.push(/\d+/.exec(holder?.who ?? '')?.[0]);
      const waiting = (await open(url)).lock(lock, {
        timeout: 60_000,
        signal: abort.signal,
        onWait,
      });
      await eventually(() => {
        assert.equal(pids.length, 1);
      });
      const taking = second.query('SELECT pg_advisory_lock(99)');
      await untilBlocked();
      await first.query('SELECT pg_advisory_unlock(99)');
      await taking;
      await eventually(() => {
        assert.equal(pids.length, 2);
      });
      abort.abort();
      await errorOf(waiting, 'cancelled');
      assert.deepEqual(pids, [String(await pidOf(first)), String(await pidOf(second))]);
    });
  });

  describe('for what the application has locked', () => {
    const timeouts = { lock: 300, statement: null };

    it('gives up in time, tries again, and gets through', async () => {
      await raw.query('BEGIN; LOCK TABLE busy');
      const connection = await open(url, { timeouts });
      const waits: Wait[] = [];
      const onWait = (wait: Wait) => {
        waits.push(wait);
        if (wait.kind === 'retrying') void raw.query('COMMIT');
      };
      await connection.run(whole('ALTER TABLE busy ADD y int'), { onWait });
      assert.equal(await history(), 1);
      const [blocked, retrying, ...more] = waits;
      assert.ok(
        blocked?.kind === 'blocked' && retrying?.kind === 'retrying',
        JSON.stringify(waits),
      );
      assert.match(blocked.by.who, new RegExp(`^server process ${await pidOf(raw)} \\(`));
      assert.equal(blocked.by.activity, 'an open transaction, last with BEGIN; LOCK TABLE busy');
      assert.match(retrying.because, /lock timeout/);
      assert.ok(retrying.after >= 375 && retrying.after <= 625, String(retrying.after));
      assert.deepEqual(more, [{ kind: 'resumed' }]);
    });

    for (const [what, script] of [
      ['a timeout of its own', `SET lock_timeout = '200ms'; ALTER TABLE busy ADD y int`],
      ['NOWAIT', 'LOCK TABLE busy NOWAIT; ALTER TABLE busy ADD y int'],
    ] as const) {
      it(`tries again with ${what}`, async () => {
        await raw.query('BEGIN; LOCK TABLE busy');
        const waits: Wait[] = [];
        const connection = await open(url, { timeouts: { lock: 0, statement: null } });
        await connection.run(whole(script), {
          onWait: (wait) => {
            waits.push(wait);
            if (wait.kind === 'retrying') void raw.query('COMMIT');
          },
        });
        assert.ok(waits.some(({ kind }) => kind === 'retrying'));
        assert.equal(await history(), 1);
      });
    }

    it('fails after a few times whole, and names the blocker', async () => {
      await raw.query('BEGIN; LOCK TABLE busy');
      const connection = await open(url, { timeouts });
      const kinds: string[] = [];
      const script = 'CREATE TABLE fresh (); ALTER TABLE busy ADD y int';
      const failure = await failureOf(
        connection.run(whole(script), { onWait: ({ kind }) => kinds.push(kind) }),
      );
      assert.deepEqual([failure.code, failure.kept], ['55P03', 'nothing']);
      assert.match(
        failure.detail ?? '',
        new RegExp(`It waited for server process ${await pidOf(raw)} \\(`),
      );
      assert.match(failure.hint ?? '', /more time: "timeouts" in strata.json/);
      assert.equal(kinds.filter((kind) => kind === 'retrying').length, 4);
      await raw.query('COMMIT');
      assert.equal(await history(), 0);
      assert.deepEqual((await raw.query(`SELECT to_regclass('fresh') AS fresh`)).rows, [
        { fresh: null },
      ]);
    });

    it('tells when it is through', async () => {
      await raw.query('BEGIN; LOCK TABLE busy');
      const connection = await open(url, { timeouts: { lock: 0, statement: null } });
      const kinds: string[] = [];
      const script = 'LOCK TABLE busy; DO $$ BEGIN PERFORM pg_sleep(2); END $$';
      await connection.run(whole(script), {
        onWait: ({ kind }) => {
          kinds.push(kind);
          if (kind === 'blocked') void raw.query('COMMIT');
        },
      });
      assert.deepEqual(kinds, ['blocked', 'resumed']);
    });

    it('names it also where the guard of the history waits', async () => {
      await raw.query('BEGIN; LOCK TABLE history IN SHARE ROW EXCLUSIVE MODE');
      const connection = await open(url, { timeouts });
      const waits: Wait[] = [];
      const guard = {
        lock: [statement('LOCK TABLE history IN SHARE ROW EXCLUSIVE MODE')],
        check: statement('SELECT 1 FROM history'),
        expects: 'no row',
      } as const;
      const onWait = (wait: Wait) => {
        waits.push(wait);
        if (wait.kind === 'retrying') void raw.query('COMMIT');
      };
      await connection.run({ ...whole('SELECT 1'), guard }, { onWait });
      assert.deepEqual(
        waits.map(({ kind }) => kind),
        ['blocked', 'retrying', 'resumed'],
      );
    });

    it('is left off by whoever cancels, also between two attempts', async () => {
      await raw.query('BEGIN; LOCK TABLE busy');
      const connection = await open(url, { timeouts });
      const abort = new AbortController();
      const running = connection.run(whole('ALTER TABLE busy ADD y int'), {
        signal: abort.signal,
        onWait: ({ kind }) => {
          if (kind === 'retrying') abort.abort();
        },
      });
      await errorOf(running, 'cancelled');
      await raw.query('COMMIT');
      assert.equal(await history(), 0);
    });

    it('the loser of a deadlock is tried again', async () => {
      await raw.query('CREATE TABLE other (x int); CREATE TABLE gate ()');
      const rival = await session();
      await rival.query(`SET deadlock_timeout = '60s'; BEGIN; LOCK TABLE other`);
      await raw.query('BEGIN; LOCK TABLE gate');
      const connection = await open(url, { timeouts: { lock: 0, statement: null } });
      const waits: Wait[] = [];
      const script = `SET deadlock_timeout = '50ms'; LOCK TABLE busy;
        LOCK TABLE gate IN ACCESS SHARE MODE; LOCK TABLE other`;
      const running = connection.run(whole(script), {
        onWait: (wait) => {
          waits.push(wait);
          if (wait.kind === 'retrying') void rival.query('COMMIT');
        },
      });
      await untilBlocked();
      const rivals = rival.query('LOCK TABLE busy');
      await untilBlocked(2);
      await raw.query('COMMIT');
      await rivals;
      await running;
      const retrying = waits.find((wait) => wait.kind === 'retrying');
      assert.match(retrying?.because ?? '', /deadlock detected/);
      assert.equal(await history(), 1);
    });

    it('a serialization failure is tried again', async () => {
      await raw.query('INSERT INTO busy VALUES (1); CREATE TABLE gate ()');
      const rival = await session();
      await rival.query('BEGIN; LOCK TABLE gate');
      const isolation = 'options=-c%20default_transaction_isolation%3Drepeatable%5C%20read';
      const connection = await open(`${url}?${isolation}`);
      const kinds: string[] = [];
      const script = `SELECT * FROM busy; LOCK TABLE gate IN ACCESS SHARE MODE;
        UPDATE busy SET x = x + 1`;
      const running = connection.run(whole(script), {
        onWait: ({ kind }) => kinds.push(kind),
      });
      await untilBlocked();
      await rival.query('UPDATE busy SET x = x + 1; COMMIT');
      await running;
      assert.ok(kinds.includes('retrying'));
      assert.deepEqual((await raw.query('SELECT x FROM busy')).rows, [{ x: 3 }]);
    });

    it('what a script itself committed is not tried again', async () => {
      await raw.query('BEGIN; LOCK TABLE busy');
      const connection = await open(url, { timeouts });
      const kinds: string[] = [];
      const failure = await failureOf(
        connection.run(whole('CREATE TABLE fresh (); COMMIT; LOCK TABLE busy NOWAIT'), {
          onWait: ({ kind }) => kinds.push(kind),
        }),
      );
      assert.equal(failure.kept, 'unknown');
      assert.ok(!kinds.includes('retrying'));
    });
  });

  describe('no longer than', () => {
    const shown = async (connection: Connection, before = '') => {
      await raw.query('CREATE TABLE IF NOT EXISTS shown (lock_ text, statement text)');
      const script = `${before} INSERT INTO shown SELECT current_setting('lock_timeout'),
        current_setting('statement_timeout')`;
      await connection.run({ transactional: true, script, record: [] });
      const { rows } = await raw.query<object>('DELETE FROM shown RETURNING *');
      return rows;
    };

    it('five seconds for a lock, where nobody says otherwise', async () => {
      assert.deepEqual(await shown(await open(url)), [{ lock_: '5s', statement: '0' }]);
    });

    it('role and database say', async () => {
      const database = new URL(url).pathname.slice(1);
      await raw.query(`ALTER DATABASE ${database} SET lock_timeout = '7s'`);
      await raw.query(`ALTER DATABASE ${database} SET statement_timeout = '9s'`);
      assert.deepEqual(await shown(await open(url)), [{ lock_: '7s', statement: '9s' }]);
    });

    it('the address says', async () => {
      const connection = await open(`${url}?options=-c%20lock_timeout%3D3s`);
      assert.deepEqual(await shown(connection), [{ lock_: '3s', statement: '0' }]);
    });

    it('the project says, above all others', async () => {
      const timeouts = { lock: 0, statement: 2500 };
      const connection = await open(`${url}?options=-c%20lock_timeout%3D3s`, { timeouts });
      assert.deepEqual(await shown(connection), [{ lock_: '0', statement: '2500ms' }]);
    });

    it('the script says, for itself alone', async () => {
      const connection = await open(url, { timeouts: { lock: 1000, statement: null } });
      const own = `SET lock_timeout = '8s'; SET statement_timeout = '1h';`;
      assert.deepEqual(await shown(connection, own), [{ lock_: '8s', statement: '1h' }]);
      assert.deepEqual(await shown(connection), [{ lock_: '1s', statement: '0' }]);
    });

    it('a statement may take: that is an error, with nothing kept, and no other attempt', async () => {
      const connection = await open(url, { timeouts: { lock: null, statement: 100 } });
      const kinds: string[] = [];
      const failure = await failureOf(
        connection.run(whole('SELECT pg_sleep(30)'), { onWait: ({ kind }) => kinds.push(kind) }),
      );
      assert.deepEqual([failure.code, failure.kept, kinds], ['57014', 'nothing', []]);
    });
  });
});
