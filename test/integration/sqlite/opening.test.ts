import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import type { ConnectOptions } from '../../../src/databases/database.ts';
import { failureOf, statement } from '../contract.ts';
import {
  connectTo,
  look,
  make,
  newFolder,
  newPath,
  otherProcess,
  says,
  snapshot,
  unfinishedTransaction,
  unprivileged,
} from './support.ts';

const table = 'CREATE TABLE t (a); INSERT INTO t VALUES (1);';
const both = ['read', 'write'] as const satisfies ConnectOptions['mode'][];

for (const driver of ['better-sqlite3', 'node:sqlite'] as const) {
  describe(`opening through ${driver}`, () => {
    it('for writing makes the file, and not before something is written', async () => {
      const path = newPath();
      const connection = await connectTo(path, { driver });
      assert.equal(connection.server.exists, false);
      assert.deepEqual(await connection.query(statement('SELECT name FROM sqlite_schema')), []);
      assert.deepEqual(readdirSync(dirname(path)), []);
      await connection.execute([statement('CREATE TABLE t (a)')]);
      await connection.close();
      assert.deepEqual(look(path, 'SELECT name FROM sqlite_schema'), [{ name: 't' }]);
    });

    it('makes no file where the address says mode=rw', async () => {
      const path = newPath();
      await assert.rejects(
        connectTo(path, { driver, fileMode: 'rw' }),
        says('connect', `There is no file ${path}`),
      );
      assert.equal(existsSync(path), false);
    });

    it('refuses to write where the address says mode=ro', async () => {
      const path = newPath();
      make(path, table);
      const refused = says('refused', `${path} is not written: its address says mode=ro`);
      await assert.rejects(connectTo(path, { driver, fileMode: 'ro' }), refused);
      const absent = newPath();
      await assert.rejects(connectTo(absent, { driver, fileMode: 'ro' }), says('refused', absent));
      assert.equal(existsSync(absent), false);
    });

    it('for writing says which folder is missing', async () => {
      const path = join(newFolder(), 'no', 'app.db');
      await assert.rejects(
        connectTo(path, { driver }),
        says('connect', `${path} can’t be made: there is no folder ${dirname(path)}`),
      );
      const file = newPath();
      make(file, table);
      const below = join(file, 'app.db');
      await assert.rejects(connectTo(below, { driver }), says('connect', `no folder ${file}`));
    });

    for (const mode of both) {
      it(`for ${mode === 'read' ? 'reading' : 'writing'} says that a folder is one`, async () => {
        const path = newPath();
        mkdirSync(path);
        await assert.rejects(
          connectTo(path, { driver, mode }),
          says('connect', `${path} is a folder, not a SQLite file`),
        );
        assert.deepEqual(readdirSync(path), []);
      });

      it(`for ${mode === 'read' ? 'reading' : 'writing'} says that a file is none of SQLite’s`, async () => {
        for (const content of ['short', 'CREATE TABLE t (a);\n'.repeat(100)]) {
          const path = newPath();
          writeFileSync(path, content);
          await assert.rejects(
            connectTo(path, { driver, mode }),
            says('connect', `${path} is not a SQLite database`),
          );
          assert.equal(readFileSync(path, 'utf8'), content);
          assert.deepEqual(readdirSync(dirname(path)), ['app.db']);
        }
      });

      it(`for ${mode === 'read' ? 'reading' : 'writing'} says that a file is damaged`, async () => {
        const path = newPath();
        make(path, table);
        const bytes = readFileSync(path);
        writeFileSync(path, bytes.fill(0xff, 100, 4096));
        await assert.rejects(
          connectTo(path, { driver, mode }),
          says('connect', `${path} is damaged`),
        );
      });
    }

    it('takes an empty file for an empty database', async () => {
      const path = newPath();
      writeFileSync(path, '');
      const connection = await connectTo(path, { driver, mode: 'read' });
      assert.equal(connection.server.exists, true);
      assert.equal((await connection.locate({ schema: null, name: 't' })).columns, null);
      await connection.close();
    });

    it('says that a file is read-only', () => {
      const path = newPath();
      make(path, table);
      chmodSync(dirname(path), 0o777);
      chmodSync(path, 0o444);
      const outcome = unprivileged(path, 'SELECT 1', { driver });
      assert.ok('code' in outcome);
      assert.equal(outcome.code, 'connect');
      assert.equal(outcome.message, `${path} is read-only.`);
      assert.ok(outcome.hint);
    });

    it('says that a folder is read-only', () => {
      const path = newPath();
      make(path, table);
      chmodSync(path, 0o666);
      chmodSync(dirname(path), 0o555);
      const existing = unprivileged(path, 'SELECT 1', { driver });
      assert.ok('code' in existing);
      assert.match(existing.message, /can’t be written: SQLite keeps its journal beside it/);
      const absent = unprivileged(`${path}2`, 'SELECT 1', { driver });
      assert.ok('code' in absent);
      assert.match(absent.message, /can’t be made: its folder is read-only/);
    });

    for (const mode of both) {
      it(`for ${mode === 'read' ? 'reading' : 'writing'} says that a file may not be read`, () => {
        const path = newPath();
        make(path, table);
        chmodSync(path, 0);
        chmodSync(dirname(path), 0o777);
        const outcome = unprivileged(path, 'SELECT 1', { driver, mode });
        assert.ok('code' in outcome);
        assert.equal(outcome.code, 'connect');
        assert.ok(outcome.message.includes(path), outcome.message);
      });
    }

    it('takes a path as it is, whatever it holds', async () => {
      for (const name of [
        'a?mode=memory',
        'b#c',
        '%41',
        'ü 🦉.db',
        "it's",
        'file:x',
        ' blank ahead',
      ]) {
        const path = join(newFolder(), name);
        make(path, `PRAGMA journal_mode = WAL; ${table}`);
        for (const mode of both) {
          const connection = await connectTo(path, { driver, mode });
          assert.equal(connection.server.database, name);
          assert.equal((await connection.query(statement('SELECT * FROM t'))).length, 1, name);
          await connection.close();
        }
        assert.deepEqual(readdirSync(dirname(path)), [name]);
      }
    });

    it('never takes a path for another one', async () => {
      const path = `${newPath()} `;
      if (driver === 'node:sqlite') {
        await (await connectTo(path, { driver })).close();
      } else {
        const connection = await connectTo(path, { driver });
        await assert.rejects(
          connection.execute([statement('CREATE TABLE t (a)')]),
          says('connect', 'better-sqlite3 would drop the blank at its end'),
        );
      }
      assert.equal(existsSync(path.trim()), false);
    });

    it('recovers what a killed process left unfinished', async () => {
      const path = newPath();
      make(path, table);
      await (await otherProcess(path, unfinishedTransaction)).kill();
      const connection = await connectTo(path, { driver });
      assert.deepEqual((await connection.query(statement('SELECT a FROM t')))[0]?.a, 1n);
      await connection.close();
      assert.deepEqual(readdirSync(dirname(path)), ['app.db']);
    });

    it('has foreign keys as it is told', async () => {
      const path = newPath();
      make(path, 'CREATE TABLE p (id PRIMARY KEY); CREATE TABLE c (p REFERENCES p);');
      const orphan = [statement('INSERT INTO c VALUES (1)')];
      const strict = await connectTo(path, { driver, foreignKeys: true });
      await assert.rejects(strict.execute(orphan), /FOREIGN KEY constraint failed/);
      await strict.close();
      const lax = await connectTo(path, { driver, foreignKeys: false });
      await lax.execute(orphan);
      await lax.close();
      assert.deepEqual(look(path, 'SELECT * FROM c'), [{ p: 1 }]);
    });

    it('for writing survives a power cut in WAL mode too', async () => {
      const path = newPath();
      make(path, `PRAGMA journal_mode = WAL; ${table}`);
      const connection = await connectTo(path, { driver });
      const [row] = await connection.query(statement('PRAGMA synchronous'));
      assert.equal(row?.synchronous, 2n);
      await connection.close();
    });

    it('works in memory', async () => {
      const connection = await connectTo(':memory:', { driver });
      const script = 'PRAGMA foreign_keys = OFF; CREATE TABLE t (a)';
      const advance = { sql: 'SELECT $1, $2', values: [] };
      const none = { from: 0, advance, intent: [], record: [], withdraw: [] };
      for (const [transactional, table] of [
        [true, 't'],
        [false, 'u'],
      ] as const) {
        await connection.run({
          transactional,
          script: script.replace('t (', `${table} (`),
          ...none,
        });
        assert.notEqual((await connection.locate({ schema: null, name: table })).columns, null);
        const [row] = await connection.query(statement('PRAGMA foreign_keys'));
        assert.equal(row?.foreign_keys, 1n);
      }
      await connection.close();
    });
  });
}

describe('a lock of another process', () => {
  it('is waited for, and then the file and the reason are named', async () => {
    const path = newPath();
    make(path, table);
    const connection = await connectTo(path, { isolated: true });
    const other = await otherProcess(path, 'BEGIN IMMEDIATE');
    const holder = process.platform === 'linux' ? `process ${other.pid} (node)` : 'another process';
    const before = snapshot(path);
    const apply = () =>
      connection.run({ transactional: true, script: 'DELETE FROM t', record: [] });
    await assert.rejects(apply(), says('lock', `${path} is locked: ${holder} holds it`));
    const failure = await failureOf(
      connection.run({
        transactional: false,
        from: 0,
        advance: { sql: 'SELECT $1, $2', values: [] },
        script: 'VACUUM',
        intent: [],
        record: [],
        withdraw: [],
      }),
    );
    assert.equal(failure.code, 'SQLITE_BUSY');
    assert.ok(failure.message.includes(`${path} is locked`), failure.message);
    assert.deepEqual(snapshot(path), before);
    await other.end();
    await apply();
    await connection.close();
    assert.deepEqual(look(path, 'SELECT * FROM t'), []);
  });

  it('is over as soon as the other process lets go', async () => {
    const path = newPath();
    make(path, table);
    const connection = await connectTo(path, { isolated: true });
    const other = await otherProcess(path, 'BEGIN; SELECT * FROM t');
    const remove = { transactional: true, script: 'DELETE FROM t', record: [] } as const;
    await assert.rejects(connection.run(remove), says('lock', path));
    assert.deepEqual(look(path, 'SELECT * FROM t'), [{ a: 1 }]);
    setTimeout(() => void other.end(), 300);
    await connection.run(remove);
    await connection.close();
    assert.deepEqual(look(path, 'SELECT * FROM t'), []);
  });
});
