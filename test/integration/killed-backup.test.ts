import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import BetterSqlite3 from 'better-sqlite3';
import { Client } from 'pg';
import { parseAddress } from '../../src/databases/address.ts';
import type { Administration } from '../../src/databases/administration.ts';
import { administrationOf } from '../../src/databases/open.ts';
import { eventually } from '../support/eventually.ts';
import { asPostgres, postgresServer, type Postgres } from '../support/postgres.ts';
import { serverBesidePgDump } from '../support/server-beside-pg-dump.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Kills per engine and work; the seed of a run that failed is given again as `STRATA_SEED`. */
const KILLS = 4;
const seed = Number(process.env.STRATA_SEED ?? Date.now() % 1_000_000);

/** The numbers of a seed, each from 0 to 1; Lehmer's generator. */
function* random(state: number): Generator<number, never> {
  for (let next = (state % 2_147_483_646) + 1; ; next = (next * 48_271) % 2_147_483_647) {
    yield next / 2_147_483_647;
  }
}

interface Bench {
  readonly url: string;
  readonly whole: Administration;
  /** Fills the database with rows that say so. */
  fill(word: string): Promise<void>;
  /** What all rows say, in one consistent read; anything else than one word is half a database. */
  content(): Promise<readonly string[]>;
  /** Nobody of a killed process is at work any more. */
  settled(): Promise<void>;
}

const ROWS = 30_000;

function sqliteBench(): Promise<Bench> {
  const path = join(temporaryFolder('killed'), 'shop.db');
  const url = `sqlite:${path}`;
  const withFile = <T>(work: (database: BetterSqlite3.Database) => T): Promise<T> => {
    const database = new BetterSqlite3(path);
    try {
      return Promise.resolve(work(database));
    } finally {
      database.close();
    }
  };
  return benchOf({
    url,
    fill: (word) =>
      withFile((database) => {
        database.exec(`BEGIN; DROP TABLE IF EXISTS t; CREATE TABLE t (word TEXT, n INTEGER);
          WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < ${ROWS})
          INSERT INTO t SELECT '${word}', n FROM c; CREATE INDEX i ON t (word, n); COMMIT`);
      }),
    content: () =>
      withFile((database) => {
        const [check] = database.pragma('integrity_check') as { integrity_check: string }[];
        assert.equal(check?.integrity_check, 'ok');
        return database
          .prepare("SELECT DISTINCT word || ' ' || (SELECT count(*) FROM t) FROM t")
          .pluck()
          .all() as string[];
      }),
    settled: () => Promise.resolve(),
  });
}

async function postgresBench(server: Postgres): Promise<Bench> {
  const { name, url } = await server.createDatabase();
  const query = async (text: string, address = url): Promise<Record<string, unknown>[]> => {
    const client = new Client({ connectionString: address });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(text)).rows;
    } finally {
      await client.end();
    }
  };
  return benchOf({
    url,
    fill: async (word) => {
      await query(`DROP TABLE IF EXISTS t; CREATE TABLE t (word text, n int);
        INSERT INTO t SELECT '${word}', generate_series(1, ${ROWS}); CREATE INDEX i ON t (word, n)`);
    },
    content: async () => {
      const found = await query(
        "SELECT DISTINCT word || ' ' || (SELECT count(*) FROM t) AS said FROM t",
      );
      return found.map(({ said }) => String(said));
    },
    settled: () =>
      eventually(async () => {
        const others = await query(
          `SELECT pid FROM pg_stat_activity WHERE datname = '${name}'`,
          server.url('postgres'),
        );
        assert.deepEqual(others, []);
      }),
  });
}

async function benchOf(bench: Omit<Bench, 'whole'>): Promise<Bench> {
  const target = parseAddress(bench.url, { base: process.cwd(), env: {} });
  return { ...bench, whole: await administrationOf(target) };
}

/** A process that backs up or restores, killed after so long; null: it is let through. */
async function work(
  what: 'backup' | 'restore',
  { url }: Bench,
  file: string,
  killAfter: number | null,
): Promise<{ killed: boolean; took: number }> {
  const script = join(import.meta.dirname, 'backup-victim.ts');
  const victim = spawn(process.execPath, [script, what, url, file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = once(victim, 'exit') as Promise<[number | null, string | null]>;
  await once(victim.stdout, 'data');
  const start = performance.now();
  if (killAfter !== null) {
    await Promise.race([sleep(killAfter), gone]);
    victim.kill('SIGKILL');
  }
  const [code, signal] = await gone;
  if (signal === null) assert.equal(code, 0);
  return { killed: signal !== null, took: performance.now() - start };
}

function unfinishedIn(folder: string): readonly string[] {
  return readdirSync(folder).filter((name) => name.startsWith('.'));
}

async function killsOf(bench: Bench, t: TestContext): Promise<void> {
  const numbers = random(seed);
  const folder = temporaryFolder('backups');
  const old = join(folder, 'old');
  await bench.fill('old');
  const whole = await work('backup', bench, old, null);
  let landed = 0;
  for (let round = 0; round < KILLS; round++) {
    const file = join(folder, String(round));
    const { killed } = await work('backup', bench, file, whole.took * numbers.next().value);
    await bench.settled();
    if (killed) landed++;
    // What has its name is whole: a restore says so below.
    if (existsSync(file)) await bench.whole.restore(file, {});
    assert.deepEqual(await bench.content(), [`old ${ROWS}`]);
  }
  const begun = unfinishedIn(folder).length;
  await eventually(async () => {
    await bench.whole.backup(join(folder, `last-${Date.now()}`), {});
    assert.deepEqual(unfinishedIn(folder), []);
  });

  await bench.fill('new');
  const restoring = await work('restore', bench, old, null);
  const after = { old: 0, new: 0 };
  for (let round = 0; round < KILLS; round++) {
    await bench.fill('new');
    const { killed } = await work('restore', bench, old, restoring.took * numbers.next().value);
    if (killed) landed++;
    await bench.settled();
    const content = await bench.content();
    assert.equal(content.length, 1, content.join());
    const [word = ''] = content[0]?.split(` ${ROWS}`) ?? [];
    assert.ok(word === 'old' || word === 'new', content.join());
    after[word]++;
  }
  await bench.whole.restore(old, {});
  assert.deepEqual(await bench.content(), [`old ${ROWS}`]);
  t.diagnostic(
    `seed ${seed}: ${landed} of ${2 * KILLS} kills in mid-work, ${begun} copies left unfinished and removed; after a killed restore ${after.new} times as before it, ${after.old} times restored`,
  );
}

describe('kill -9 of whoever backs up or restores', () => {
  it('leaves a SQLite database whole, and its backups too', async (t) => {
    await killsOf(await sqliteBench(), t);
  });

  const bin = serverBesidePgDump();
  const shown = bin === null ? ': not shown here, without a server of pg_dump’s version' : '';
  describe(`on PostgreSQL${shown}`, () => {
    let server: Postgres | null = null;
    before(async () => {
      if (bin === null) return;
      process.env.PATH = `${bin}${delimiter}${process.env.PATH ?? ''}`;
      const binaries = { postgres: join(bin, 'postgres'), initdb: join(bin, 'initdb') };
      server = asPostgres(await postgresServer({ binaries }));
    });
    after(() => server?.stop());

    it('leaves a database whole, and its backups too', async (t) => {
      if (server !== null) await killsOf(await postgresBench(server), t);
    });

    it('ends pg_restore, also when that has read all of the backup', async () => {
      if (server === null) return;
      const bench = await postgresBench(server);
      const client = new Client({ connectionString: bench.url });
      await client.connect();
      // The archive's data are in the tables by then, and nothing is left to be read.
      await client.query(`CREATE FUNCTION slowly(int) RETURNS int LANGUAGE plpgsql IMMUTABLE
          AS 'BEGIN PERFORM pg_sleep(0.2); RETURN $1; END';
        CREATE TABLE slow (n int); INSERT INTO slow SELECT generate_series(1, 10)`);
      await bench.fill('old');
      await client.query('CREATE INDEX slowly_made ON slow (slowly(n))');
      const file = join(temporaryFolder('backups'), 'copy');
      await bench.whole.backup(file, {});
      await client.end();
      await bench.fill('new');

      const watcher = new Client({ connectionString: server.url('postgres') });
      await watcher.connect();
      const atWork = async () => {
        const { rows } = await watcher.query<{ query: string }>(
          "SELECT query FROM pg_stat_activity WHERE application_name <> '' AND query LIKE 'CREATE INDEX slowly%'",
        );
        return rows.length;
      };
      const script = join(import.meta.dirname, 'backup-victim.ts');
      const victim = spawn(process.execPath, [script, 'restore', bench.url, file]);
      await eventually(async () => {
        assert.equal(await atWork(), 1);
      });
      const programs = childrenOf(victim.pid ?? 0);
      victim.kill('SIGKILL');
      await once(victim, 'exit');
      await eventually(() => {
        assert.deepEqual(programs.filter(isThere), []);
      });
      await bench.settled();
      assert.deepEqual(await bench.content(), [`new ${ROWS}`]);
      await watcher.end();
    });
  });
});

/** With those of their own; as Linux tells. */
function childrenOf(pid: number): readonly number[] {
  const file = `/proc/${pid}/task/${pid}/children`;
  if (!existsSync(file)) return [];
  const children = readFileSync(file, 'utf8').trim().split(' ').filter(Boolean).map(Number);
  return children.flatMap((child) => [child, ...childrenOf(child)]);
}

function isThere(pid: number): boolean {
  return existsSync(`/proc/${pid}`);
}
