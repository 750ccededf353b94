import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Engine } from '../../src/core/engine.ts';
import { BrokenPrefix } from '../../src/databases/broken-prefix.ts';
import type { ScriptFailure } from '../../src/databases/database.ts';
import type { Shadow, ShadowScript, ShadowSettings } from '../../src/databases/shadow.ts';
import { isStrataError, statement } from './contract.ts';

/** Of a tool that writes nothing down. */
export const noBookkeeping: ShadowSettings = {
  ...{ foreignKeys: true, fixedTimes: true, own: [], record: [], ownTables: [] },
  advance: () => statement('SELECT $1, $2'),
};

/** One kind of shadow, as the contract is to be tried on it. */
export interface ShadowFactory {
  readonly engine: Engine;
  open(): Promise<Shadow>;
  /** Ends what all its open shadows live in, behind their backs. */
  kill(): Promise<void>;
  /** What there is of its shadows outside of our memory: processes, databases; by name. */
  remains(): Promise<readonly string[]>;
}

/** What every `Shadow` must do, whatever the engine. */
export function shadowContract(name: string, factory: ShadowFactory): void {
  const isSqlite = factory.engine === 'sqlite';
  const endless = isSqlite
    ? 'WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n'
    : 'SELECT pg_sleep(600)';
  const beyond = isSqlite ? "ATTACH '/nowhere/elsewhere.db' AS elsewhere" : 'CREATE ROLE elsewhere';
  const follows = isSqlite
    ? 'CREATE TABLE elsewhere.t (x integer)'
    : 'GRANT SELECT ON t1 TO elsewhere';

  const first = table(1);
  const prefix = [first, table(2), table(3)];

  describe(`the contract of a shadow: ${name}`, () => {
    let shadow: Shadow;

    before(async () => {
      shadow = await factory.open();
    });
    after(async () => {
      await shadow.close();
    });

    const failureOf = async (sql: string, transactional = true): Promise<ScriptFailure | null> =>
      (await shadow.attempt(script(sql, transactional))).failure;
    const passes = async (sql: string): Promise<void> => {
      assert.equal(await failureOf(sql), null);
    };
    const failsAt = async (sql: string, transactional = true): Promise<ScriptFailure> => {
      const failure = await failureOf(sql, transactional);
      assert.ok(failure, `this went through: ${sql.slice(0, 200)}`);
      return failure;
    };
    const textAt = (sql: string, { statement }: ScriptFailure): string =>
      sql.slice(statement?.start, statement?.end);

    it('says what it is', () => {
      assert.equal(shadow.engine, factory.engine);
      assert.match(shadow.about.version, /^\d+\.\d+/);
      assert.notEqual(shadow.about.place, '');
    });

    it('goes to any prefix, up and back', async () => {
      for (const upTo of [3, 1, 0, 2, 3]) {
        assert.deepEqual(await shadow.goTo(prefix.slice(0, upTo)), { leftOut: [] });
        for (const at of [1, 2, 3]) {
          const failure = await failureOf(`INSERT INTO t${at} VALUES (2)`);
          assert.equal(failure === null, at <= upTo, `t${at} after ${upTo}`);
        }
        const { objects } = await shadow.schema();
        const tables = objects.filter(({ kind }) => kind === 'table').map((each) => each.name);
        assert.deepEqual(tables.sort(), ['t1', 't2', 't3'].slice(0, upTo));
      }
    });

    it('sees an edit in the middle', async () => {
      await shadow.goTo(prefix);
      const edited = { ...table(2), sql: 'CREATE TABLE other (x integer)' };
      await shadow.goTo(prefix.with(1, edited));
      await passes('INSERT INTO other VALUES (1); INSERT INTO t3 VALUES (2)');
      await failsAt('INSERT INTO t2 VALUES (2)');
      await shadow.goTo(prefix);
      await passes('INSERT INTO t2 VALUES (2)');
    });

    it('names the script that breaks the prefix, each time, and works without it', async () => {
      const broken = {
        ...script('CREATE TABLE a (x integer); INSERT INTO b VALUES (1)'),
        version: '7',
      };
      for (const scripts of [
        [first, broken, table(2)],
        [first, broken],
      ]) {
        await assert.rejects(shadow.goTo(scripts), (error) => {
          assert.ok(error instanceof BrokenPrefix);
          assert.equal(error.version, '7');
          assert.equal(textAt(broken.sql, error.failure), 'INSERT INTO b VALUES (1)');
          assert.equal(error.failure.completed, 1);
          return true;
        });
      }
      await shadow.goTo([first, table(2)]);
      await passes('CREATE TABLE a (x integer); INSERT INTO t2 VALUES (2)');
    });

    it('says where a script fails, and after how many statements', async () => {
      await shadow.goTo([first]);
      const sql = '-- é\nINSERT INTO t1 VALUES (2);\nINSERT INTO t1 VALUES (1);\nSELECT 1;';
      for (const transactional of [true, false]) {
        const failure = await failsAt(sql, transactional);
        assert.equal(textAt(sql, failure), 'INSERT INTO t1 VALUES (1)');
        assert.equal(failure.completed, 1);
        assert.equal(failure.code, isSqlite ? 'SQLITE_CONSTRAINT_PRIMARYKEY' : '23505');
      }
    });

    it('leaves no trace of an attempt, whatever it was', async () => {
      await shadow.goTo([first]);
      const before = await shadow.schema();
      assert.ok(before.objects.some((object) => object.name === 't1'));
      const work = 'CREATE TABLE trace (x integer); INSERT INTO t1 VALUES (2); DROP TABLE t1;';
      for (const sql of [work, `${work} SELECT nothing;`, `${work} COMMIT;`, `COMMIT; ${work}`]) {
        for (const transactional of [true, false]) await failureOf(sql, transactional);
        await passes('CREATE TABLE trace (x integer); INSERT INTO t1 VALUES (2);');
      }
      assert.deepEqual(await shadow.schema(), before);
    });

    it('gives a script that ends its transaction the same verdict every time', async () => {
      await shadow.goTo([first]);
      for (const word of ['COMMIT', 'ROLLBACK']) {
        const sql = `CREATE TABLE a (x integer); ${word}; CREATE TABLE b (x integer);`;
        const failure = await failsAt(sql);
        assert.equal(textAt(sql, failure), word);
        assert.deepEqual(await failsAt(sql), failure);
      }
    });

    it('carries out what needs no transaction, only without one', async () => {
      await shadow.goTo([first]);
      assert.equal(await failureOf('INSERT INTO t1 VALUES (2); VACUUM', false), null);
      const failure = await failsAt('INSERT INTO t1 VALUES (2); VACUUM');
      assert.equal(failure.completed, 1);
      assert.deepEqual(await shadow.goTo([first, script('VACUUM', false), table(2)]), {
        leftOut: [],
      });
      await passes('INSERT INTO t2 VALUES (2)');
    });

    it('tells the schema that a script leads to', async () => {
      await shadow.goTo([first]);
      const made = 'CREATE TABLE made (x integer)';
      const { schema } = await shadow.attempt(script(made), { schema: true });
      const tables = schema?.objects
        .filter(({ kind }) => kind === 'table')
        .map((each) => each.name);
      assert.deepEqual(tables?.sort(), ['made', 't1']);
      const failed = await shadow.attempt(script(`${made}; SELECT nothing`), { schema: true });
      assert.equal(failed.schema, null);
    });

    it('leaves out what reaches beyond the database, and what needs it', async () => {
      await shadow.goTo([first]);
      const sql = `CREATE TABLE a (x integer); ${beyond}; ${follows}; INSERT INTO a VALUES (1);`;
      const { failure, leftOut } = await shadow.attempt(script(sql));
      assert.equal(failure, null);
      assert.deepEqual(
        leftOut.map(({ statement }) => sql.slice(statement.start, statement.end)),
        [beyond, follows],
      );
      const { leftOut: before } = await shadow.goTo([first, script(beyond)]);
      assert.deepEqual(
        before.map(({ version }) => version),
        ['1000'],
      );
      const after = await shadow.attempt(script(follows));
      assert.equal(after.failure, null);
      assert.equal(after.leftOut.length, 1);
    });

    it('reads scripts of every shape', async () => {
      await shadow.goTo([first]);
      const value = 'x'.repeat(5_000_000);
      await passes(`CREATE TABLE large (x text); INSERT INTO large VALUES ('${value}');`);
      const many = Array.from({ length: 5000 }, (_, at) => at + 2)
        .map((id) => `INSERT INTO t1 VALUES (${id}); DELETE FROM t1 WHERE id = ${id};`)
        .join('');
      await passes(many);
      assert.equal((await failsAt(`${many} INSERT INTO t1 VALUES (1);`)).completed, 10_000);

      await passes('');
      await passes('-- nothing\n;;');
      const withMark = await failureOf('\uFEFFINSERT INTO t1 VALUES (2);');
      assert.equal(withMark === null, isSqlite);

      const open = "INSERT INTO t1 VALUES (2); SELECT 'open; SELECT 1;";
      assert.equal(textAt(open, await failsAt(open)), "SELECT 'open; SELECT 1;");
    });

    it('ends a statement that never does, and goes on', async () => {
      await shadow.goTo([first]);
      const sql = `INSERT INTO t1 VALUES (2); ${endless};`;
      const { failure } = await shadow.attempt(script(sql), { timeout: 300 });
      assert.ok(failure);
      assert.equal(textAt(sql, failure), endless);
      assert.equal(failure.completed, 1);
      await passes('INSERT INTO t1 VALUES (2)');

      const stuck = { ...script(endless), version: '9' };
      await assert.rejects(shadow.goTo([first, stuck], { timeout: 300 }), (error) => {
        assert.ok(error instanceof BrokenPrefix);
        assert.equal(error.version, '9');
        assert.equal(textAt(endless, error.failure), endless);
        return true;
      });
      await shadow.goTo([first]);
      await passes('INSERT INTO t1 VALUES (2)');
    });

    it('can be called off, and goes on', async () => {
      await shadow.goTo([first]);
      const calls: ((signal: AbortSignal) => Promise<unknown>)[] = [
        (signal) => shadow.attempt(script(endless), { signal }),
        (signal) => shadow.goTo([first, script(endless)], { signal }),
      ];
      for (const call of calls) {
        const abort = new AbortController();
        const called = call(abort.signal);
        setTimeout(() => {
          abort.abort();
        }, 50);
        await assert.rejects(called, isStrataError('cancelled'));
        await assert.rejects(call(abort.signal), isStrataError('cancelled'));
        await shadow.goTo([first]);
        await passes('INSERT INTO t1 VALUES (2)');
      }
    });

    it('is made anew when it was ended from outside', async () => {
      await shadow.goTo([first, table(2)]);
      await factory.kill();
      await passes('INSERT INTO t2 VALUES (2)');
      await factory.kill();
      await shadow.goTo([first, table(2), table(3)]);
      await passes('INSERT INTO t3 VALUES (2)');
    });

    it('leaves nothing behind when it is closed', async () => {
      const known = await factory.remains();
      const another = await factory.open();
      await another.goTo(prefix);
      assert.notDeepEqual(await factory.remains(), known);
      await another.attempt(script(endless), { timeout: 100 });
      await another.close();
      assert.deepEqual(await factory.remains(), known);

      const busy = await factory.open();
      const attempt = busy.attempt(script(endless));
      await Promise.all([assert.rejects(attempt), busy.close()]);
      assert.deepEqual(await factory.remains(), known);
    });
  });
}

/** The one that is being written, unless it is said otherwise. */
function script(sql: string, transactional = true): ShadowScript {
  return { version: '1000', sql, transactional };
}

function table(at: number): ShadowScript {
  const sql = `CREATE TABLE t${at} (id integer PRIMARY KEY); INSERT INTO t${at} VALUES (1);`;
  return { version: String(at), sql, transactional: true };
}
