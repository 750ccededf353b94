import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { Connection } from '../../../src/databases/database.ts';
import { failureOf, statement, textAt } from '../contract.ts';
import { connectTo, look, make, newFolder, newPath, otherProcess } from './support.ts';

const recordOne = [statement('INSERT INTO main.history VALUES (1)')];

for (const driver of ['better-sqlite3', 'node:sqlite'] as const) {
  describe(`scripts through ${driver}`, () => {
    let path: string;
    let connection: Connection;

    beforeEach(async () => {
      path = newPath();
      make(path, 'CREATE TABLE history (version INTEGER PRIMARY KEY)');
      connection = await connectTo(path, { driver });
    });
    afterEach(() => connection.close());

    const reconnect = async (foreignKeys: boolean) => {
      await connection.close();
      connection = await connectTo(path, { driver, foreignKeys });
    };
    const apply = (script: string) =>
      connection.run({ transactional: true, script, record: recordOne });
    const applyWithout = (script: string) =>
      connection.run({
        transactional: false,
        from: 0,
        advance: { sql: 'SELECT $1, $2', values: [] },
        script,
        intent: [statement('INSERT INTO history VALUES (-1)')],
        record: [...recordOne, statement('DELETE FROM history WHERE version = -1')],
        withdraw: [statement('DELETE FROM history WHERE version = -1')],
      });
    const column = (sql: string) => look(path, sql).map((row) => Object.values(row)[0]);
    const history = () => column('SELECT version FROM history ORDER BY version');
    const pragma = async (name: string) =>
      Object.values((await connection.query(statement(`PRAGMA ${name}`)))[0] ?? {})[0];

    describe('text', () => {
      it('may begin with a byte order mark', async () => {
        await apply('\uFEFFCREATE TABLE a (x); INSERT INTO a VALUES (1);');
        assert.deepEqual(column('SELECT x FROM a'), [1]);
      });

      it('may hold triggers, whose bodies hold semicolons', async () => {
        await apply(`
          CREATE TABLE a (x); CREATE TABLE log (x);
          CREATE TRIGGER t AFTER INSERT ON a BEGIN
            INSERT INTO log VALUES (CASE new.x WHEN 1 THEN 'one' ELSE ';' END);
            UPDATE log SET x = x || '!';
          END;
          INSERT INTO a VALUES (1);
        `);
        assert.deepEqual(column('SELECT x FROM log'), ['one!']);
      });

      it('may hold every kind of value', async () => {
        await apply(`CREATE TABLE a (x);
          INSERT INTO a VALUES (9223372036854775807), (x'00ff'), (1e300), ('a''b'), (NULL);`);
        assert.deepEqual(column('SELECT quote(x) FROM a'), [
          ...['9223372036854775807', `X'00FF'`, '1.0e+300', `'a''b'`, 'NULL'],
        ]);
      });

      it('with a NUL character is refused as a whole, since SQLite would stop there', async () => {
        const script = 'CREATE TABLE a (x);\0CREATE TABLE b (x);';
        const failure = await failureOf(apply(script));
        assert.equal(failure.position, script.indexOf('\0'));
        assert.equal(failure.kept, 'nothing');
        assert.deepEqual(column('SELECT name FROM sqlite_schema'), ['history']);
      });

      it('takes no parameters: $1 is NULL', async () => {
        await apply('CREATE TABLE a AS SELECT $1 AS x');
        assert.deepEqual(column('SELECT x FROM a'), [null]);
      });

      it('carries out statements that return rows to their end', async () => {
        await apply(`
          CREATE TABLE a (x); CREATE TABLE b (x);
          CREATE TRIGGER t AFTER INSERT ON a BEGIN INSERT INTO b VALUES (new.x); END;
          INSERT INTO a VALUES (1), (2), (3) RETURNING x;
          PRAGMA table_info(a);
        `);
        assert.deepEqual(column('SELECT x FROM b'), [1, 2, 3]);
      });
    });

    describe('errors', () => {
      const cases: [what: string, script: string, at: string | null, code: string][] = [
        ['a syntax error', 'CREATE TABLE a (x);\nCREATE TABEL b (x);', 'TABEL', 'SQLITE_ERROR'],
        ['an unknown character', 'SELECT 1;\nSELECT 2 ^ 3;', '^', 'SQLITE_ERROR'],
        ['an open string', `SELECT 1;\nSELECT 'abc;`, `'abc`, 'SQLITE_ERROR'],
        ['an open bracket', 'SELECT 1;\nSELECT (1', '', 'SQLITE_ERROR'],
        ['a missing table', 'SELECT 1; SELECT * FROM nowhere', null, 'SQLITE_ERROR'],
        ['a PRAGMA', 'SELECT 1; PRAGMA user_version = 1 2', null, 'SQLITE_ERROR'],
      ];
      for (const [what, script, at, code] of cases) {
        it(`tell the place of ${what}`, async () => {
          const failure = await failureOf(apply(script));
          const expected = at === '' ? script.length : at === null ? null : script.indexOf(at);
          assert.equal(failure.position, expected, failure.message);
          assert.equal(failure.code, code);
          assert.equal(failure.completed, 1);
          assert.deepEqual(history(), []);
        });
      }

      for (const [rule, script, code] of [
        ['UNIQUE', 'INSERT INTO a VALUES (1, 1, 1)', 'SQLITE_CONSTRAINT_UNIQUE'],
        ['NOT NULL', 'INSERT INTO a VALUES (2, NULL, 1)', 'SQLITE_CONSTRAINT_NOTNULL'],
        ['CHECK', 'INSERT INTO a VALUES (2, 1, 0)', 'SQLITE_CONSTRAINT_CHECK'],
        ['the end of a trigger', 'DELETE FROM a', 'SQLITE_CONSTRAINT_TRIGGER'],
      ] as const) {
        it(`name ${rule} by its code`, async () => {
          make(
            path,
            `CREATE TABLE a (x UNIQUE, y NOT NULL, z CHECK (z > 0)); INSERT INTO a VALUES (1, 1, 1);
             CREATE TRIGGER t BEFORE DELETE ON a BEGIN SELECT RAISE(ABORT, 'never'); END;`,
          );
          const failure = await failureOf(apply(script));
          assert.equal(failure.code, code);
          assert.equal(textAt(script, failure.statement), script);
        });
      }

      it('that end the transaction by themselves leave the connection usable', async () => {
        make(path, 'CREATE TABLE a (x UNIQUE); INSERT INTO a VALUES (1)');
        const failure = await failureOf(
          apply('INSERT INTO a VALUES (2); INSERT OR ROLLBACK INTO a VALUES (1)'),
        );
        assert.equal(failure.kept, 'nothing');
        assert.deepEqual(column('SELECT x FROM a'), [1]);
        await apply('INSERT INTO a VALUES (3)');
        assert.deepEqual(history(), [1]);
      });
    });

    describe('a transaction that the script ends by itself', () => {
      it('keeps what it committed, and that is what is said', async () => {
        const script = 'CREATE TABLE a (x); COMMIT; CREATE TABLE b (x);';
        const failure = await failureOf(apply(script));
        assert.equal(textAt(script, failure.statement), 'COMMIT');
        assert.equal(failure.kept, 'completed');
        assert.equal(failure.completed, 1);
        assert.deepEqual(column('SELECT name FROM sqlite_schema ORDER BY name'), ['a', 'history']);
        assert.deepEqual(history(), []);
      });

      it('keeps nothing after ROLLBACK', async () => {
        const failure = await failureOf(apply('CREATE TABLE a (x); ROLLBACK; CREATE TABLE b (x);'));
        assert.equal(failure.kept, 'nothing');
        assert.deepEqual(column('SELECT name FROM sqlite_schema'), ['history']);
        assert.deepEqual(history(), []);
      });

      it('is not ended by savepoints', async () => {
        await apply(`SAVEPOINT s; CREATE TABLE a (x); ROLLBACK TO s; RELEASE s;`);
        assert.deepEqual(history(), [1]);
      });
    });

    describe('foreign keys', () => {
      const family = `
        CREATE TABLE parent (id INTEGER PRIMARY KEY, code);
        CREATE TABLE child (id INTEGER PRIMARY KEY, parent REFERENCES parent ON DELETE CASCADE);
        INSERT INTO parent (id) VALUES (1), (2);
        INSERT INTO child VALUES (10, 1), (20, 2);
      `;
      // What a key refers to has to be unique.
      const mismatched =
        'CREATE TABLE bad (x REFERENCES parent (code)); INSERT INTO bad VALUES (1)';
      const rebuild = `
        CREATE TABLE new_parent (id INTEGER PRIMARY KEY, name);
        INSERT INTO new_parent (id) SELECT id FROM parent;
        DROP TABLE parent;
        ALTER TABLE new_parent RENAME TO parent;
      `;
      beforeEach(() => {
        make(path, family);
      });

      for (const off of [
        'PRAGMA foreign_keys = OFF;',
        '-- first\npragma main.Foreign_Keys /* now */ (0);',
        'PRAGMA legacy_alter_table = ON; PRAGMA "foreign_keys" = no;',
      ]) {
        it(`are off for a script that begins with ${off}`, async () => {
          await apply(`${off} ${rebuild} PRAGMA foreign_keys = ON;`);
          assert.deepEqual(column('SELECT count(*) FROM child'), [2]);
          assert.deepEqual(history(), [1]);
          assert.equal(await pragma('foreign_keys'), 1n);
        });
      }

      it('cascade where the script leaves them on', async () => {
        await apply(rebuild);
        assert.deepEqual(column('SELECT count(*) FROM child'), [0]);
      });

      it('can be switched on where the tool has them off', async () => {
        await reconnect(false);
        const failure = await failureOf(
          apply('PRAGMA foreign_keys = ON; INSERT INTO child VALUES (30, 3)'),
        );
        assert.equal(failure.code, 'SQLITE_CONSTRAINT_FOREIGNKEY');
        assert.equal(failure.completed, 1);
        assert.equal(await pragma('foreign_keys'), 0n);
      });

      it('that a script breaks while they are off fail it, and the rows are named', async () => {
        const failure = await failureOf(
          apply(`PRAGMA foreign_keys = OFF; DELETE FROM parent WHERE id = 2;`),
        );
        assert.equal(failure.code, 'SQLITE_CONSTRAINT_FOREIGNKEY');
        assert.equal(
          failure.detail,
          'Row 20 of child refers to a row of parent that is not there.',
        );
        assert.equal(failure.statement, null);
        assert.equal(failure.kept, 'nothing');
        assert.deepEqual(column('SELECT id FROM parent'), [1, 2]);
        assert.deepEqual(history(), []);
        assert.equal(await pragma('foreign_keys'), 1n);
      });

      it('that were broken before do not fail a script', async () => {
        await reconnect(false);
        make(path, 'PRAGMA foreign_keys = OFF; INSERT INTO child VALUES (30, 3), (40, 4)');
        await apply(rebuild);
        assert.deepEqual(history(), [1]);
        await connection.execute([statement('DELETE FROM history')]);
        const failure = await failureOf(apply('INSERT INTO child VALUES (50, 3)'));
        assert.equal(
          failure.detail,
          'Row 50 of child refers to a row of parent that is not there.',
        );
        assert.deepEqual(history(), []);
      });

      it('that were broken before are not exchanged for others', async () => {
        await reconnect(false);
        make(path, 'PRAGMA foreign_keys = OFF; INSERT INTO child VALUES (30, 3)');
        const failure = await failureOf(
          apply('DELETE FROM child WHERE id = 30; INSERT INTO child VALUES (31, 3)'),
        );
        assert.match(failure.detail ?? '', /^Row 31 of child/);
      });

      it('without row ids are named by table', async () => {
        make(path, 'CREATE TABLE odd (id PRIMARY KEY, parent REFERENCES parent) WITHOUT ROWID');
        const failure = await failureOf(
          apply(`PRAGMA foreign_keys = OFF; INSERT INTO odd VALUES ('a', 7), ('b', 8)`),
        );
        const line = 'A row of odd refers to a row of parent that is not there.';
        assert.equal(failure.detail, `${line}\n${line}`);
      });

      it('without row ids that were broken before are counted', async () => {
        await reconnect(false);
        const odd = 'CREATE TABLE odd (id PRIMARY KEY, parent REFERENCES parent) WITHOUT ROWID';
        make(path, `PRAGMA foreign_keys = OFF; ${odd}; INSERT INTO odd VALUES ('a', 7)`);
        await apply("UPDATE odd SET id = 'b'; CREATE INDEX i ON odd (parent)");
        assert.deepEqual(history(), [1]);
        await connection.execute([statement('DELETE FROM history')]);
        const failure = await failureOf(apply("INSERT INTO odd VALUES ('c', 8)"));
        assert.equal(failure.detail, 'A row of odd refers to a row of parent that is not there.');
      });

      it('onto a table that is not there are kept as they were, and no more are made', async () => {
        await reconnect(false);
        const orphan = 'CREATE TABLE orphan (parent REFERENCES nowhere)';
        make(path, `PRAGMA foreign_keys = OFF; ${orphan}; INSERT INTO orphan VALUES (1), (NULL)`);
        await apply('INSERT INTO orphan VALUES (NULL)');
        assert.deepEqual(history(), [1]);
        await connection.execute([statement('DELETE FROM history')]);
        const failure = await failureOf(apply('INSERT INTO orphan VALUES (2)'));
        assert.equal(
          failure.detail,
          'Row 4 of orphan refers to a row of nowhere that is not there.',
        );
        assert.deepEqual(column('SELECT parent FROM orphan'), [1, null, null]);
      });

      it('that are looked at only in the end may be broken until then', async () => {
        const key = 'REFERENCES parent DEFERRABLE INITIALLY DEFERRED';
        await apply(`CREATE TABLE late (parent ${key});
          INSERT INTO late VALUES (9);
          INSERT INTO parent (id) VALUES (9);`);
        assert.deepEqual(history(), [1]);
        assert.deepEqual(column('SELECT parent FROM late'), [9]);
      });

      it('that are checked at the commit fail it there, and the rows are named', async () => {
        const failure = await failureOf(
          apply('PRAGMA defer_foreign_keys = ON; INSERT INTO child VALUES (30, 3)'),
        );
        assert.equal(failure.code, 'SQLITE_CONSTRAINT_FOREIGNKEY');
        assert.equal(
          failure.detail,
          'Row 30 of child refers to a row of parent that is not there.',
        );
        assert.equal(failure.kept, 'nothing');
        assert.deepEqual(history(), []);
      });

      it('that refer to what can’t be referred to: broken before, a script may pass', async () => {
        await reconnect(false);
        make(path, `PRAGMA foreign_keys = OFF; ${mismatched}`);
        await apply('CREATE TABLE a (x)');
        assert.deepEqual(history(), [1]);
      });

      it('that refer to what can’t be referred to: broken by the script, it fails', async () => {
        await reconnect(false);
        const failure = await failureOf(apply(mismatched));
        assert.match(failure.message, /foreign key mismatch/);
        assert.equal(failure.statement, null);
        assert.deepEqual(history(), []);
      });
    });

    describe('what a script sets', () => {
      it('does not reach the next one', async () => {
        await apply(`
          PRAGMA case_sensitive_like = ON;
          PRAGMA recursive_triggers = OFF;
          CREATE TEMP TABLE history (version);
        `);
        assert.deepEqual(history(), [1]);
        await connection.run({
          transactional: true,
          script: `CREATE TABLE a AS SELECT 'A' LIKE 'a' AS x, count(*) AS n FROM history`,
          record: [],
        });
        assert.deepEqual(look(path, 'SELECT x, n FROM a'), [{ x: 1, n: 1 }]);
      });

      it('may change the schema table itself, as SQLite’s manual describes', async () => {
        await apply(`
          CREATE TABLE a (x NOT NULL);
          PRAGMA writable_schema = ON;
          UPDATE sqlite_schema SET sql = 'CREATE TABLE a (x)' WHERE name = 'a';
          PRAGMA writable_schema = OFF;
        `);
        await apply2('INSERT INTO a VALUES (NULL)');
        assert.deepEqual(column('SELECT count(*) FROM a'), [1]);
      });
      const apply2 = (script: string) =>
        connection.run({ transactional: true, script, record: [] });
    });

    describe('without a transaction', () => {
      it('may change the journal mode', async () => {
        await applyWithout('PRAGMA journal_mode = WAL; VACUUM;');
        assert.equal(await pragma('journal_mode'), 'wal');
        assert.deepEqual(history(), [1]);
      });

      it('may attach another file, which the next script does not see', async () => {
        const other = join(newFolder(), 'other.db');
        await applyWithout(`ATTACH '${other}' AS other; CREATE TABLE other.a (x);`);
        assert.ok(existsSync(other));
        await failureOf(applyWithout('INSERT INTO other.a VALUES (1)'));
        assert.deepEqual(history(), [1]);
      });

      it('has its foreign keys back afterwards', async () => {
        await applyWithout('PRAGMA foreign_keys = OFF; CREATE TABLE a (x);');
        assert.equal(await pragma('foreign_keys'), 1n);
      });

      describe('looks after foreign keys as a whole script does:', () => {
        const family = `CREATE TABLE parent (id INTEGER PRIMARY KEY);
          CREATE TABLE child (id INTEGER PRIMARY KEY, parent REFERENCES parent);
          INSERT INTO parent VALUES (1), (2); INSERT INTO child VALUES (10, 1), (20, 2);`;
        const off = 'PRAGMA foreign_keys = OFF;';
        const rebuild = `${off} CREATE TABLE anew (id INTEGER PRIMARY KEY, name);
          INSERT INTO anew (id) SELECT id FROM parent; DROP TABLE parent;
          ALTER TABLE anew RENAME TO parent;`;
        beforeEach(() => {
          make(path, family);
        });

        it('a table that others refer to can be rebuilt', async () => {
          await applyWithout(rebuild);
          assert.deepEqual(column('SELECT id FROM child'), [10, 20]);
          assert.deepEqual(history(), [1]);
        });

        it('rows that it has orphaned keep it from being recorded, and are named', async () => {
          const failure = await failureOf(applyWithout(`${off} DELETE FROM parent WHERE id = 2;`));
          assert.equal(failure.code, 'SQLITE_CONSTRAINT_FOREIGNKEY');
          assert.match(failure.detail ?? '', /^Row 20 of child refers to a row of parent/);
          assert.deepEqual([failure.completed, failure.kept], [2, 'completed']);
          assert.deepEqual(history(), [-1]);
          assert.equal(await pragma('foreign_keys'), 1n);
        });

        it('nothing of its last transaction is kept that orphans rows', async () => {
          const emptied = 'CREATE TABLE heir (id INTEGER PRIMARY KEY); DROP TABLE parent;';
          const script = `${off} BEGIN; ${emptied} COMMIT; PRAGMA foreign_keys = ON;`;
          const failure = await failureOf(applyWithout(script));
          assert.equal(failure.code, 'SQLITE_CONSTRAINT_FOREIGNKEY');
          assert.deepEqual([failure.completed, failure.kept], [1, 'completed']);
          assert.deepEqual(column('SELECT id FROM parent'), [1, 2]);
        });

        it('what one transaction breaks another may mend', async () => {
          const mended = 'BEGIN; DELETE FROM child WHERE parent = 2; COMMIT;';
          await applyWithout(`${off} BEGIN; DELETE FROM parent WHERE id = 2; COMMIT; ${mended}`);
          assert.deepEqual(column('SELECT id FROM child'), [10]);
          assert.deepEqual(history(), [1]);
        });

        it('those that were so before are none of its business', async () => {
          make(path, `${off} INSERT INTO child VALUES (30, 3)`);
          await applyWithout(rebuild);
          assert.deepEqual(history(), [1]);
        });

        it('while they are on, SQLite itself refuses the statement', async () => {
          const script = 'CREATE TABLE a (x); DELETE FROM parent WHERE id = 2;';
          const failure = await failureOf(applyWithout(script));
          assert.equal(textAt(script, failure.statement), 'DELETE FROM parent WHERE id = 2');
          assert.deepEqual([failure.completed, failure.kept], [1, 'completed']);
        });
      });

      it('counts a transaction of the script’s own only when that is committed', async () => {
        const script = `BEGIN; CREATE TABLE a (x); COMMIT;
          BEGIN; CREATE TABLE b (x); CREATE TABLE b (x); COMMIT;`;
        const failure = await failureOf(applyWithout(script));
        assert.equal(failure.completed, 3);
        assert.equal(failure.kept, 'completed');
        assert.deepEqual(column(`SELECT name FROM sqlite_schema ORDER BY name`), ['a', 'history']);
        assert.deepEqual(history(), [-1]);
      });

      it('refuses a transaction that is left open', async () => {
        const failure = await failureOf(applyWithout('BEGIN; CREATE TABLE a (x);'));
        assert.match(failure.message, /never commits/);
        assert.equal(failure.kept, 'nothing');
        assert.deepEqual(column('SELECT name FROM sqlite_schema'), ['history']);
        assert.deepEqual(history(), []);
      });

      it('keeps the intent when the record fails', async () => {
        make(path, 'INSERT INTO history VALUES (1)');
        const failure = await failureOf(applyWithout('CREATE TABLE a (x)'));
        assert.equal(failure.statement, null);
        assert.equal(failure.completed, 1);
        assert.equal(failure.kept, 'completed');
        assert.deepEqual(history(), [-1, 1]);
      });
    });

    it('that fails for want of room leaves nothing', async () => {
      await connection.execute([statement('CREATE TABLE a (x)')]);
      const failure = await failureOf(
        apply(`PRAGMA max_page_count = 20; INSERT INTO a VALUES (zeroblob(1000000));`),
      );
      assert.equal(failure.code, 'SQLITE_FULL');
      assert.equal(failure.kept, 'nothing');
      await apply('INSERT INTO a VALUES (zeroblob(1000000))');
      assert.deepEqual(history(), [1]);
    });

    it('go while another process reads the file in WAL mode', async () => {
      make(path, 'PRAGMA journal_mode = WAL');
      const other = await otherProcess(path, 'BEGIN; SELECT * FROM history');
      await apply('CREATE TABLE a (x)');
      await other.end();
      assert.deepEqual(history(), [1]);
    });
  });
}
