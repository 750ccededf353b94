import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { Engine, Guard, Unit } from '../../src/core/engine.ts';
import { StrataError, type ErrorCode } from '../../src/core/errors.ts';
import { quoteTable, type Row, type SqlValue, type Statement } from '../../src/core/statement.ts';
import { ScriptError, type Connection, type ConnectOptions } from '../../src/databases/database.ts';

/** One engine with one driver, as the contract is to be tried on it. */
export interface Factory {
  readonly engine: Engine;
  /** Two connections exclude each other by an advisory lock; without, `lock` is refused. */
  readonly advisoryLocks: boolean;
  /** A statement that takes about 20 s, where a running one can be stopped; else null. */
  readonly slowStatement: string | null;
  create(): Promise<Subject>;
}

/** A fresh, empty database and two ways to it: ours, and a raw driver independent of ours. */
export interface Subject {
  /** `write`, foreign keys on, unless said otherwise. */
  connect(options?: Partial<ConnectOptions>): Promise<Connection>;
  /** Rows as a raw driver on a connection of its own returns them, never through our code. */
  look(sql: string): Promise<readonly Row[]>;
  dispose(): Promise<void>;
}

/** What every `Connection` must do, whatever the engine and the driver. */
export function contract(name: string, factory: Factory): void {
  describe(`the contract of a connection: ${name}`, () => {
    let subject: Subject;
    let connection: Connection;
    const opened: Connection[] = [];

    const connect = async (options?: Partial<ConnectOptions>): Promise<Connection> => {
      const another = await subject.connect(options);
      opened.push(another);
      return another;
    };

    beforeEach(async () => {
      subject = await factory.create();
      connection = await connect();
    });

    afterEach(async () => {
      for (const each of opened.splice(0)) await each.close();
      await subject.dispose();
    });

    const column = async (sql: string): Promise<unknown[]> =>
      (await subject.look(sql)).map((row) => Object.values(row)[0]).map(asText);
    const history = () => column('SELECT version FROM history ORDER BY version');
    const tableExists = async (table: string): Promise<boolean> => {
      const catalogue = factory.engine === 'sqlite' ? 'sqlite_schema' : 'pg_class';
      const nameColumn = factory.engine === 'sqlite' ? 'name' : 'relname';
      const rows = await subject.look(
        `SELECT 1 FROM ${catalogue} WHERE ${nameColumn} = '${table}'`,
      );
      return rows.length > 0;
    };
    const withHistory = () =>
      connection.execute([statement('CREATE TABLE history (version bigint PRIMARY KEY)')]);
    const recordOf = (version: bigint): Statement[] => [
      statement('INSERT INTO history (version) VALUES ($1)', version),
    ];
    const withdrawalOf = (version: bigint): Statement[] => [
      statement('DELETE FROM history WHERE version = $1', version),
    ];
    const apply = (script: string, signal?: AbortSignal) =>
      connection.run(
        { transactional: true, script, record: recordOf(1n) },
        signal ? { signal } : {},
      );
    /** As the runner has it: a table that says how far a script without a transaction is. */
    const withProgress = () =>
      connection.execute([
        statement('CREATE TABLE progress (id bigint, completed bigint, in_doubt boolean)'),
      ]);
    const applyWithout = (
      script: string,
      changes: {
        from?: number;
        inDoubt?: boolean;
        guard?: Guard;
      } = {},
    ) =>
      connection.run({
        transactional: false,
        from: 0,
        script,
        intent: [
          ...recordOf(1n),
          statement(
            'INSERT INTO progress VALUES ($1, $2, $3)',
            7n,
            BigInt(changes.from ?? 0),
            changes.inDoubt ?? false,
          ),
        ],
        advance: statement('UPDATE progress SET completed = $2, in_doubt = $3 WHERE id = $1', 7n),
        record: [...recordOf(2n), statement('DELETE FROM progress WHERE id = $1', 7n)],
        withdraw: [...withdrawalOf(1n), statement('DELETE FROM progress WHERE id = $1', 7n)],
        ...changes,
      });
    /** Such as `1` or, where the next statement is in doubt, `1?`; none where nothing is unfinished. */
    const progress = async () =>
      column(`SELECT CAST(completed AS text) || CASE WHEN in_doubt THEN '?' ELSE '' END
        FROM progress`);

    it('says what it is connected to', () => {
      assert.equal(connection.engine, factory.engine);
      assert.notEqual(connection.server.database, '');
      assert.match(connection.server.version, /^\d+\.\d+/);
      // A SQLite file is made by the first that is written.
      assert.equal(connection.server.exists, factory.engine === 'postgres');
    });

    describe('locate', () => {
      it('says where a table would be made that is not there', async () => {
        const { table, columns } = await connection.locate({ schema: null, name: 'history' });
        assert.equal(columns, null);
        assert.equal(table.name, 'history');
        await connection.execute([statement(`CREATE TABLE ${quoteTable(table)} (version bigint)`)]);
        assert.ok(await tableExists('history'));
      });

      it('finds a table with its columns, in their order', async () => {
        await connection.execute([
          statement('CREATE TABLE "odd ""name" (b bigint PRIMARY KEY, a text NOT NULL)'),
        ]);
        const { table, columns } = await connection.locate({ schema: null, name: 'odd "name' });
        assert.deepEqual(
          columns?.map((each) => [each.name, each.type.toLowerCase()]),
          [
            ['b', 'bigint'],
            ['a', 'text'],
          ],
        );
        assert.deepEqual(
          await connection.query(statement(`SELECT * FROM ${quoteTable(table)}`)),
          [],
        );
      });

      it('treats a name as a name, whatever it holds', async () => {
        await withHistory();
        const { columns } = await connection.locate({
          schema: null,
          name: `x'); DROP TABLE history; --`,
        });
        assert.equal(columns, null);
        assert.ok(await tableExists('history'));
      });
    });

    describe('query and execute', () => {
      it('carry every kind of value there and back', async () => {
        const blob = factory.engine === 'sqlite' ? 'blob' : 'bytea';
        const bytes = new Uint8Array([0, 1, 127, 128, 255]);
        await connection.execute([
          statement(`CREATE TABLE kept (id bigint, big bigint, words text, real_ double precision,
            bytes ${blob}, none text)`),
          statement(
            'INSERT INTO kept VALUES ($1, $2, $3, $4, $5, $6)',
            ...[1n, 9_223_372_036_854_775_807n, `a 'b' "c" $1 ü 🦉\r\n;`, 1.5, bytes, null],
          ),
          statement('INSERT INTO kept (id, big) VALUES ($1, $2)', 2n, -9_223_372_036_854_775_808n),
        ]);
        const [first, second] = await connection.query(
          statement('SELECT id, big, words, real_, bytes, none FROM kept ORDER BY id'),
        );
        assert.ok(first?.bytes instanceof Uint8Array);
        assert.deepEqual(
          { ...first, bytes: [...first.bytes] },
          {
            id: 1n,
            big: 9_223_372_036_854_775_807n,
            words: `a 'b' "c" $1 ü 🦉\r\n;`,
            real_: 1.5,
            bytes: [...bytes],
            none: null,
          },
        );
        assert.equal(second?.big, -9_223_372_036_854_775_808n);
        const hex = factory.engine === 'sqlite' ? 'hex(bytes)' : `encode(bytes, 'hex')`;
        assert.deepEqual(
          (await column(`SELECT ${hex} FROM kept WHERE id = 1`)).map((text) =>
            String(text).toLowerCase(),
          ),
          ['00017f80ff'],
        );
        assert.deepEqual(await column('SELECT CAST(big AS text) FROM kept ORDER BY id'), [
          '9223372036854775807',
          '-9223372036854775808',
        ]);
      });

      it('carry a boolean', async () => {
        await connection.execute([
          statement('CREATE TABLE flags (flag boolean)'),
          statement('INSERT INTO flags VALUES ($1)', true),
          statement('INSERT INTO flags VALUES ($1)', false),
        ]);
        assert.deepEqual(await column('SELECT count(*) FROM flags WHERE flag'), ['1']);
        assert.deepEqual(await column('SELECT count(*) FROM flags WHERE NOT flag'), ['1']);
      });

      it('take parameters by their number, in any order and more than once', async () => {
        const rows = await connection.query(
          statement(
            'SELECT CAST($2 AS text) AS a, CAST($1 AS text) AS b, CAST($2 AS text) AS c',
            'one',
            'two',
          ),
        );
        assert.deepEqual(rows.map(plain), [{ a: 'two', b: 'one', c: 'two' }]);
      });

      it('see a table as it is, also when it has changed since the same was asked', async () => {
        const ask = async () => {
          const rows = await connection.query(statement('SELECT * FROM a WHERE x = $1', 1n));
          return rows.map((row) => Object.entries(row).join());
        };
        await connection.execute([
          statement('CREATE TABLE a (x int)'),
          statement('INSERT INTO a VALUES ($1)', 1n),
        ]);
        assert.deepEqual(await ask(), ['x,1']);
        await connection.execute([statement(`ALTER TABLE a ADD COLUMN y text DEFAULT 'new'`)]);
        assert.deepEqual(await ask(), ['x,1,y,new']);
        await connection.execute([statement('DROP TABLE a')]);
        await assert.rejects(ask());
        await connection.execute([
          statement('CREATE TABLE a (z int, x int)'),
          statement('INSERT INTO a VALUES (2, $1)', 1n),
        ]);
        assert.deepEqual(await ask(), ['z,2,x,1']);
      });

      it('go whole or not at all', async () => {
        await withHistory();
        await assert.rejects(
          connection.execute([...recordOf(1n), ...recordOf(2n), ...recordOf(1n)]),
          isStrataError(),
        );
        assert.deepEqual(await history(), []);
        await connection.execute([]);
        await connection.execute(recordOf(3n));
        assert.deepEqual(await history(), ['3']);
      });

      it('does nothing of it where a guard finds something else than it expects', async () => {
        await withHistory();
        await connection.execute(recordOf(1n));
        const guard = (version: bigint, expects: Guard['expects']): Guard => ({
          lock: [],
          check: statement('SELECT 1 FROM history WHERE version = $1', version),
          expects,
        });
        const guards = [guard(1n, 'row'), guard(2n, 'no row')];
        await connection.execute(recordOf(3n), guards);
        await connection.execute(recordOf(2n));
        await assert.rejects(connection.execute(recordOf(4n), guards), ScriptError);
        assert.deepEqual(await history(), ['1', '2', '3']);
      });

      it('leave the connection usable after an error', async () => {
        await assert.rejects(connection.query(statement('SELECT * FROM nowhere')), isStrataError());
        assert.equal((await connection.query(statement('SELECT 1 AS one'))).length, 1);
      });
    });

    describe('a script in a transaction', () => {
      beforeEach(withHistory);

      it('goes together with its record, and tells the time it took', async () => {
        const elapsed = await apply(`
          CREATE TABLE owner (id int PRIMARY KEY, name text);
          INSERT INTO owner VALUES (1, 'a;b'), (2, 'it''s');
          -- the last one; without a semicolon
          UPDATE owner SET name = 'c' WHERE id = 2 -- really
        `);
        assert.equal(typeof elapsed, 'bigint');
        assert.ok(elapsed > 0n && elapsed < 60_000_000_000n, `${elapsed.toString()} ns`);
        assert.deepEqual(await column('SELECT name FROM owner ORDER BY id'), ['a;b', 'c']);
        assert.deepEqual(await history(), ['1']);
      });

      for (const [what, script] of [
        ['nothing', ''],
        ['blanks', ' \r\n\t\n'],
        ['comments', '-- nothing\n/* here */'],
        ['semicolons', ';;\n;'],
      ] as const) {
        it(`that holds only ${what} is recorded`, async () => {
          await apply(script);
          assert.deepEqual(await history(), ['1']);
        });
      }

      it('may have CRLF line ends', async () => {
        await apply(
          'CREATE TABLE a (\r\n  x text -- why\r\n);\r\nINSERT INTO a\r\nVALUES (1);\r\n',
        );
        assert.deepEqual(await column('SELECT x FROM a'), ['1']);
      });

      it('may hold statements that return rows', async () => {
        await apply(`
          CREATE TABLE a (x int);
          INSERT INTO a VALUES (1), (2), (3) RETURNING x;
          SELECT x FROM a;
        `);
        assert.deepEqual(await column('SELECT count(*) FROM a'), ['3']);
        assert.deepEqual(await history(), ['1']);
      });

      it('that fails leaves nothing, and says which statement it was', async () => {
        const script = `CREATE TABLE a (x int PRIMARY KEY);
          INSERT INTO a VALUES (1);
          INSERT INTO a VALUES (1);
          INSERT INTO a VALUES (2);`;
        const failure = await failureOf(apply(script));
        assert.equal(textAt(script, failure.statement), 'INSERT INTO a VALUES (1)');
        assert.equal(failure.statement?.start, script.lastIndexOf('INSERT INTO a VALUES (1)'));
        assert.equal(failure.completed, 2);
        assert.equal(failure.kept, 'nothing');
        assert.equal(
          failure.code,
          factory.engine === 'sqlite' ? 'SQLITE_CONSTRAINT_PRIMARYKEY' : '23505',
        );
        assert.notEqual(failure.message, '');
        assert.equal(await tableExists('a'), false);
        assert.deepEqual(await history(), []);
      });

      it('with a syntax error leaves nothing, and says where it is', async () => {
        const script = `-- 🦉 = =\nCREATE TABLE a (x int);\nSELECT '=' WHERE 1 = = 2;`;
        const failure = await failureOf(apply(script));
        assert.equal(failure.position, script.lastIndexOf('= 2'));
        assert.equal(textAt(script, failure.statement), `SELECT '=' WHERE 1 = = 2`);
        assert.equal(failure.kept, 'nothing');
        assert.equal(await tableExists('a'), false);
        assert.deepEqual(await history(), []);
      });

      it('can be mended and applied through the same connection', async () => {
        await failureOf(apply('CREATE TABLE a (x int); SELECT nonsense;'));
        await apply('CREATE TABLE a (x int); SELECT 1;');
        assert.ok(await tableExists('a'));
        assert.deepEqual(await history(), ['1']);
      });

      it('leaves nothing when its record fails', async () => {
        await connection.execute(recordOf(1n));
        const failure = await failureOf(apply('CREATE TABLE a (x int);'));
        assert.equal(failure.statement, null);
        assert.equal(failure.position, null);
        assert.equal(failure.kept, 'nothing');
        assert.equal(await tableExists('a'), false);
        assert.deepEqual(await history(), ['1']);
      });

      for (const end of ['COMMIT', 'ROLLBACK', 'COMMIT; BEGIN', 'ROLLBACK; BEGIN']) {
        it(`that ends the transaction by ${end} is never recorded as applied`, async () => {
          await failureOf(apply(`CREATE TABLE a (x int); ${end}; CREATE TABLE b (x int);`));
          assert.deepEqual(await history(), []);
          await connection.execute(recordOf(7n));
          assert.deepEqual(await history(), ['7']);
        });
      }
    });

    describe('a guard', () => {
      const find = (version: bigint) =>
        statement('SELECT 1 FROM history WHERE version = $1', version);
      const guarded = (expects: Guard['expects'], lock: readonly Statement[] = []) =>
        connection.run({
          transactional: true,
          guard: { lock, check: find(1n), expects },
          script: 'CREATE TABLE a (x int)',
          record: recordOf(2n),
        });

      beforeEach(withHistory);

      for (const [expects, rows] of [
        ['no row', []],
        ['row', recordOf(1n)],
      ] as const) {
        it(`that expects ${expects} and finds it lets the migration through`, async () => {
          await connection.execute(rows);
          await guarded(expects);
          assert.ok(await tableExists('a'));
          assert.deepEqual((await history()).at(-1), '2');
        });
      }

      for (const [expects, rows] of [
        ['no row', recordOf(1n)],
        ['row', []],
      ] as const) {
        it(`that expects ${expects} and does not find it keeps everything as it was`, async () => {
          await connection.execute(rows);
          const before = await history();
          const failure = await failureOf(guarded(expects));
          assert.match(failure.message, /somebody else has applied or reverted it meanwhile/);
          assert.deepEqual(
            [failure.kept, failure.completed, failure.statement],
            ['nothing', 0, null],
          );
          assert.equal(await tableExists('a'), false);
          assert.deepEqual(await history(), before);
          // And the connection goes on.
          await connection.execute(recordOf(7n));
        });
      }

      it('carries out its lock before it looks, in the migration’s own transaction', async () => {
        const failure = await failureOf(guarded('no row', recordOf(1n)));
        assert.match(failure.message, /meanwhile/);
        assert.deepEqual(await history(), []);
        await guarded('row', recordOf(1n));
        assert.deepEqual(await history(), ['1', '2']);
      });

      it('whose lock fails keeps nothing', async () => {
        const failure = await failureOf(
          guarded('no row', [statement('INSERT INTO nowhere VALUES (1)')]),
        );
        assert.match(failure.message, /nowhere/);
        assert.deepEqual([failure.kept, failure.statement], ['nothing', null]);
        assert.equal(await tableExists('a'), false);
      });
    });

    describe('a script without a transaction', () => {
      beforeEach(withHistory);
      beforeEach(withProgress);

      it('goes statement by statement between intent and record', async () => {
        const elapsed = await applyWithout(
          'CREATE TABLE a (x int); VACUUM; INSERT INTO a VALUES (1);',
        );
        assert.ok(elapsed > 0n);
        assert.deepEqual(await column('SELECT x FROM a'), ['1']);
        assert.deepEqual(await history(), ['1', '2']);
        assert.deepEqual(await progress(), []);
      });

      it('that holds no statement is recorded', async () => {
        await applyWithout('-- no-transaction\n');
        assert.deepEqual(await history(), ['1', '2']);
        assert.deepEqual(await progress(), []);
      });

      it('has written down at each statement how many are done', async () => {
        const look = 'INSERT INTO seen SELECT completed FROM progress';
        await applyWithout(
          `CREATE TABLE seen (completed bigint); ${look}; VACUUM; ${look};
           BEGIN; ${look}; ${look}; COMMIT; ${look}; BEGIN; ${look}; ROLLBACK; ${look};`,
        );
        assert.deepEqual(await column('SELECT completed FROM seen ORDER BY completed'), [
          ...['1', '3', '4', '4', '8', '12'],
        ]);
      });

      it('is done by the statement or not at all: its advance goes with it', async () => {
        await connection.execute([statement('DROP TABLE progress')]);
        const failure = await failureOf(
          connection.run({
            transactional: false,
            from: 0,
            script: 'CREATE TABLE a (x int); CREATE TABLE b (x int);',
            intent: recordOf(1n),
            advance: statement('UPDATE progress SET completed = $1, in_doubt = $2'),
            record: recordOf(2n),
            withdraw: withdrawalOf(1n),
          }),
        );
        assert.deepEqual([failure.kept, failure.completed], ['nothing', 0]);
        assert.match(failure.message, /progress/);
        assert.equal(await tableExists('a'), false);
      });

      it('goes on where it is told to', async () => {
        await connection.execute([statement('CREATE TABLE a (x int)')]);
        await applyWithout(
          'CREATE TABLE a (x int); INSERT INTO a VALUES (1); INSERT INTO a VALUES (2)',
          { from: 2 },
        );
        assert.deepEqual(await column('SELECT x FROM a'), ['2']);
        assert.deepEqual(await history(), ['1', '2']);
      });

      for (const [what, failing] of [
        ['in doubt', 'INSERT INTO nowhere VALUES (1)'],
        [
          'in doubt, and wants no transaction,',
          factory.engine === 'sqlite' ? `VACUUM INTO '/'` : 'VACUUM nowhere',
        ],
      ] as const) {
        it(`of which a statement is ${what} is so until that has gone through`, async () => {
          const script = `SELECT 1; ${failing}; SELECT 2;`;
          const failure = await failureOf(applyWithout(script, { from: 1, inDoubt: true }));
          assert.deepEqual([failure.completed, failure.kept], [1, 'completed']);
          assert.deepEqual(await progress(), ['1?']);
          await connection.execute([...withdrawalOf(1n), statement('DELETE FROM progress')]);
          const later = `SELECT 1; VACUUM; ${failing}`;
          await failureOf(applyWithout(later, { from: 1, inDoubt: true }));
          assert.deepEqual(await progress(), ['2']);
        });
      }

      it('of which nothing is left to do is only recorded', async () => {
        await applyWithout('INSERT INTO nowhere VALUES (1)', { from: 1 });
        assert.deepEqual(await history(), ['1', '2']);
      });

      it('does not begin where its guard finds otherwise', async () => {
        const check = statement('SELECT 1 FROM history WHERE version = 9');
        const failure = await failureOf(
          applyWithout('CREATE TABLE a (x int)', { guard: { lock: [], check, expects: 'row' } }),
        );
        assert.match(failure.message, /meanwhile/);
        assert.equal(failure.kept, 'nothing');
        assert.equal(await tableExists('a'), false);
        assert.deepEqual([await history(), await progress()], [[], []]);
      });

      it('keeps of a transaction of its own all or nothing', async () => {
        const script = `CREATE TABLE a (x int); BEGIN; INSERT INTO a VALUES (1); COMMIT;
          BEGIN; INSERT INTO a VALUES (2); INSERT INTO nowhere VALUES (3); COMMIT;`;
        const failure = await failureOf(applyWithout(script));
        assert.equal(textAt(script, failure.statement), 'INSERT INTO nowhere VALUES (3)');
        assert.deepEqual([failure.completed, failure.kept], [4, 'completed']);
        assert.deepEqual(await column('SELECT x FROM a'), ['1']);
        assert.deepEqual(await progress(), ['4']);
      });

      it('that cannot do without a transaction goes on from the lone statement that failed', async () => {
        const lone = factory.engine === 'sqlite' ? `VACUUM INTO '/'` : 'VACUUM nowhere';
        const failure = await failureOf(applyWithout(`CREATE TABLE a (x int); ${lone};`));
        assert.deepEqual([failure.completed, failure.kept], [1, 'completed']);
        assert.deepEqual(await progress(), ['1']);
      });

      it('takes the intent back when not even the first statement completed', async () => {
        const script = '\n  INSERT INTO nowhere VALUES (1);\nCREATE TABLE a (x int);';
        const failure = await failureOf(applyWithout(script));
        assert.equal(textAt(script, failure.statement), 'INSERT INTO nowhere VALUES (1)');
        assert.equal(failure.completed, 0);
        assert.equal(failure.kept, 'nothing');
        assert.equal(await tableExists('a'), false);
        assert.deepEqual([await history(), await progress()], [[], []]);
      });

      it('keeps the intent, and what completed, when a later statement fails', async () => {
        const script = 'CREATE TABLE a (x int);\nINSERT INTO nowhere VALUES (1);\nDROP TABLE a;';
        const failure = await failureOf(applyWithout(script));
        assert.equal(textAt(script, failure.statement), 'INSERT INTO nowhere VALUES (1)');
        assert.equal(failure.completed, 1);
        assert.equal(failure.kept, 'completed');
        assert.ok(await tableExists('a'));
        assert.deepEqual(await history(), ['1']);
        assert.deepEqual(await progress(), ['1']);
      });
    });

    describe('a rehearsal', () => {
      const rehearse = (...scripts: readonly string[]) =>
        connection.rehearse({
          prepare: [statement('CREATE TABLE history (version bigint PRIMARY KEY)')],
          units: scripts.map((script, index) => ({
            script,
            transactional: true,
            record: recordOf(BigInt(index)),
          })),
        });

      it('tells each statement with its rows, and keeps none of it', async () => {
        await connection.execute([statement('CREATE TABLE kept (x int)')]);
        const script = 'INSERT INTO kept VALUES (1), (2);\n CREATE TABLE made (x int);';
        const { scripts, failure } = await rehearse(script, 'DELETE FROM kept; DROP TABLE made;');
        assert.equal(failure, null);
        assert.deepEqual(
          scripts.map(({ statements }) =>
            statements.map(({ start, end, rows }) => [start, end, rows]),
          ),
          [
            [
              [0, 32, 2],
              [35, script.length - 1, null],
            ],
            [
              [0, 16, 2],
              [18, 33, null],
            ],
          ],
        );
        assert.deepEqual(await subject.look('SELECT * FROM kept'), []);
        assert.equal(await tableExists('made'), false);
        assert.equal(await tableExists('history'), false);
      });

      it('ends with the statement that fails, and the connection stays of use', async () => {
        const { scripts, failure } = await rehearse(
          'CREATE TABLE a (x int);\nSELEC 1;',
          'SELECT 1;',
        );
        assert.deepEqual(
          [failure?.statement, failure?.completed, failure?.kept],
          [{ start: 24, end: 31 }, 1, 'nothing'],
        );
        assert.deepEqual(
          scripts.map(({ statements }) => statements.length),
          [1],
        );
        assert.equal(await tableExists('a'), false);
        await withHistory();
        await apply('CREATE TABLE a (x int);');
        assert.deepEqual(await history(), ['1']);
      });

      it('tells a record that fails', async () => {
        const twice = connection.rehearse({
          prepare: [statement('CREATE TABLE history (version bigint PRIMARY KEY)')],
          units: [{ script: '', transactional: true, record: [...recordOf(1n), ...recordOf(1n)] }],
        });
        const { failure } = await twice;
        assert.equal(failure?.statement, null);
        assert.match(failure.message, /unique/i);
      });
    });

    describe('several migrations', () => {
      beforeEach(withHistory);

      const unit = (version: bigint, script: string): Unit => ({
        transactional: true,
        guard: {
          lock: [],
          check: statement('SELECT 1 FROM history WHERE version = $1', version),
          expects: 'no row',
        },
        script,
        record: recordOf(version),
      });
      /** What is told, in its order. */
      const runAll = async (units: readonly Unit[], signal?: AbortSignal) => {
        const told: string[] = [];
        const running = connection.runAll(units, {
          ...(signal && { signal }),
          onBegin: (index) => told.push(`begin ${index}`),
          onDone: (index, elapsed) => told.push(elapsed > 0n ? `done ${index}` : 'no time'),
        });
        const error: unknown = await running.then(
          () => null,
          (reason: unknown) => reason,
        );
        return { told, error };
      };

      it('are carried out in their order, each told as it begins and is done', async () => {
        const { told, error } = await runAll([
          unit(1n, 'CREATE TABLE a (x int)'),
          unit(2n, 'ALTER TABLE a ADD COLUMN y int'),
          unit(3n, 'INSERT INTO a (x, y) VALUES (1, 2)'),
        ]);
        assert.equal(error, null);
        assert.deepEqual(told, ['begin 0', 'done 0', 'begin 1', 'done 1', 'begin 2', 'done 2']);
        assert.deepEqual(await history(), ['1', '2', '3']);
        assert.deepEqual(await column('SELECT y FROM a'), ['2']);
      });

      it('end with the first that fails, of which nothing is kept', async () => {
        const { told, error } = await runAll([
          unit(1n, 'CREATE TABLE a (x int)'),
          unit(2n, 'CREATE TABLE b (x int); INSERT INTO nowhere VALUES (1)'),
          unit(3n, 'CREATE TABLE c (x int)'),
        ]);
        assert.ok(error instanceof ScriptError, String(error));
        assert.equal(error.failure.kept, 'nothing');
        assert.deepEqual(told, ['begin 0', 'done 0', 'begin 1']);
        assert.deepEqual(await history(), ['1']);
        assert.equal(await tableExists('b'), false);
        assert.equal(await tableExists('c'), false);
      });

      it('end where a guard finds that somebody else was faster', async () => {
        await connection.execute(recordOf(2n));
        const { told, error } = await runAll([
          unit(1n, 'CREATE TABLE a (x int)'),
          unit(2n, 'CREATE TABLE b (x int)'),
          unit(3n, 'CREATE TABLE c (x int)'),
        ]);
        assert.ok(error instanceof ScriptError, String(error));
        assert.deepEqual(told, ['begin 0', 'done 0', 'begin 1']);
        assert.deepEqual(await history(), ['1', '2']);
        assert.equal(await tableExists('c'), false);
      });

      it('do not begin after an abort', async () => {
        const { told, error } = await runAll([unit(1n, 'SELECT 1')], AbortSignal.abort());
        isStrataError('cancelled')(error);
        assert.deepEqual(told, []);
        assert.deepEqual(await history(), []);
      });
    });

    describe('an abort', () => {
      beforeEach(withHistory);

      it('before the start starts nothing', async () => {
        await assert.rejects(
          apply('CREATE TABLE a (x int)', AbortSignal.abort()),
          isStrataError('cancelled'),
        );
        assert.equal(await tableExists('a'), false);
        assert.deepEqual(await history(), []);
      });

      it('before connecting does not connect', async () => {
        await assert.rejects(connect({ signal: AbortSignal.abort() }), isStrataError('cancelled'));
      });

      const { slowStatement } = factory;
      if (slowStatement === null) return;

      it('in the middle of a statement takes effect within a second and keeps nothing', async () => {
        const abort = new AbortController();
        const running = apply(`CREATE TABLE a (x int); ${slowStatement};`, abort.signal);
        setTimeout(() => {
          abort.abort();
        }, 500);
        const started = performance.now();
        await assert.rejects(running, isStrataError('cancelled'));
        const took = performance.now() - started - 500;
        assert.ok(took > -50 && took < 1000, `${took.toFixed(0)} ms after the abort`);
        assert.equal(await tableExists('a'), false);
        assert.deepEqual(await history(), []);
        connection = await connect();
        await apply('CREATE TABLE a (x int)');
        assert.deepEqual(await history(), ['1']);
      });
    });

    describe('two connections', () => {
      it('see what the other has done', async () => {
        const other = await connect();
        await withHistory();
        await apply('CREATE TABLE a (x int)');
        assert.deepEqual((await other.query(statement('SELECT version FROM history'))).map(plain), [
          { version: 1n },
        ]);
      });

      const lock = { kind: 'advisory', key: 293_176_876_009_260_204n } as const;

      if (!factory.advisoryLocks) {
        it('are told that there is no advisory lock', async () => {
          await assert.rejects(connection.lock(lock, { timeout: 100 }), isStrataError('refused'));
        });
        return;
      }

      it('exclude each other by an advisory lock', async () => {
        await connection.lock(lock, { timeout: 100 });
        const other = await connect();
        let waits = 0;
        const onWait = () => {
          waits += 1;
        };
        await assert.rejects(other.lock(lock, { timeout: 300, onWait }), isStrataError('lock'));
        assert.ok(waits > 0);
        await assert.rejects(
          other.lock(lock, { timeout: 60_000, signal: AbortSignal.timeout(100) }),
          isStrataError('cancelled'),
        );
        await connection.close();
        const third = await connect();
        await third.lock(lock, { timeout: 5_000 });
      });
    });

    it('for reading changes nothing', async () => {
      await withHistory();
      const reader = await connect({ mode: 'read' });
      assert.deepEqual(await reader.query(statement('SELECT version FROM history')), []);
      await assert.rejects(reader.execute(recordOf(1n)), isStrataError());
      assert.deepEqual(await history(), []);
    });

    it('closes once and for all', async () => {
      await connection.close();
      await connection.close();
      await assert.rejects(connection.query(statement('SELECT 1')), isStrataError('connect'));
      await assert.rejects(apply('SELECT 1'), isStrataError('connect'));
    });
  });
}

export function statement(sql: string, ...values: SqlValue[]): Statement {
  return { sql, values };
}

export function isStrataError(code?: ErrorCode): (error: unknown) => true {
  return (error) => {
    assert.ok(error instanceof StrataError, `not a StrataError: ${String(error)}`);
    if (code !== undefined) assert.equal(error.code, code, error.message);
    return true;
  };
}

/** The failure that a script must end with. */
export async function failureOf(running: Promise<unknown>): Promise<ScriptError['failure']> {
  const error = await running.then(
    () => assert.fail('the script was applied'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof ScriptError, `not a ScriptError: ${String(error)}`);
  return error.failure;
}

export function textAt(
  script: string,
  range: { start: number; end: number } | null,
): string | null {
  return range === null ? null : script.slice(range.start, range.end);
}

/** Drivers differ in the prototype of a row. */
function plain(row: Row): Row {
  return { ...row };
}

/** Drivers differ in whether a number is a number, a BigInt or a text. */
function asText(value: unknown): unknown {
  return typeof value === 'number' || typeof value === 'bigint' ? value.toString() : value;
}
