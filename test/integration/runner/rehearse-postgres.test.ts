import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { Client } from 'pg';
import { StrataError } from '../../../src/core/errors.ts';
import { blockings } from '../../../src/runner/rehearsal-blocking.ts';
import { rehearsalText } from '../../../src/runner/rehearsal-text.ts';
import type { RehearsalResult } from '../../../src/runner/rehearse.ts';
import { eventually } from '../../support/eventually.ts';
import { postgres } from '../../support/postgres.ts';
import { dump, rehearsing, shadowOf, type Rehearsing } from './rehearsal-support.ts';

describe('a rehearsal on PostgreSQL', () => {
  let raw: Client;
  let shop: Rehearsing;
  let url: string;

  before(async () => {
    ({ url } = await (await postgres()).createDatabase());
    raw = new Client({ connectionString: url });
    await raw.connect();
  });

  after(() => raw.end());

  beforeEach(async () => {
    await raw.query(`DROP SCHEMA IF EXISTS public CASCADE; DROP SCHEMA IF EXISTS app CASCADE;
      CREATE SCHEMA public`);
    shop = await rehearsing(url);
    shop.add(
      1,
      `CREATE TABLE users (id int PRIMARY KEY, name text, mail varchar(20));
       CREATE TABLE carts (id serial PRIMARY KEY, owner int);
       CREATE TYPE mood AS ENUM ('sad');
       INSERT INTO users SELECT n, 'name ' || n, n FROM generate_series(1, 1000) n;
       INSERT INTO carts (owner) SELECT n FROM generate_series(1, 10) n;`,
    );
    assert.equal((await shop.up()).failure, null);
    await raw.query('ANALYZE');
  });

  /** Keeps nothing: neither what the catalog says, nor a file, nor a row. */
  async function rehearsed(...given: Parameters<Rehearsing['rehearse']>): Promise<RehearsalResult> {
    const was = await dump(raw);
    const result = await shop.rehearse(...given);
    assert.deepEqual(await dump(raw), was);
    assert.ok(result.unchanged);
    return result;
  }

  const statementsOf = ({ steps }: RehearsalResult) => steps.flatMap((step) => step.statements);
  const locksOf = (result: RehearsalResult) =>
    statementsOf(result).map(({ locks }) =>
      locks.map(({ relation, kind, mode }) => `${mode} ${kind} ${relation}`).toSorted(),
    );

  it('takes place on a shadow, and waits for nobody in the database itself', async () => {
    shop.add(2, 'DROP TABLE carts; INSERT INTO users VALUES (1001, NULL);');
    shop.add(3, '-- no-transaction\nCREATE INDEX CONCURRENTLY by_name ON users (name);');
    await raw.query('BEGIN; LOCK TABLE users, carts');
    const result = await shop.rehearse({ on: 'shadow', shadow: () => shadowOf(shop) });
    await raw.query('ROLLBACK');
    assert.deepEqual([result.on, result.failure], ['shadow', null]);
    assert.deepEqual(
      statementsOf(result).map(({ rows, notTried }) => [rows, notTried !== null]),
      [
        [null, false],
        [1, false],
        [null, true],
      ],
    );
    assert.ok(locksOf(result)[0]?.includes('ACCESS EXCLUSIVE table carts'));
    assert.equal(result.steps[1]?.onShadow?.failure, null);
    const text = rehearsalText({ result, where: 'shop', address: 'there' });
    assert.match(text, /on a shadow without rows/);
    assert.doesNotMatch(text, /While this is applied/);
  });

  it('keeps nothing, history rows included, and tells rows and times', async () => {
    shop.add(2, 'UPDATE users SET name = upper(name) WHERE id <= 7; CREATE TABLE made (id int);');
    shop.add(3, 'DROP TABLE carts; ALTER TABLE made ADD x int; TRUNCATE users;');
    const result = await rehearsed();
    assert.equal(result.failure, null);
    assert.deepEqual(
      result.steps.map(({ step }) => step.migration.version),
      ['2', '3'],
    );
    assert.deepEqual(
      statementsOf(result).map(({ rows }) => rows),
      [7, null, null, null, null],
    );
    assert.ok(statementsOf(result).every(({ elapsed }) => elapsed > 0n));
    assert.deepEqual(
      result.tables.map(({ name, rows }) => [name, rows]),
      [
        ['_sqlx_migrations', 1],
        ['carts', 10],
        ['users', 1000],
      ],
    );
    const { rows } = await raw.query<{ size: string }>(
      `SELECT pg_total_relation_size('carts') AS size`,
    );
    assert.equal(result.tables.find(({ name }) => name === 'carts')?.bytes, Number(rows[0]?.size));
    assert.deepEqual(result.lasting.deadRows, ['users']);
  });

  it('makes no history where there is none', async () => {
    await raw.query('DROP TABLE _sqlx_migrations, users, carts; DROP TYPE mood');
    const result = await rehearsed();
    assert.equal(result.failure, null);
    assert.equal(statementsOf(result).length, 5);
  });

  const CASES: readonly [
    sql: string,
    locks: readonly string[],
    rewritten: readonly string[],
    scanned: readonly string[],
  ][] = [
    ['ALTER TABLE users ADD COLUMN a int', ['ACCESS EXCLUSIVE table users'], [], []],
    ['ALTER TABLE users ADD COLUMN a int DEFAULT 5', ['ACCESS EXCLUSIVE table users'], [], []],
    [
      'ALTER TABLE users ADD COLUMN a float DEFAULT random()',
      ['ACCESS EXCLUSIVE table users'],
      ['users'],
      ['users 3000'],
    ],
    [
      'ALTER TABLE users ALTER id TYPE bigint',
      ['ACCESS EXCLUSIVE table users'],
      ['users'],
      ['users 3000'],
    ],
    ['ALTER TABLE users ALTER mail TYPE varchar(40)', ['ACCESS EXCLUSIVE table users'], [], []],
    ['ALTER TABLE users ALTER mail TYPE text', ['ACCESS EXCLUSIVE table users'], [], []],
    [
      'ALTER TABLE users ALTER name SET NOT NULL',
      ['ACCESS EXCLUSIVE table users'],
      [],
      ['users 1000'],
    ],
    ['ALTER TABLE users ADD CHECK (id > 0) NOT VALID', ['ACCESS EXCLUSIVE table users'], [], []],
    ['ALTER TABLE users ADD CHECK (id > 0)', ['ACCESS EXCLUSIVE table users'], [], ['users 1000']],
    [
      'ALTER TABLE carts ADD FOREIGN KEY (owner) REFERENCES users NOT VALID',
      ['SHARE ROW EXCLUSIVE table carts', 'SHARE ROW EXCLUSIVE table users'],
      [],
      [],
    ],
    ['CREATE INDEX ON users (name)', ['SHARE table users'], [], ['users 1000']],
    ['DROP INDEX extra', ['ACCESS EXCLUSIVE table users'], [], []],
    [
      'REINDEX INDEX extra',
      ['ACCESS EXCLUSIVE index extra', 'SHARE table users'],
      ['extra'],
      ['users 1000'],
    ],
    ['CLUSTER users USING users_pkey', ['ACCESS EXCLUSIVE table users'], ['users'], ['users 2000']],
    ['ALTER TABLE users SET (fillfactor = 80)', ['SHARE UPDATE EXCLUSIVE table users'], [], []],
    ['LOCK TABLE users IN SHARE MODE', ['SHARE table users'], [], []],
    ['COMMENT ON TABLE users IS $$x$$', ['SHARE UPDATE EXCLUSIVE table users'], [], []],
  ];

  for (const [sql, locks, rewritten, scanned] of CASES) {
    it(`tells what it locks, writes anew and reads: ${sql}`, async () => {
      await raw.query('CREATE INDEX extra ON users (mail)');
      shop.add(2, sql);
      const result = await rehearsed();
      assert.equal(result.failure, null);
      const strong = locksOf(result).map((each) =>
        each.filter((lock) => !/^(ACCESS SHARE|ROW SHARE|ROW EXCLUSIVE) /.test(lock)),
      );
      assert.deepEqual(strong, [locks]);
      const [statement] = statementsOf(result);
      assert.ok(statement);
      assert.deepEqual(statement.rewritten, rewritten);
      assert.deepEqual(
        statement.scans.map(({ table, rows }) => `${table} ${rows}`),
        scanned,
      );
    });
  }

  it('tells the locks that another session sees', async () => {
    shop.add(
      2,
      `ALTER TABLE users ADD a int; CREATE INDEX ON carts (owner); UPDATE users SET a = 1 WHERE id = 1;
       SELECT pg_sleep(600);`,
    );
    const ending = new AbortController();
    const rehearsal = shop.rehearse({ signal: ending.signal });
    let seen: string[] = [];
    await eventually(async () => {
      const { rows } = await raw.query<{ lock: string }>(
        `SELECT DISTINCT relation::regclass || ' ' || mode AS lock FROM pg_locks l
          JOIN pg_stat_activity a USING (pid)
          WHERE a.query = 'SELECT pg_sleep(600)' AND locktype = 'relation' AND relation >= 16384
            AND relation IN ('users'::regclass, 'carts'::regclass) ORDER BY 1`,
      );
      assert.ok(rows.length > 0);
      seen = rows.map(({ lock }) => lock);
    });
    ending.abort();
    await assert.rejects(rehearsal, { code: 'cancelled' });

    shop.add(
      2,
      'ALTER TABLE users ADD a int; CREATE INDEX ON carts (owner); UPDATE users SET a = 1 WHERE id = 1;',
    );
    const told = statementsOf(await rehearsed()).flatMap(({ locks }) =>
      locks
        .filter(({ kind }) => kind === 'table')
        .map(({ relation, mode }) => `${relation} ${mode}`),
    );
    assert.deepEqual(told.toSorted(), seen.map(inSql));
  });

  it('sums up for how long a table is blocked, from its lock to the end of the migration', async () => {
    shop.add(
      2,
      'CREATE INDEX ON carts (owner); ALTER TABLE users ADD a int; SELECT pg_sleep(0.01);',
    );
    const result = await rehearsed();
    const [create = 0n, alter = 0n, sleep = 0n] = statementsOf(result).map(
      ({ elapsed }) => elapsed,
    );
    assert.deepEqual(blockings(result.steps), [
      { relation: 'carts', blocks: 'writes', elapsed: create + alter + sleep },
      { relation: 'users', blocks: 'reads and writes', elapsed: alter + sleep },
    ]);
  });

  it('says which locks it holds from a migration before', async () => {
    shop.add(2, 'ALTER TABLE users ADD a int;');
    shop.add(3, 'ALTER TABLE users ADD b int;');
    const [second, third] = (await rehearsed()).steps;
    assert.deepEqual(second?.lockedBefore, []);
    assert.ok(
      third?.lockedBefore.some(
        ({ relation, mode }) => relation === 'users' && mode === 'ACCESS EXCLUSIVE',
      ),
    );
  });

  it('sees a violation that only the commit would', async () => {
    shop.add(
      2,
      `ALTER TABLE carts ADD FOREIGN KEY (owner) REFERENCES users DEFERRABLE INITIALLY DEFERRED;
       INSERT INTO carts (owner) VALUES (5000);`,
    );
    shop.add(3, 'CREATE TABLE never (x int);');
    const sequence = await raw.query('SELECT last_value FROM carts_id_seq');
    const result = await shop.rehearse();
    assert.equal(result.failure?.code, '23503');
    assert.equal(result.failure.step.migration.version, '2');
    assert.equal(result.steps.length, 1);
    // What a sequence has given is not taken back, and that is said.
    assert.deepEqual(result.lasting.sequences, ['carts_id_seq']);
    const moved = await raw.query('SELECT last_value FROM carts_id_seq');
    assert.notDeepEqual(moved.rows, sequence.rows);
  });

  it('lets constraints be deferred anew in each migration', async () => {
    shop.add(
      2,
      `ALTER TABLE carts ADD CONSTRAINT owned FOREIGN KEY (owner) REFERENCES users
         DEFERRABLE INITIALLY DEFERRED;`,
    );
    shop.add(
      3,
      'UPDATE carts SET owner = 5000 WHERE id = 1; UPDATE carts SET owner = 1 WHERE id = 1;',
    );
    assert.equal((await rehearsed()).failure, null);
  });

  it('ends where a statement fails, with its place', async () => {
    shop.add(2, 'CREATE TABLE a (x int);\n  ALTER TABLE userz ADD y int;\nCREATE TABLE b (x int);');
    shop.add(3, 'CREATE TABLE c (x int);');
    const { failure, steps } = await rehearsed();
    assert.equal(failure?.code, '42P01');
    assert.equal(failure.kept, 'nothing');
    assert.deepEqual([failure.location?.line, failure.location?.column], [2, 3]);
    assert.deepEqual(
      steps.map(({ statements }) => statements.length),
      [1],
    );
  });

  it('passes over what refuses a transaction where the script wants none, and says why', async () => {
    shop.add(
      2,
      '-- no-transaction\nCREATE INDEX CONCURRENTLY i ON users (name);\nCREATE TABLE a (x int);',
    );
    shop.add(3, 'ALTER TABLE a ADD y int;');
    const result = await rehearsed();
    assert.equal(result.failure, null);
    assert.deepEqual(
      statementsOf(result).map(({ notTried }) => notTried),
      ['CREATE INDEX CONCURRENTLY cannot run inside a transaction block', null, null],
    );
  });

  it('takes the same for a failure where the script is one transaction', async () => {
    shop.add(
      2,
      '-- strata-ignore needs-no-transaction\nCREATE INDEX CONCURRENTLY i ON users (name);',
    );
    assert.equal((await rehearsed()).failure?.code, '25001');
  });

  it('tells a new enum value that an earlier migration commits from one that nobody does', async () => {
    shop.add(2, `ALTER TYPE mood ADD VALUE 'glad';`);
    shop.add(3, `CREATE TABLE a (m mood DEFAULT 'glad');`);
    const apart = await rehearsed();
    assert.equal(apart.failure, null);
    assert.match(statementsOf(apart)[1]?.notTried ?? '', /unsafe use of new value "glad"/);

    shop.add(
      2,
      `-- strata-ignore new-enum-value\nALTER TYPE mood ADD VALUE 'glad'; CREATE TABLE a (m mood DEFAULT 'glad');`,
    );
    assert.equal((await rehearsed()).failure?.code, '55P04');
  });

  it('does not do what reaches beyond the database', async () => {
    shop.add(2, `COPY users TO PROGRAM 'touch ${shop.root}/touched'; SELECT 1;`);
    const statements = statementsOf(await rehearsed());
    assert.match(statements[0]?.notTried ?? '', /starts a program/);
    assert.equal(statements[1]?.notTried, null);
  });

  it('sends no rows, and does not wait for any', async () => {
    shop.add(2, 'COPY users FROM stdin;');
    assert.match((await rehearsed()).failure?.message ?? '', /no rows to send/);
    shop.add(2, 'COPY users TO stdout;');
    assert.deepEqual(
      statementsOf(await rehearsed()).map(({ rows }) => rows),
      [1000],
    );
  });

  it('has no statement that could commit, however the script turns quotes round', async () => {
    shop.add(
      2,
      `-- no-transaction\nSET standard_conforming_strings = off;\nCREATE TABLE a (x int);\nSELECT 'a\\'' ; COMMIT; --';`,
    );
    assert.match((await rehearsed()).failure?.message ?? '', /multiple commands/);
    shop.add(
      2,
      '-- no-transaction\nBEGIN; CREATE TABLE a (x int); COMMIT; CREATE TABLE b (x int);',
    );
    const result = await rehearsed();
    assert.deepEqual(
      statementsOf(result).map(({ notTried }) => notTried !== null),
      [true, false, true, false],
    );
  });

  it('waits for a lock no longer than applying would, and says for whom', async (t) => {
    const other = new Client({ connectionString: url, application_name: 'the shop' });
    await other.connect();
    t.after(() => other.end());
    await other.query('BEGIN; SELECT FROM users LIMIT 1');
    shop.add(2, 'ALTER TABLE users ADD a int;');
    const { failure } = await rehearsed({ timeouts: { lock: 300, statement: null } });
    await other.query('ROLLBACK');
    assert.equal(failure?.code, '55P03');
    assert.match(failure.detail ?? '', /the shop/);
  });

  it('keeps others from applying meanwhile, and waits for them', async (t) => {
    const other = new Client({ connectionString: url });
    await other.connect();
    t.after(() => other.end());
    const lock = shop.project.convention.lock('postgres', new URL(url).pathname.slice(1));
    assert.equal(lock?.kind, 'advisory');
    await other.query('SELECT pg_advisory_lock($1)', [String(lock.key)]);
    shop.add(2, 'CREATE TABLE a (x int);');
    await assert.rejects(shop.rehearse(), { code: 'lock' });
  });

  it('leaves nothing behind when the server ends the session', async () => {
    shop.add(2, 'CREATE TABLE a (x int); SELECT pg_sleep(600);');
    const was = await dump(raw);
    const rehearsal = shop.rehearse();
    await eventually(async () => {
      const { rowCount } = await raw.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(600)'`,
      );
      assert.equal(rowCount, 1);
    });
    const { failure } = await rehearsal;
    assert.equal(failure?.kept, 'nothing');
    assert.deepEqual(await dump(raw), was);
  });

  it('refuses a plan with its reasons, and does nothing where there is nothing', async () => {
    assert.deepEqual((await rehearsed()).steps, []);
    shop.add(2, 'COMMIT;');
    const { plan, steps } = await rehearsed();
    assert.deepEqual(steps, []);
    assert.ok(plan.problems.some(({ code }) => code === 'transaction-control'));
    shop.add(2, 'SELECT 1;');
    await assert.rejects(shop.rehearse({ on: 'copy' }), (error) => {
      return error instanceof StrataError && error.code === 'refused';
    });
  });

  it('is a document that can be read', async () => {
    shop.add(
      2,
      `ALTER TABLE users ADD COLUMN a float DEFAULT random();\nCREATE INDEX ON carts (owner);`,
    );
    shop.add(3, 'UPDATE users SET a = 1 WHERE id <= 7;');
    const text = rehearsalText({
      result: await rehearsed(),
      where: 'shop (development)',
      address: 'postgres://localhost/shop (DATABASE_URL)',
    });
    const shape = text
      .replaceAll(/(?:< )?[\d.]+ (?:ms|s)\b/g, 'T')
      .replaceAll(/[\d.]+ kB/g, 'SIZE')
      .replaceAll(/─+/g, '───');
    assert.equal(shape, EXPECTED);
  });
});

/** `RowExclusiveLock` is ROW EXCLUSIVE. */
function inSql(lock: string): string {
  return lock
    .replace(/Lock$/, '')
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/ (.*)/, (mode) => mode.toUpperCase());
}

const EXPECTED = `-- Rehearsal for shop (development): 2 migrations go through.
--
-- Target: postgres://localhost/shop (DATABASE_URL)
-- Took:   T
-- Kept:   nothing: it was taken back, and the history is as it was
--
-- While this is applied:
-- • nobody can read or write users for T (SIZE, about 1,000 rows)
-- • nobody can write to carts for T (SIZE, about 10 rows)
--
-- Not taken back:
-- • room that written rows took in users, until the next VACUUM

-- ───
-- 1 of 2: apply step 2 (2) · T
-- migrations/2_step_2.sql
-- ───

ALTER TABLE users ADD COLUMN a float DEFAULT random();
--   T
--   ACCESS EXCLUSIVE on users: nobody can read or write it until the end
--   writes users anew (SIZE, about 1,000 rows)
--   reads through users: 2,000 rows

CREATE INDEX ON carts (owner);
--   T
--   SHARE on carts: nobody can write to it until the end; reading goes on
--   reads through carts: 10 rows


-- ───
-- 2 of 2: apply step 3 (3) · T
-- migrations/3_step_3.sql
-- Still held from before: ACCESS EXCLUSIVE on users, SHARE on carts. Whether this one takes the same is not seen.
-- ───

UPDATE users SET a = 1 WHERE id <= 7;
--   T · 7 rows
`;
