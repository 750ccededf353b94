import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createConnection, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { Client } from 'pg';
import { parseAddress } from '../../../src/databases/address.ts';
import { MigrationReader } from '../../../src/project/migrations.ts';
import { openProject } from '../../../src/project/project.ts';
import { run } from '../../../src/runner/run.ts';
import type { RunResult } from '../../../src/runner/run-result.ts';
import { readStatus } from '../../../src/runner/status.ts';
import type { Request } from '../../../src/core/plan.ts';
import { commandFile } from '../../support/command-file.ts';
import { eventually } from '../../support/eventually.ts';
import { asPostgres, postgres, postgresServer } from '../../support/postgres.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { usual } from '../runner/support.ts';
import { withParameters, withPart } from './connect.ts';

const SCRIPT = `-- no-transaction
CREATE TABLE a (x int);
INSERT INTO a VALUES (1);
CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON a (x);
BEGIN;
INSERT INTO a VALUES (2);
INSERT INTO a VALUES (3);
COMMIT;
VACUUM a;
INSERT INTO a VALUES (4);
`;

const AT_ONCE = 6;

/** How many statements are done where so many rows are there. */
const DONE_BY_ROWS = [[1], [2, 3], [], [7, 8], [9]];

describe('a runner that dies in a script without a transaction', () => {
  for (const [manner, forwarded] of [
    ['before the server has what it says', false],
    ['when the server has it', true],
  ] as const) {
    it(`${manner}, at whichever message, leaves a history that is true and a script that goes on`, async () => {
      const seen = new Set<string>();
      for (let message = 1, died = true; died; message += AT_ONCE) {
        const messages = Array.from({ length: AT_ONCE }, (_, index) => message + index);
        const ends = await Promise.all(messages.map((each) => dieAt(each, forwarded)));
        for (const end of ends) seen.add(end.seen);
        died = ends.every((end) => end.died);
      }
      // Each of these has come about: nothing begun, one or the other number done, in doubt, all done.
      for (const expected of ['', '0', '1', '2', '2?', '3', '7', '7?', '8', '9', 'success']) {
        assert.ok(seen.has(expected), `never seen: ${expected} among ${[...seen].join(' ')}`);
      }
    });
  }
});

describe('a runner that is killed by SIGKILL', () => {
  for (const [when, words, seen, nth = 1] of [
    ['before its intent', 'INSERT INTO "public"."_strata_progress"', ''],
    ['between its intent and the first statement', 'CREATE TABLE a', '0'],
    ['in a statement', 'INSERT INTO a VALUES (3)', '3'],
    ['in a lone statement', 'VACUUM a', '7?', 2],
    ['before its record', 'UPDATE "public"."_sqlx_migrations"', '9'],
  ] as const) {
    it(`${when} leaves what is true, and the command goes on`, async () => {
      const { url } = await (await postgres()).createDatabase();
      const raw = new Client({ connectionString: url });
      await raw.connect();
      const { root } = await project();
      const strata = (address: string, ...words: string[]) =>
        spawn(process.execPath, [commandFile, ...words, '-C', root, '--url', address], {
          stdio: 'ignore',
        });
      let said = 0;
      let runner: ChildProcess | undefined;
      const proxy = await fatalProxy(url, {
        // One that wants no transaction is tried in one first.
        isIt: (_, text) => text.includes(words) && ++said === nth,
        forwarded: false,
        onDeath: () => runner?.kill('SIGKILL'),
      });
      try {
        runner = strata(throughProxy(url, proxy.port), 'up');
        assert.deepEqual(await once(runner, 'exit'), [null, 'SIGKILL']);
        await untilAlone(raw);
        assert.equal(await agreement(raw), seen);
        const again = seen === '' ? ['up'] : ['repair', '1', '--continue'];
        assert.deepEqual(await once(strata(url, ...again), 'exit'), [0, null]);
        assert.equal(await agreement(raw), 'success');
      } finally {
        proxy.close();
        await raw.end();
      }
    });
  }
});

const MADE = 'CREATE INDEX CONCURRENTLY made ON a (x)';
const DROPPED = 'DROP INDEX CONCURRENTLY old';
const DETACHED = 'ALTER TABLE parts DETACH PARTITION part CONCURRENTLY';

describe('a statement that was under way by itself when its runner died', () => {
  for (const [statement, forwarded, completed, inDoubt] of [
    [MADE, true, 2, false],
    [MADE, false, 1, false],
    [DROPPED, true, 2, false],
    [DROPPED, false, 1, false],
    [DETACHED, true, 1, true],
    [DETACHED, false, 1, true],
  ] as const) {
    const done = forwarded ? 'done' : 'not done';
    const told = inDoubt ? 'is in doubt, until somebody says that it is' : 'shows that it is';
    it(`and is ${done}, ${told}: ${statement}`, async () => {
      const { raw, begun, status, carryOut, close } = await underWay(statement, { forwarded });
      try {
        assert.deepEqual(
          (await raw.query('SELECT completed, in_doubt FROM _strata_progress')).rows,
          [{ completed: '1', in_doubt: true }],
        );
        const { unfinished } = await begun();
        assert.deepEqual([unfinished?.completed, unfinished?.inDoubt], [completed, inDoubt]);
        const asked = { kind: 'continue', version: '1', done: forwarded } as const;
        if (!inDoubt) {
          const refused = await carryOut({ ...asked, done: true });
          assert.match(refused.plan.problems[0]?.message ?? '', /no statement is in doubt/);
        }
        const { failure, plan } = await carryOut(inDoubt ? asked : { ...asked, done: false });
        assert.deepEqual([failure, plan.problems], [null, []]);
        assert.equal((await begun()).state, 'applied');
        const { rows } = await raw.query(`SELECT c.relname FROM pg_class c
          WHERE relname IN ('made', 'old', 'after') ORDER BY 1`);
        const left: Record<string, readonly string[]> = {
          [MADE]: ['after', 'made', 'old'],
          [DROPPED]: ['after'],
          [DETACHED]: ['after', 'old'],
        };
        assert.deepEqual(
          rows.map(({ relname }: { relname: string }) => relname),
          left[statement],
        );
        assert.deepEqual((await raw.query('SELECT x FROM a')).rows, [{ x: 1 }]);
        assert.equal((await raw.query('SELECT FROM pg_inherits')).rows.length, +!inDoubt);
        assert.deepEqual((await status()).problems, []);
      } finally {
        await close();
      }
    });
  }

  it('is done once somebody has said so, also when what follows fails', async () => {
    const { raw, begun, carryOut, close } = await underWay(DETACHED, { forwarded: true });
    try {
      await raw.query('CREATE TABLE after (x int)');
      const asked = { kind: 'continue', version: '1' } as const;
      const { failure } = await carryOut({ ...asked, done: true });
      assert.match(failure?.message ?? '', /"after" already exists/);
      const { unfinished } = await begun();
      assert.deepEqual([unfinished?.completed, unfinished?.inDoubt], [2, false]);
      await raw.query('DROP TABLE after');
      assert.equal((await carryOut(asked)).failure, null);
    } finally {
      await close();
    }
  });

  it('is not taken for done where an index of that name was there before', async () => {
    const { raw, begun, carryOut, close } = await underWay(MADE, {
      forwarded: false,
      before: 'CREATE INDEX made ON a (x)',
    });
    try {
      const { unfinished } = await begun();
      assert.deepEqual([unfinished?.completed, unfinished?.inDoubt], [1, false]);
      const { failure } = await carryOut({ kind: 'continue', version: '1' });
      assert.match(failure?.message ?? '', /relation "made" already exists/);
      await raw.query('DROP INDEX made');
      assert.equal((await carryOut({ kind: 'continue', version: '1' })).failure, null);
    } finally {
      await close();
    }
  });

  it('is in doubt where its names may be of other things in another session', async () => {
    const { raw, begun, carryOut, close } = await underWay('DROP INDEX CONCURRENTLY hidden', {
      forwarded: false,
      before: 'CREATE SCHEMA shop; CREATE TABLE shop.b (x int); CREATE INDEX hidden ON shop.b (x)',
      first: 'SET search_path TO shop, public',
    });
    try {
      assert.equal((await begun()).unfinished?.inDoubt, true);
      assert.equal((await carryOut({ kind: 'continue', version: '1' })).failure, null);
      assert.deepEqual((await raw.query(`SELECT FROM pg_class WHERE relname = 'hidden'`)).rows, []);
    } finally {
      await close();
    }
  });

  it('is not taken for done where an index of that name is another one', async () => {
    const unique = 'CREATE UNIQUE INDEX CONCURRENTLY made ON a (x)';
    const { raw, begun, carryOut, close } = await underWay(unique, { forwarded: false });
    try {
      await raw.query(MADE);
      const { unfinished } = await begun();
      assert.deepEqual([unfinished?.completed, unfinished?.inDoubt], [1, false]);
      const { failure } = await carryOut({ kind: 'continue', version: '1' });
      assert.match(failure?.message ?? '', /relation "made" already exists/);
    } finally {
      await close();
    }
  });

  it('is in doubt as long as its index is being built', async () => {
    const { raw, begun, close } = await underWay(MADE, { forwarded: true, held: true });
    try {
      await eventually(async () => {
        assert.equal((await begun()).unfinished?.inDoubt, true);
      });
      await raw.query('COMMIT');
      await untilAlone(raw);
      const { unfinished } = await begun();
      assert.deepEqual([unfinished?.completed, unfinished?.inDoubt], [2, false]);
    } finally {
      await close();
    }
  });
});

/** A script whose second statement is the last that its runner has said. */
async function underWay(
  statement: string,
  { forwarded, before = '', first = 'INSERT INTO a VALUES (1)', held = false }: Setting,
) {
  const { url } = await (await postgres()).createDatabase();
  const raw = new Client({ connectionString: url });
  await raw.connect();
  await raw.query(`CREATE TABLE a (x int); CREATE INDEX old ON a (x);
    CREATE TABLE parts (x int) PARTITION BY LIST (x);
    CREATE TABLE part PARTITION OF parts FOR VALUES IN (1); ${before}`);
  const { carryOut, status } = await project(
    `-- no-transaction\n${first};\n${statement};\nCREATE TABLE after (x int);\n`,
  );
  if (held) await raw.query('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1');
  let said = 0;
  const proxy = await fatalProxy(url, {
    // It is tried in a transaction first.
    isIt: (_, text) => text.includes(statement) && ++said === 2,
    forwarded,
  });
  try {
    await carryOut({ kind: 'up' }, throughProxy(url, proxy.port));
  } finally {
    proxy.close();
  }
  if (!held) await untilAlone(raw);
  return {
    raw,
    carryOut: (request: Request) => carryOut(request, url),
    status: () => status(url),
    begun: async () => (await status(url)).migrations[0] ?? assert.fail(),
    close: () => raw.end(),
  };
}

interface Setting {
  /** Whether the server gets the statement. */
  readonly forwarded: boolean;
  readonly before?: string;
  readonly first?: string;
  /** An older transaction is open, for whose end an index waits. */
  readonly held?: boolean;
}

describe('a server that is killed', () => {
  it('in an index that is being built leaves it invalid, so that it is not done, and built anew', async (t) => {
    const server = await postgresServer({ fsync: true });
    t.after(() => server.stop());
    const url = asPostgres(server).url('postgres');
    const { carryOut, status } = await project();
    let raw = new Client({ connectionString: url });
    raw.on('error', () => undefined);
    await raw.connect();
    // The index waits for this one to end.
    await raw.query('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1');
    const running = carryOut({ kind: 'up' }, url);
    await eventually(async () => {
      const other = new Client({ connectionString: url });
      await other.connect();
      const { rows } = await other.query(
        `SELECT FROM pg_stat_activity WHERE query LIKE 'CREATE INDEX%' AND wait_event_type = 'Lock'`,
      );
      await other.end();
      assert.equal(rows.length, 1);
    });
    await server.kill();
    const { failure } = await running;
    assert.equal(failure?.kept, 'unknown');
    await server.start();

    const [found] = (await status(url)).migrations;
    assert.deepEqual(
      [found?.state, found?.unfinished?.completed, found?.unfinished?.inDoubt],
      ['failed', 2, false],
    );
    assert.deepEqual(found?.unfinished?.invalidIndexes, ['public.i']);
    assert.equal((await carryOut({ kind: 'continue', version: '1' }, url)).failure, null);
    raw = new Client({ connectionString: url });
    await raw.connect();
    assert.equal(await agreement(raw), 'success');
    const { rows } = await raw.query(
      'SELECT indisvalid FROM pg_index WHERE indrelid = $1::regclass',
      ['a'],
    );
    assert.deepEqual(rows, [{ indisvalid: true }]);
    await raw.end();
  });
});

/** @returns what was seen of it then: its progress, if it has any, else whether it is applied */
async function dieAt(
  message: number,
  forwarded: boolean,
): Promise<{ died: boolean; seen: string }> {
  const { url } = await (await postgres()).createDatabase();
  const raw = new Client({ connectionString: url });
  await raw.connect();
  await raw.query('CREATE TABLE before (x int)');
  const proxy = await fatalProxy(url, { isIt: (count) => count === message, forwarded });
  const { carryOut } = await project();
  try {
    await carryOut({ kind: 'up' }, throughProxy(url, proxy.port)).catch(() => undefined);
    await untilAlone(raw);
    const seen = await agreement(raw);
    if (seen !== 'success') {
      const request: Request = seen === '' ? { kind: 'up' } : { kind: 'continue', version: '1' };
      const { failure, plan, done } = await carryOut(request, url);
      assert.deepEqual(
        [failure, plan.problems, done.length],
        [null, [], 1],
        `at message ${message}`,
      );
    }
    assert.equal(await agreement(raw), 'success');
    const { rows } = await raw.query<{ x: number }>('SELECT x FROM a ORDER BY x');
    assert.deepEqual(
      rows.map(({ x }) => x),
      [1, 2, 3, 4],
    );
    return { died: proxy.hasKilled(), seen };
  } finally {
    proxy.close();
    await raw.end();
  }
}

async function project(script = SCRIPT) {
  const root = temporaryFolder('killed');
  mkdirSync(join(root, 'migrations'));
  writeFileSync(join(root, 'migrations', '1_a.sql'), script);
  const opened = await openProject(root, { convention: 'sqlx' });
  const target = (url: string) => parseAddress(url, { base: root, env: {} });
  return {
    root,
    carryOut: (request: Request, url: string): Promise<RunResult> =>
      run(opened, target(url), request, usual),
    status: async (url: string) =>
      readStatus(opened, await new MigrationReader(opened).read(), target(url), usual),
  };
}

function throughProxy(url: string, port: number): string {
  return withParameters(withPart(url, 'port', String(port)), { sslmode: 'disable' });
}

/** The server goes on with a statement for a client that is gone. */
async function untilAlone(raw: Client): Promise<void> {
  await eventually(async () => {
    const { rows } = await raw.query(`SELECT FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid()`);
    assert.equal(rows.length, 0);
  });
}

/** Compares what the schema says with what is written down. */
async function agreement(raw: Client): Promise<string> {
  const there = async (table: string): Promise<boolean> =>
    (await raw.query(`SELECT WHERE to_regclass('${table}') IS NOT NULL`)).rows.length > 0;
  const rows = async <T>(table: string): Promise<readonly T[]> =>
    (await there(table)) ? ((await raw.query(`SELECT * FROM ${table}`)).rows as T[]) : [];
  const history = await rows<{ success: boolean }>('_sqlx_migrations');
  const progress = await rows<{ completed: string; in_doubt: boolean }>('_strata_progress');
  const hasTable = await there('a');
  const done = hasTable ? (DONE_BY_ROWS[(await rows('a')).length] ?? []) : [0];

  const [row] = history;
  if (row === undefined) {
    assert.deepEqual([done, progress], [[0], []]);
    return '';
  }
  if (row.success) {
    assert.deepEqual([done, progress], [[9], []]);
    return 'success';
  }
  assert.equal(progress.length, 1);
  const { completed = '', in_doubt: inDoubt = false } = progress[0] ?? {};
  const written = Number(completed);
  // BEGIN, or a statement in the script's own transaction, is not done before its COMMIT.
  const possible = inDoubt ? [written, written + 1] : [written];
  assert.ok(
    done.some((count) => possible.includes(count)),
    `${done.join(' or ')} done, ${completed}${inDoubt ? '?' : ''} written down`,
  );
  return `${completed}${inDoubt ? '?' : ''}`;
}

interface Fate {
  /** @param count of the messages so far; `text` holds the SQL */
  readonly isIt: (count: number, text: string) => boolean;
  /** Whether the server gets this one. */
  readonly forwarded: boolean;
  readonly onDeath?: () => void;
}

/** Passes on what the first session says until its fate comes; then it is dead to the server. */
async function fatalProxy(url: string, { isIt, forwarded, onDeath }: Fate) {
  const { hostname, port } = new URL(url);
  const sockets = new Set<Socket>();
  let count = 0;
  let killed = false;
  const proxy = createServer((client) => {
    const server = createConnection(Number(port), hostname);
    const isFirst = sockets.size === 0;
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
    }
    client.on('close', () => server.destroy());
    server.on('close', () => client.destroy());
    server.on('data', (data) => client.write(data));
    client.on('data', (data) => {
      // A simple query, or the first of an extended one; what comes before is the start.
      const isMessage = isFirst && !killed && (data[0] === 0x51 || data[0] === 0x50);
      if (isMessage) count++;
      const dies = isMessage && isIt(count, data.toString());
      if (!dies || forwarded) server.write(data);
      if (!dies) return;
      killed = true;
      onDeath?.();
      client.destroy();
    });
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const bound = proxy.address();
  assert.ok(bound !== null && typeof bound === 'object');
  return {
    port: bound.port,
    hasKilled: () => killed,
    close: () => {
      for (const socket of sockets) socket.destroy();
      proxy.close();
    },
  };
}
