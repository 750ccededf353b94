import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { Client } from 'pg';
import type { Connection, ScriptFailure } from '../../../src/databases/database.ts';
import { postgres } from '../../support/postgres.ts';
import { failureOf, textAt } from '../contract.ts';
import { connect, withPart } from './connect.ts';

const statement = (sql: string) => ({ sql, values: [] });
const recordOf = (version: number) => [
  statement(`INSERT INTO public.history VALUES (${String(version)})`),
];

describe('scripts on PostgreSQL', () => {
  let url: string;
  let raw: Client;
  let connection: Connection;
  const opened: Connection[] = [];

  const open = async (address = url) => {
    const another = await connect(address);
    opened.push(another);
    return another;
  };

  beforeEach(async () => {
    url = (await (await postgres()).createDatabase()).url;
    raw = new Client({ connectionString: url });
    await raw.connect();
    await raw.query('CREATE TABLE history (version int PRIMARY KEY)');
    connection = await open();
  });

  afterEach(async () => {
    for (const each of opened.splice(0)) await each.close();
    await raw.end();
  });

  const column = async (sql: string) =>
    (await raw.query<Record<string, unknown>>(sql)).rows.map((row) => Object.values(row)[0]);
  const history = () => column('SELECT version FROM history ORDER BY version');
  const apply = (script: string, version = 1) =>
    connection.run({ transactional: true, script, record: recordOf(version) });
  const applyPieces = (script: string) =>
    connection.run({
      transactional: false,
      from: 0,
      advance: { sql: 'SELECT $1::bigint, $2::boolean', values: [] },
      script,
      intent: recordOf(1),
      record: recordOf(2),
      withdraw: [statement('DELETE FROM public.history WHERE version = 1')],
    });

  describe('what the server tells of a failure', () => {
    it('is its code, detail and hint', async () => {
      const script = `CREATE TABLE t (x int UNIQUE);
        INSERT INTO t VALUES (1);
        DO $$ BEGIN RAISE 'no %', 'way' USING DETAIL = 'why', HINT = 'how', ERRCODE = 'P1234'; END $$`;
      const failure = await failureOf(apply(script));
      assert.deepEqual({ ...failure, statement: textAt(script, failure.statement)?.slice(0, 15) }, {
        message: 'no way',
        code: 'P1234',
        detail: 'why\nPL/pgSQL function inline_code_block line 1 at RAISE',
        hint: 'how',
        statement: 'DO $$ BEGIN RAI',
        position: null,
        completed: 2,
        kept: 'nothing',
      } satisfies Omit<ScriptFailure, 'statement'> & { statement: string });
    });

    it('holds the statement within a function that failed', async () => {
      const script = `CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$
        BEGIN PERFORM nowhere.nothing(1); END $$;
        SELECT f();`;
      const failure = await failureOf(apply(script));
      assert.equal(textAt(script, failure.statement), 'SELECT f()');
      assert.match(failure.detail ?? '', /In the statement: SELECT nowhere\.nothing\(1\)/);
      assert.match(failure.detail ?? '', /PL\/pgSQL function f\(\) line 2 at PERFORM/);
      assert.equal(failure.position, null);
      assert.equal(failure.completed, 1);
    });

    for (const [what, script, at, failing] of [
      [
        'an unknown column',
        '/* 🦉🦉 */ CREATE TABLE t (a int); SELECT a, bb FROM t;',
        'bb',
        'SELECT',
      ],
      ['a syntax error at the end', 'CREATE TABLE t (a int); SELECT (1 + ', '', 'SELECT'],
      [
        'an unknown type',
        'CREATE TABLE t (\r\n  a int,\r\n  "ü🦉" nonsense\r\n);',
        'nonsense',
        'CREATE',
      ],
      ['a byte order mark', '\uFEFFCREATE TABLE t (a int);', '\uFEFF', ''],
    ] as const) {
      it(`points at ${what}`, async () => {
        const failure = await failureOf(apply(script));
        assert.equal(failure.position, at === '' ? script.length : script.indexOf(at));
        assert.match(textAt(script, failure.statement) ?? '', new RegExp(`^\\uFEFF?${failing}`));
        assert.equal(failure.kept, 'nothing');
        assert.deepEqual(await column(`SELECT to_regclass('t')`), [null]);
      });
    }

    it('points into the file also when statements go one by one', async () => {
      const script = '-- no-transaction 🦉\nCREATE TABLE t (a int);\n\nSELECT a, bb FROM t;\n';
      const failure = await failureOf(applyPieces(script));
      assert.equal(failure.position, script.indexOf('bb'));
      assert.equal(textAt(script, failure.statement), 'SELECT a, bb FROM t');
      assert.deepEqual([failure.completed, failure.kept], [1, 'completed']);
    });

    it('comes from the commit, too', async () => {
      const script = `CREATE TABLE t (x int UNIQUE DEFERRABLE INITIALLY DEFERRED);
        INSERT INTO t VALUES (1), (1);`;
      const failure = await failureOf(apply(script));
      assert.equal(failure.code, '23505');
      assert.deepEqual([failure.statement, failure.completed, failure.kept], [null, 2, 'nothing']);
      assert.deepEqual(await history(), []);
    });
  });

  for (const copy of ['COPY t FROM STDIN', 'COPY t FROM STDIN; SELECT 1']) {
    it(`${copy} is refused, and the connection lives`, async () => {
      const failure = await failureOf(apply(`CREATE TABLE t (x int); ${copy};`));
      assert.match(failure.message, /a migration has no rows to send/);
      await apply('CREATE TABLE t (x int)');
      assert.deepEqual(await history(), [1]);
    });
  }

  it('a NUL in the script fails before anything is applied', async () => {
    const failure = await failureOf(apply('CREATE TABLE t (x int);\0 DROP TABLE history'));
    assert.equal(failure.kept, 'nothing');
    assert.deepEqual(await column(`SELECT to_regclass('t')`), [null]);
    await apply('CREATE TABLE t (x int)');
  });

  it('COPY TO STDOUT, many rows and notices are passed over', async () => {
    await apply(`
      SELECT n, repeat('x', 100) FROM generate_series(1, 50000) n;
      COPY (SELECT n FROM generate_series(1, 1000) n) TO STDOUT;
      DO $$ BEGIN RAISE NOTICE 'hello'; END $$;
      CREATE TABLE t (x int);`);
    assert.deepEqual(await history(), [1]);
  });

  describe('what a script sets', () => {
    const settings = [
      `SET search_path TO ''`,
      `SELECT pg_catalog.set_config('search_path', '', false)`,
      `SET TimeZone = 'Asia/Tokyo'; SET DateStyle = 'German'`,
      `SET statement_timeout = 200; SET lock_timeout = 200`,
      'CREATE ROLE r_NAME; SET ROLE r_NAME',
      'CREATE ROLE r_NAME; SET SESSION AUTHORIZATION r_NAME',
      'SET default_transaction_read_only = on',
      `SET application_name = 'other'`,
    ];
    const state = () =>
      connection.query(
        statement(`SELECT current_user AS user, session_user AS session, now()::text ~ '\\+00$' AS iso,
          current_setting('search_path') AS path, current_setting('statement_timeout') AS patience,
          current_setting('lock_timeout') AS lock_patience, current_setting('application_name') AS name,
          current_setting('default_transaction_read_only') AS readonly`),
      );

    for (const template of settings) {
      it(`reaches neither the record nor what follows: ${template}`, async () => {
        const script = template.replaceAll('NAME', new URL(url).pathname.slice(1));
        const before = await state();
        await connection.lock({ kind: 'advisory', key: 5n }, { timeout: 0 });

        await apply(script, 1);
        assert.deepEqual(await state(), before);
        await failureOf(apply(`${script.replace(/CREATE ROLE \w+;/, '')}; SELECT 1/0`, 2));
        assert.deepEqual(await state(), before);
        await failureOf(apply(`${script.replace(/CREATE ROLE \w+;/, '')}; COMMIT`, 3));
        assert.deepEqual(await state(), before);
        await applyPiecesAs(4, script.replace(/CREATE ROLE \w+;/, ''));
        assert.deepEqual(await state(), before);

        assert.deepEqual(await history(), [1, 4, 5]);
        assert.deepEqual(await column('SELECT pg_try_advisory_lock(5)'), [false]);
      });
    }

    const applyPiecesAs = (version: number, script: string) =>
      connection.run({
        transactional: false,
        from: 0,
        advance: { sql: 'SELECT $1::bigint, $2::boolean', values: [] },
        script,
        intent: recordOf(version),
        record: recordOf(version + 1),
        withdraw: [],
      });

    it('is not the history’s table, nor hides it', async () => {
      await apply('CREATE TEMPORARY TABLE history (version int)', 1);
      await apply('SELECT 1', 2);
      assert.deepEqual(await history(), [1, 2]);
      const { table, columns } = await connection.locate({ schema: null, name: 'history' });
      assert.deepEqual([table.schema, columns?.length], ['public', 1]);
    });

    it('is the role again that this one begins as', async () => {
      const [owner, ann] = ['owner', 'ann'].map((name) => `${name}_${connection.server.database}`);
      await raw.query(`CREATE ROLE ${owner}; CREATE ROLE ${ann} LOGIN PASSWORD 'ann' IN ROLE ${owner};
        ALTER ROLE ${ann} SET role = ${owner};
        GRANT CREATE ON SCHEMA public TO ${owner}; GRANT ALL ON history TO ${owner}`);
      const own = await open(withPart(withPart(url, 'username', ann ?? ''), 'password', 'ann'));
      const create = (name: string) => `CREATE TABLE ${name} (); SET ROLE NONE`;
      await own.run({ transactional: true, script: create('a'), record: recordOf(1) });
      await own.run({ transactional: true, script: create('b'), record: recordOf(2) });
      assert.deepEqual(
        await column(`SELECT DISTINCT pg_get_userbyid(relowner) FROM pg_class
          WHERE relname IN ('a', 'b')`),
        [owner],
      );
    });

    it('may be all that pg_dump prints', async () => {
      await apply(
        `SET statement_timeout = 0; SET lock_timeout = 0; SET client_encoding = 'LATIN1';
        SET standard_conforming_strings = on; SET row_security = off;
        SELECT pg_catalog.set_config('search_path', '', false);
        CREATE TABLE public.dumped (x text); INSERT INTO public.dumped VALUES ('ü');`,
        1,
      );
      await apply(`CREATE TABLE named (); INSERT INTO public.dumped VALUES ('ü')`, 2);
      assert.deepEqual(await column(`SELECT to_regclass('public.named')::text`), ['named']);
      assert.deepEqual(await history(), [1, 2]);
    });

    it('holds from one statement to the next', async () => {
      await apply('CREATE SCHEMA s; SET search_path TO s; CREATE TABLE here ();');
      await connection.run({
        transactional: false,
        from: 0,
        advance: { sql: 'SELECT $1::bigint, $2::boolean', values: [] },
        script: 'SET search_path TO s; CREATE TABLE there ();',
        intent: [],
        record: recordOf(2),
        withdraw: [],
      });
      assert.deepEqual(
        await column(
          `SELECT relname FROM pg_class WHERE relnamespace = 's'::regnamespace ORDER BY 1`,
        ),
        ['here', 'there'],
      );
    });

    it('does not undo the address’s own options', async () => {
      await raw.query('CREATE SCHEMA tenant; CREATE SCHEMA other');
      const own = await open(`${url}?options[search_path]=tenant`);
      await own.run({ transactional: true, script: 'SET search_path TO other', record: [] });
      await own.run({ transactional: true, script: 'CREATE TABLE mine ()', record: [] });
      assert.deepEqual((await own.locate({ schema: null, name: 'mine' })).columns, []);
      assert.deepEqual(await column(`SELECT to_regclass('tenant.mine')::text`), ['tenant.mine']);
    });
  });

  for (const [what, script] of [
    ['lets go of all advisory locks', 'CREATE TABLE a (); SELECT pg_advisory_unlock_all()'],
    ['lets go of ours', 'CREATE TABLE a (); SELECT pg_advisory_unlock(5)'],
  ] as const) {
    it(`a script that ${what} fails whole, since others may be at work by now`, async () => {
      await connection.lock({ kind: 'advisory', key: 5n }, { timeout: 0 });
      const failure = await failureOf(apply(script));
      assert.match(failure.message, /lets go of the lock/);
      assert.deepEqual([failure.kept, failure.completed], ['nothing', 2]);
      assert.deepEqual(await history(), []);
      assert.deepEqual(await column(`SELECT to_regclass('a')`), [null]);
    });
  }

  describe('a script that ends its transaction itself', () => {
    it('is told where, and that something may be kept', async () => {
      const script = 'CREATE TABLE a ();\nCOMMIT;\nCREATE TABLE b ();';
      const failure = await failureOf(apply(script));
      assert.match(failure.message, /itself ends the transaction/);
      assert.equal(textAt(script, failure.statement), 'COMMIT');
      assert.equal(failure.kept, 'unknown');
      assert.deepEqual(await column(`SELECT to_regclass('a')::text`), ['a']);
    });

    it('and then fails, keeps what is not known', async () => {
      const script = 'CREATE TABLE a (); COMMIT; CREATE TABLE b (); SELECT 1/0;';
      const failure = await failureOf(apply(script));
      assert.equal(textAt(script, failure.statement), 'SELECT 1/0');
      assert.deepEqual([failure.code, failure.kept, failure.completed], ['22012', 'unknown', 3]);
    });

    it('may use savepoints', async () => {
      await apply('SAVEPOINT a; CREATE TABLE gone (); ROLLBACK TO a; CREATE TABLE t ();');
      assert.deepEqual(await history(), [1]);
      assert.deepEqual(await column(`SELECT to_regclass('gone')`), [null]);
      const script = 'SAVEPOINT a; ROLLBACK TO a; SELECT 1/0';
      assert.equal((await failureOf(apply(script, 2))).kept, 'nothing');
    });

    it('may RESET ALL', async () => {
      await apply('RESET ALL; CREATE TABLE t ();');
      assert.deepEqual(await history(), [1]);
    });
  });

  describe('without a transaction', () => {
    it('builds indexes concurrently, several in one file', async () => {
      await connection.lock({ kind: 'advisory', key: 5n }, { timeout: 0 });
      const other = await open();
      const waiting = other.lock({ kind: 'advisory', key: 5n }, { timeout: 60_000 });
      await applyPieces(`CREATE TABLE t (x int);
        CREATE INDEX CONCURRENTLY i ON t (x);
        CREATE INDEX CONCURRENTLY j ON t (x);`);
      assert.deepEqual(await history(), [1, 2]);
      await connection.close();
      await waiting;
    });

    it('may hold a transaction of its own', async () => {
      await applyPieces('BEGIN; CREATE TABLE t (x int); INSERT INTO t VALUES (1); COMMIT;');
      assert.deepEqual(await column('SELECT x FROM t'), [1]);
      assert.deepEqual(await history(), [1, 2]);
    });

    it('must end a transaction that it begins', async () => {
      const failure = await failureOf(applyPieces('CREATE TABLE a (); BEGIN; CREATE TABLE b ();'));
      assert.match(failure.message, /begins a transaction and does not end it/);
      assert.deepEqual([failure.completed, failure.kept], [1, 'completed']);
      assert.deepEqual(await history(), [1]);
      assert.deepEqual(await column(`SELECT to_regclass('b')`), [null]);
    });

    it('that fails in a transaction of its own keeps nothing of that', async () => {
      const failure = await failureOf(applyPieces('BEGIN; CREATE TABLE a (); SELECT 1/0; COMMIT;'));
      assert.deepEqual([failure.completed, failure.kept], [0, 'nothing']);
      assert.deepEqual(await history(), []);
      assert.deepEqual(await column(`SELECT to_regclass('a')`), [null]);
    });

    it('writes its progress down as who we are, whatever role the script takes', async () => {
      const role = `p3_${randomBytes(4).toString('hex')}`;
      await raw.query(`CREATE ROLE ${role}; GRANT CREATE ON SCHEMA public TO ${role}`);
      await raw.query('CREATE TABLE progress (completed bigint, in_doubt boolean)');
      await raw.query('INSERT INTO progress VALUES (0, false)');
      try {
        await connection.run({
          transactional: false,
          from: 0,
          script: `SET ROLE ${role}; CREATE TABLE a (); VACUUM a; CREATE TABLE b ();
            BEGIN; CREATE TABLE c (); COMMIT; SET SESSION AUTHORIZATION ${role}; CREATE TABLE d ();`,
          advance: statement('UPDATE public.progress SET completed = $1, in_doubt = $2'),
          intent: recordOf(1),
          record: recordOf(2),
          withdraw: [],
        });
        assert.deepEqual(await column('SELECT completed FROM progress'), ['9']);
        assert.deepEqual(
          await column(`SELECT DISTINCT tableowner::text FROM pg_tables
            WHERE tablename IN ('a', 'b', 'c', 'd')`),
          [role],
        );
      } finally {
        await raw.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
      }
    });

    it('that commits in between of itself is not taken for undone when it fails', async () => {
      await raw.query(`CREATE TABLE t (x int);
        CREATE PROCEDURE p() LANGUAGE plpgsql AS
          $$ BEGIN INSERT INTO t VALUES (1); COMMIT; RAISE 'half'; END $$`);
      const failure = await failureOf(applyPieces('CALL p()'));
      assert.deepEqual([failure.message, failure.kept], ['half', 'unknown']);
      assert.deepEqual(await column('SELECT x FROM t'), [1]);
      assert.deepEqual(await history(), [1]);
    });

    for (const lone of [
      'VACUUM',
      'ALTER SYSTEM RESET work_mem',
      'REINDEX DATABASE',
      'CREATE DATABASE lone; DROP DATABASE lone',
      'REINDEX TABLE CONCURRENTLY history',
      'COMMIT',
      'DO $$ BEGIN CREATE TABLE c (); COMMIT; END $$',
    ]) {
      it(`goes on after ${lone}`, async () => {
        await applyPieces(`CREATE TABLE a (); ${lone}; CREATE TABLE b ();`);
        assert.deepEqual(await history(), [1, 2]);
        assert.deepEqual(await column(`SELECT to_regclass('b')::text`), ['b']);
      });
    }
  });
});
