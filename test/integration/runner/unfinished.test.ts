import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { Engine } from '../../../src/core/engine.ts';
import { StrataError } from '../../../src/core/errors.ts';
import { isRefused, type Request } from '../../../src/core/plan.ts';
import type { MigrationStatus } from '../../../src/core/state.ts';
import { parseAddress } from '../../../src/databases/address.ts';
import { MigrationReader } from '../../../src/project/migrations.ts';
import { openProject } from '../../../src/project/project.ts';
import { describeFailure } from '../../../src/runner/failure.ts';
import { run } from '../../../src/runner/run.ts';
import type { RunOptions, RunResult } from '../../../src/runner/run-result.ts';
import { planOn, readStatus } from '../../../src/runner/status.ts';
import { postgres } from '../../support/postgres.ts';
import { rows as sqliteRows } from '../../support/rows.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { usual } from './support.ts';

/** A project, its empty database, and a raw driver that looks. */
interface Place {
  readonly write: (name: string, sql: string) => void;
  readonly run: (request: Request, options?: Partial<RunOptions>) => Promise<RunResult>;
  readonly up: (options?: Partial<RunOptions>) => Promise<RunResult>;
  readonly resume: (version: string) => Promise<RunResult>;
  readonly status: (version: string) => Promise<MigrationStatus>;
  readonly dryRun: (request: Request) => Promise<ReturnType<typeof planOn>>;
  readonly look: (sql: string) => Promise<readonly (readonly unknown[])[]>;
  readonly tables: () => Promise<readonly unknown[]>;
}

async function place(engine: Engine, t: TestContext, convention = 'sqlx'): Promise<Place> {
  const root = temporaryFolder('unfinished');
  mkdirSync(join(root, 'migrations'));
  const file = join(root, 'app.db');
  let look = (sql: string): Promise<readonly (readonly unknown[])[]> =>
    Promise.resolve(sqliteRows(file, sql) as unknown[][]);
  let url = 'sqlite:app.db';
  if (engine === 'postgres') {
    ({ url } = await (await postgres()).createDatabase());
    const raw = new Client({ connectionString: url });
    await raw.connect();
    t.after(() => raw.end());
    look = async (sql) => (await raw.query<unknown[]>({ text: sql, rowMode: 'array' })).rows;
  }
  const project = await openProject(root, { convention });
  const target = parseAddress(url, { base: root, env: {} });
  const options = { ...usual, isolated: false };
  const status = async () =>
    readStatus(project, await new MigrationReader(project).read(), target, options);
  const runIt: Place['run'] = (request, more = {}) =>
    run(project, target, request, { ...options, ...more });
  return {
    write: (name, sql) => {
      writeFileSync(join(root, 'migrations', name), sql);
    },
    run: runIt,
    up: (more) => runIt({ kind: 'up' }, more),
    resume: (version) => runIt({ kind: 'continue', version }),
    status: async (version) => {
      const found = (await status()).migrations.find((each) => each.version === version);
      assert.ok(found);
      return found;
    },
    dryRun: async (request) => planOn(await status(), request, options),
    look,
    tables: async () => {
      const sql =
        engine === 'sqlite'
          ? `SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`
          : `SELECT tablename::text FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`;
      return (await look(sql)).map(([name]) => name);
    },
  };
}

const script = (...statements: string[]) =>
  `-- no-transaction\n${statements.map((statement) => `${statement};\n`).join('')}`;

const checksum = (sql: string) => createHash('sha384').update(sql).digest('hex');

for (const engine of ['sqlite', 'postgres'] as const) {
  const recordedChecksum = (version: number) =>
    engine === 'sqlite'
      ? `SELECT lower(hex(checksum)), success FROM _sqlx_migrations WHERE version = ${version}`
      : `SELECT encode(checksum, 'hex'), success::int FROM _sqlx_migrations WHERE version = ${version}`;

  describe(`a script without a transaction on ${engine}`, () => {
    it('leaves nothing of ours behind when it ends', async (t) => {
      const { write, up, tables, status } = await place(engine, t);
      write('1_a.sql', script('CREATE TABLE a (x int)', 'VACUUM', 'CREATE TABLE b (x int)'));
      assert.equal((await up()).done.length, 1);
      assert.deepEqual(await tables(), ['_sqlx_migrations', 'a', 'b']);
      assert.equal((await status('1')).state, 'applied');
    });

    it('that fails at its first statement is pending as before', async (t) => {
      const { write, up, tables, status } = await place(engine, t);
      write('1_a.sql', script('INSERT INTO nowhere VALUES (1)', 'CREATE TABLE b (x int)'));
      const { failure } = await up();
      assert.equal(failure?.kept, 'nothing');
      assert.deepEqual(await tables(), ['_sqlx_migrations']);
      const { state, unfinished } = await status('1');
      assert.deepEqual([state, unfinished], ['pending', null]);
    });

    it('that fails later is unfinished, is corrected, and continued', async (t) => {
      const { write, up, tables, status, resume, look, dryRun } = await place(engine, t);
      const first = 'CREATE TABLE a (x int)';
      write('1_a.sql', script(first, 'INSERT INTO nowhere VALUES (1)', 'CREATE TABLE b (x int)'));
      write('2_b.sql', 'CREATE TABLE c (x int)');
      const { failure } = await up();
      assert.ok(failure);
      assert.deepEqual([failure.kept, failure.completed], ['completed', 1]);
      assert.match(describeFailure(failure, 0), /failed at line 3/);
      assert.match(
        describeFailure(failure, 0),
        /Its first statement is in the database, since it runs without a transaction, and it can be continued from the next\.$/,
      );

      const { state, unfinished, retryable, problems } = await status('1');
      assert.deepEqual([state, retryable], ['failed', false]);
      assert.ok(unfinished);
      assert.deepEqual(
        [unfinished.direction, unfinished.completed, unfinished.total, unfinished.inDoubt],
        ['up', 1, 3, false],
      );
      assert.equal(unfinished.next?.line, 3);
      assert.match(unfinished.message ?? '', /nowhere/);
      assert.ok(Math.abs(Date.parse(unfinished.startedAt) - Date.now()) < 60_000);
      assert.match(
        problems[0]?.message ?? '',
        /^Migration 1 has begun without a transaction and not ended \(1 of 3 statements done\)\. It stopped with: .*nowhere.*\. The next one is at line 3\. Continue there, or mark it as applied or as not applied: strata repair 1 --continue, --applied or --not-applied\.$/,
      );
      assert.deepEqual(problems[0]?.location?.line, 3);

      const refused = await up();
      assert.ok(isRefused(refused.plan));
      assert.deepEqual(await tables(), ['_sqlx_migrations', '_strata_progress', 'a']);

      const corrected = script(first, 'INSERT INTO a VALUES (1)', 'CREATE TABLE b (x int)');
      write('1_a.sql', corrected);
      const { steps } = await dryRun({ kind: 'continue', version: '1' });
      assert.deepEqual(
        steps.map(({ direction, from }) => [direction, from]),
        [['up', 1]],
      );
      const { done } = await resume('1');
      assert.equal(done.length, 1);
      assert.deepEqual(await look('SELECT x FROM a'), [[1]]);
      assert.deepEqual(await tables(), ['_sqlx_migrations', 'a', 'b']);
      assert.deepEqual(await look(recordedChecksum(1)), [[checksum(corrected), 1]]);
      assert.deepEqual(
        [(await status('1')).state, (await status('1')).unfinished],
        ['applied', null],
      );
      assert.equal((await up()).done.length, 1);
    });

    it('is not continued when what is done reads otherwise, or is gone', async (t) => {
      const { write, up, status, resume, tables } = await place(engine, t);
      write('1_a.sql', script('CREATE TABLE a (x int)', 'INSERT INTO nowhere VALUES (1)'));
      await up();
      write('1_a.sql', script('CREATE TABLE a (y int)', 'CREATE TABLE b (x int)'));
      assert.equal((await status('1')).unfinished?.changed?.line, 2);
      const edited = await resume('1');
      assert.ok(isRefused(edited.plan));
      assert.match(
        edited.plan.problems.map(({ message }) => message).join('\n'),
        /cannot be continued: line 2 of migrations\/1_a\.sql is no longer what was carried out/,
      );
      write('1_a.sql', '-- no-transaction\n-- CREATE TABLE a (x int);\n');
      assert.ok(isRefused((await resume('1')).plan));
      assert.deepEqual(await tables(), ['_sqlx_migrations', '_strata_progress', 'a']);

      write('1_a.sql', script('/* why */ CREATE TABLE a (x int)', 'CREATE TABLE b (x int)'));
      assert.equal((await resume('1')).done.length, 1);
    });

    it('is not continued where nothing is unfinished', async (t) => {
      const { write, up, resume } = await place(engine, t);
      write('1_a.sql', script('CREATE TABLE a (x int)'));
      await up();
      assert.match((await resume('1')).plan.problems[0]?.message ?? '', /nothing to continue/);
      assert.match((await resume('7')).plan.problems[0]?.message ?? '', /There is no migration 7/);
    });

    it('that reverts is continued until it is reverted', async (t) => {
      const { write, up, run: runIt, status, resume, tables, look } = await place(engine, t);
      write('1_a.up.sql', 'CREATE TABLE a (x int); CREATE TABLE b (x int)');
      write('1_a.down.sql', script('DROP TABLE b', 'DROP TABLE nowhere', 'DROP TABLE a'));
      await up();
      const { failure } = await runIt({ kind: 'down' });
      assert.equal(failure?.completed, 1);
      const { unfinished, state } = await status('1');
      assert.deepEqual(
        [state, unfinished?.direction, unfinished?.next?.line],
        ['failed', 'down', 3],
      );
      write('1_a.down.sql', script('DROP TABLE b', 'DROP TABLE a'));
      const { done } = await resume('1');
      assert.deepEqual(
        done.map(({ step }) => step.direction),
        ['down'],
      );
      assert.deepEqual(await tables(), ['_sqlx_migrations']);
      assert.deepEqual(await look('SELECT * FROM _sqlx_migrations'), []);
    });

    it('sets for its session again what it has set', async (t) => {
      const { write, up, resume, look } = await place(engine, t);
      const [setting, first, later] =
        engine === 'sqlite'
          ? [
              'PRAGMA foreign_keys = OFF',
              'CREATE TABLE a (x REFERENCES b (x))',
              'CREATE TABLE b (x PRIMARY KEY); INSERT INTO a VALUES (1); INSERT INTO b VALUES (1)',
            ]
          : ['SET search_path TO shop', 'CREATE TABLE a (x int)', 'INSERT INTO a VALUES (1)'];
      if (engine === 'postgres') await look('CREATE SCHEMA shop');
      write('1_a.sql', script(setting, first, 'SELECT nonsense'));
      await up();
      write('1_a.sql', script(setting, first, later));
      assert.equal((await resume('1')).failure, null);
      assert.deepEqual(await look(`SELECT x FROM ${engine === 'sqlite' ? 'a' : 'shop.a'}`), [[1]]);
    });

    it('that somebody has put right in the tool’s own terms is not unfinished', async (t) => {
      const { write, up, status, look } = await place(engine, t);
      write('1_a.sql', script('CREATE TABLE a (x int)', 'SELECT nonsense'));
      await up();
      if (engine === 'sqlite') return;
      await look('UPDATE _sqlx_migrations SET success = true');
      assert.deepEqual(
        [(await status('1')).state, (await status('1')).unfinished],
        ['applied', null],
      );
    });

    it('whose tool has no words for it is unfinished all the same', async (t) => {
      const {
        write,
        up,
        run: runIt,
        status,
        look,
        resume,
        tables,
      } = await place(engine, t, 'sections');
      write('20250101000000_a.sql', '-- UP\nCREATE TABLE a (x int);\n-- DOWN\nDROP TABLE a;\n');
      write('20250102000000_b.sql', '-- UP\nCREATE TABLE b (x int);\n-- DOWN\nDROP TABLE b;\n');
      assert.equal((await up()).failure, null);
      assert.equal((await runIt({ kind: 'down' })).failure, null);
      if (engine === 'sqlite') return;
      // As a server leaves it that commits each statement by itself.
      const digest = createHash('sha256')
        .update('CREATE TABLE b (x int)')
        .digest('hex')
        .slice(0, 16);
      await look(`CREATE TABLE _strata_progress (history text, version text, direction text,
        digest text, total bigint, completed bigint, in_doubt boolean,
        started_at timestamptz DEFAULT now(), updated_at timestamptz DEFAULT now(), message text)`);
      await look(`INSERT INTO _strata_progress (history, version, direction, digest, total, completed,
        in_doubt) VALUES ('schema_migrations', '20250102000000_b', 'up', '${digest}', 1, 0, true)`);
      const { state, unfinished, problems } = await status('20250102000000_b');
      assert.deepEqual([state, unfinished?.inDoubt], ['failed', true]);
      assert.match(
        problems[0]?.message ?? '',
        /\(0 of 1 statements done\)\. The next one, at line 2, was under way, and may be done or not: look at the database\./,
      );
      assert.ok(isRefused((await up()).plan));
      const { failure, done } = await resume('20250102000000_b');
      assert.deepEqual([failure, done.length], [null, 1]);
      assert.deepEqual(await tables(), ['a', 'b', 'schema_migrations']);
      assert.equal((await status('20250102000000_b')).state, 'applied');
    });
  });
}

describe('an index that is built concurrently', () => {
  const duplicates = ['CREATE TABLE a (x int)', 'INSERT INTO a VALUES (1), (1)'];
  const index = (more = '') => `CREATE UNIQUE INDEX CONCURRENTLY ${more}a_x ON a (x)`;
  const valid = `SELECT c.relname::text, i.indisvalid FROM pg_index i
    JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indrelid = 'a'::regclass ORDER BY 1`;

  it('and fails is told, found by the status, and dropped before the script goes on', async (t) => {
    const { write, up, status, look, resume, dryRun, tables } = await place('postgres', t);
    write('1_a.sql', `${duplicates.join(';')};`);
    write('2_b.sql', script(index(), 'CREATE TABLE b (x int)'));
    const { failure } = await up();
    assert.ok(failure);
    assert.deepEqual(
      [failure.kept, failure.completed, failure.invalidIndex],
      ['completed', 0, 'public.a_x'],
    );
    assert.match(
      failure.hint ?? '',
      /left the invalid index public\.a_x behind.*DROP INDEX CONCURRENTLY public\.a_x;/,
    );
    assert.match(describeFailure(failure, 0), /an invalid index is left/);
    assert.deepEqual(await look(valid), [['a_x', false]]);
    const { unfinished, problems } = await status('2');
    assert.deepEqual(unfinished?.invalidIndexes, ['public.a_x']);
    assert.deepEqual([unfinished.completed, unfinished.inDoubt], [0, false]);
    assert.match(problems[0]?.message ?? '', /invalid index behind.*: public\.a_x\./);
    const [step] = (await dryRun({ kind: 'continue', version: '2' })).steps;
    assert.deepEqual(step?.continues?.invalidIndexes, ['public.a_x']);

    await look('DELETE FROM a WHERE ctid = (SELECT min(ctid) FROM a)');
    assert.equal((await resume('2')).failure, null);
    assert.deepEqual(await look(valid), [['a_x', true]]);
    assert.deepEqual(await tables(), ['_sqlx_migrations', 'a', 'b']);
  });

  it('keeps its invalid index as long as continuing fails', async (t) => {
    const { write, up, status, look, resume } = await place('postgres', t);
    write('1_a.sql', `${duplicates.join(';')};`);
    write('2_b.sql', script(index()));
    await up();
    const { failure } = await resume('2');
    assert.equal(failure?.kept, 'completed');
    assert.deepEqual(await look(valid), [['a_x', false]]);
    assert.equal((await status('2')).unfinished?.completed, 0);
  });

  it('and has no name of its own is found as well', async (t) => {
    const { write, up } = await place('postgres', t);
    write('1_a.sql', `${duplicates.join(';')};`);
    write('2_b.sql', script('CREATE UNIQUE INDEX CONCURRENTLY ON "a" (x)'));
    assert.equal((await up()).failure?.invalidIndex, 'public.a_x_idx');
  });

  it('is refused where IF NOT EXISTS would pass over an invalid one', async (t) => {
    const { write, up, look, status, tables } = await place('postgres', t);
    write('1_a.sql', `${duplicates.join(';')};`);
    await up();
    await look(index()).catch(() => undefined);
    await look('DELETE FROM a');
    write('2_b.sql', script(index('IF NOT EXISTS ')));
    const { failure } = await up();
    assert.match(failure?.message ?? '', /public\.a_x is there, but invalid, and IF NOT EXISTS/);
    assert.deepEqual([failure?.kept, failure?.location?.line], ['nothing', 2]);
    assert.equal((await status('2')).state, 'pending');
    assert.deepEqual(await tables(), ['_sqlx_migrations', 'a']);
    await look('DROP INDEX a_x');
    assert.equal((await up()).failure, null);
    assert.deepEqual(await look(valid), [['a_x', true]]);
  });

  it('is no obstacle to another one that is invalid', async (t) => {
    const { write, up, look } = await place('postgres', t);
    write('1_a.sql', `${duplicates.join(';')};`);
    await up();
    await look(`CREATE UNIQUE INDEX CONCURRENTLY other ON a (x)`).catch(() => undefined);
    write('2_b.sql', script(index()));
    assert.equal((await up()).failure?.invalidIndex, 'public.a_x');
  });

  it('and is rebuilt leaves its copy, which is told', async (t) => {
    const { write, up, look, resume } = await place('postgres', t);
    write(
      '1_a.sql',
      `CREATE TABLE a (x int); CREATE INDEX a_x ON a (x);
       CREATE FUNCTION bad(i int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS
         $$ BEGIN RETURN i; END $$;
       CREATE INDEX a_bad ON a (bad(x)); INSERT INTO a VALUES (1);`,
    );
    await up();
    await look(`CREATE OR REPLACE FUNCTION bad(i int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS
      $$ BEGIN RAISE 'no'; END $$`);
    write('2_b.sql', script('REINDEX INDEX CONCURRENTLY a_bad'));
    const { failure } = await up();
    assert.equal(failure?.invalidIndex, 'public.a_bad_ccnew');
    await look(`CREATE OR REPLACE FUNCTION bad(i int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS
      $$ BEGIN RETURN i; END $$`);
    assert.equal((await resume('2')).failure, null);
    assert.deepEqual(await look(valid), [
      ['a_bad', true],
      ['a_x', true],
    ]);
  });
});

describe('a user who may not make the table that says how far a script is', () => {
  it('applies nothing of it, and is told why', async (t) => {
    const { write, up, look, status, tables } = await place('postgres', t);
    write('1_a.sql', 'CREATE TABLE a (x int)');
    await up();
    write('2_b.sql', script('INSERT INTO a VALUES (1)', 'VACUUM a'));
    const role = `poor_${randomBytes(4).toString('hex')}`;
    await look(`CREATE ROLE ${role}; GRANT ALL ON ALL TABLES IN SCHEMA public TO ${role}`);
    await look(`ALTER DATABASE ${(await look('SELECT current_database()'))[0]?.join('')}
      SET role = ${role}`);
    await assert.rejects(up(), (error) => {
      assert.ok(error instanceof StrataError);
      assert.equal(error.code, 'refused');
      assert.match(error.message, /cannot be made: permission denied .*\. Nothing was applied\.$/);
      return true;
    });
    assert.equal((await status('2')).state, 'pending');
    assert.deepEqual(await tables(), ['_sqlx_migrations', 'a']);
    await look(`DROP OWNED BY ${role}`);
    await look(`DROP ROLE ${role}`);
  });
});

describe('a script without a transaction that is cancelled', () => {
  it('keeps what is done, and goes on from there', async (t) => {
    const { write, up, status, resume, look } = await place('postgres', t);
    write('1_a.sql', script('CREATE TABLE a (x int)', 'SELECT pg_sleep(60)', 'DROP TABLE a'));
    const abort = new AbortController();
    const running = up({ signal: abort.signal });
    while (
      (
        await look(`SELECT 1 FROM pg_stat_activity WHERE state = 'active'
      AND query LIKE 'SELECT pg_sleep%' AND datname = current_database()`)
      ).length === 0
    ) {
      await sleep(10);
    }
    abort.abort();
    const { cancelled, unfinished } = await running;
    assert.deepEqual([cancelled, unfinished?.kept], [true, 'completed']);
    const now = await status('1');
    assert.deepEqual(
      [now.state, now.unfinished?.completed, now.unfinished?.inDoubt],
      ['failed', 1, false],
    );
    write('1_a.sql', script('CREATE TABLE a (x int)', 'SELECT pg_sleep(0)', 'DROP TABLE a'));
    assert.equal((await resume('1')).failure, null);
  });
});

describe('a script without a transaction where there is no lock', () => {
  it('is not reverted where somebody else has just begun to', async (t) => {
    const { write, up, run: runIt, look, tables } = await place('sqlite', t);
    write('1_a.up.sql', script('CREATE TABLE a (x int)'));
    write('1_a.down.sql', script('DROP TABLE a'));
    await up();
    const file = (await look('SELECT file FROM pragma_database_list'))[0]?.[0];
    const { failure } = await runIt(
      { kind: 'down', steps: 1 },
      {
        onEvent: ({ kind }) => {
          const begun = 'UPDATE _sqlx_migrations SET success = 0 RETURNING version';
          if (kind === 'started') assert.equal(sqliteRows(String(file), begun).length, 1);
        },
      },
    );
    assert.match(failure?.message ?? '', /somebody else has applied or reverted it meanwhile/);
    assert.ok((await tables()).includes('a'));
  });
});

describe('a statement that is refused in a transaction', () => {
  for (const engine of ['sqlite', 'postgres'] as const) {
    it(`is told where it belongs: ${engine}`, async (t) => {
      const sql = '-- strata-ignore needs-no-transaction\nVACUUM;\n';
      const withSqlx = await place(engine, t);
      withSqlx.write('1_a.sql', sql);
      assert.equal(
        (await withSqlx.up()).failure?.hint,
        'Give it a migration of its own, whose first line is: -- no-transaction',
      );

      const withSections = await place(engine, t, 'sections');
      withSections.write('20250301100000_a.sql', `-- UP\n${sql}\n-- DOWN\nSELECT 1;\n`);
      assert.match((await withSections.up()).failure?.hint ?? '', /carry it out by hand\.$/);
    });
  }
});
