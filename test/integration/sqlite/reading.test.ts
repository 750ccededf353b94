import assert from 'node:assert/strict';
import { chmodSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import type { Statement } from '../../../src/core/statement.ts';
import type { Connection } from '../../../src/databases/database.ts';
import type { Driver } from '../../../src/databases/sqlite/driver.ts';
import { loadDriver } from '../../../src/databases/sqlite/drivers.ts';
import { FileReader } from '../../../src/databases/sqlite/reading.ts';
import { statement } from '../contract.ts';
import {
  connectTo,
  look,
  make,
  newFolder,
  newPath,
  otherProcess,
  says,
  snapshot,
  targetOf,
  unfinishedTransaction,
  unprivileged,
  type OtherProcess,
} from './support.ts';

const wal = 'PRAGMA journal_mode = WAL;';
const table = 'CREATE TABLE t (a); INSERT INTO t VALUES (1);';
const moreInLog = `${wal} PRAGMA wal_autocheckpoint = 0; INSERT INTO t VALUES (2);`;

for (const driver of ['better-sqlite3', 'node:sqlite'] as const) {
  describe(`reading through ${driver} changes nothing`, () => {
    it('in a file with a rollback journal', async () => {
      const path = newPath();
      make(path, table);
      await assertReadsWithoutTrace(path, [1n]);
    });

    it('in a file in WAL mode that nobody has open', async () => {
      const path = newPath();
      make(path, wal + table);
      await assertReadsWithoutTrace(path, [1n]);
    });

    it('in a file in WAL mode that another process has open', async () => {
      const path = newPath();
      make(path, wal + table);
      const other = await otherProcess(path, moreInLog);
      await assertReadsWithoutTrace(path, [1n, 2n]);
      await other.end();
      assert.deepEqual(look(path, 'SELECT count(*) AS n FROM t'), [{ n: 2 }]);
    });

    it('in a file in WAL mode that another process had open when it was killed', async () => {
      const path = newPath();
      make(path, wal + table);
      await (await otherProcess(path, moreInLog)).kill();
      await assertReadsWithoutTrace(path, [1n, 2n]);
    });

    it('in a file in WAL mode whose log is there and whose -shm is not', async () => {
      const path = newPath();
      make(path, wal + table);
      await (await otherProcess(path, moreInLog)).kill();
      rmSync(`${path}-shm`);
      await assertReadsWithoutTrace(path, [1n, 2n]);
    });

    it('in a folder where nothing can be written', async () => {
      const rollback = newPath();
      make(rollback, table);
      const clean = newPath();
      make(clean, wal + table);
      const killed = newPath();
      make(killed, wal + table);
      await (await otherProcess(killed, moreInLog)).kill();
      const lone = newPath();
      make(lone, wal + table);
      await (await otherProcess(lone, moreInLog)).kill();
      rmSync(`${lone}-shm`);

      for (const [path, rows] of [
        [rollback, ['1']],
        [clean, ['1']],
        [killed, ['1', '2']],
        [lone, ['1', '2']],
      ] as const) {
        const before = snapshot(path);
        makeReadOnly(path);
        assert.deepEqual(unprivileged(path, 'SELECT a FROM t', { mode: 'read', driver }), {
          rows: rows.map((a) => ({ a })),
        });
        assert.deepEqual(snapshot(path), before);
      }
    });

    it('where there is no file: an empty database, until there is one', async () => {
      const path = newPath();
      const connection = await read(path);
      assert.equal(connection.server.exists, false);
      assert.equal(connection.server.database, 'app.db');
      assert.equal((await connection.locate({ schema: null, name: 't' })).columns, null);
      assert.deepEqual(readdirSync(dirname(path)), []);
      make(path, table);
      assert.deepEqual(await values(connection), [1n]);
      await connection.close();
    });

    it('whatever is asked', async () => {
      const lone = newPath();
      make(lone, wal + table);
      await (await otherProcess(lone, moreInLog)).kill();
      rmSync(`${lone}-shm`);
      const plain = newPath();
      make(plain, table);
      const clean = newPath();
      make(clean, wal + table);
      for (const path of [newPath(), plain, clean, lone]) {
        const connection = await read(path);
        await assert.rejects(
          connection.query(statement('CREATE TABLE other (a)')),
          says('connect', 'readonly database'),
        );
        await connection.close();
      }
    });

    it('where there is not even a folder', async () => {
      const path = join(newFolder(), 'no', 'app.db');
      const connection = await read(path);
      assert.equal(connection.server.exists, false);
      await connection.close();
      assert.equal(existsSync(dirname(path)), false);
    });

    it('and keeps no lock', async () => {
      for (const mode of ['', wal]) {
        const path = newPath();
        make(path, mode + table);
        const connection = await read(path);
        assert.deepEqual(await values(connection), [1n]);
        const other = await otherProcess(path, 'BEGIN EXCLUSIVE; INSERT INTO t VALUES (2); COMMIT');
        await other.end();
        await connection.close();
        assert.deepEqual(look(path, 'SELECT a FROM t'), [{ a: 1 }, { a: 2 }]);
      }
    });

    it('and sees what another process has committed meanwhile', async () => {
      for (const mode of ['', wal]) {
        const path = newPath();
        make(path, mode + table);
        const connection = await read(path);
        assert.deepEqual(await values(connection), [1n]);
        const other = await otherProcess(path, 'INSERT INTO t VALUES (2)');
        assert.deepEqual(await values(connection), [1n, 2n]);
        await other.end();
        assert.deepEqual(await values(connection), [1n, 2n]);
        await connection.close();
        assert.deepEqual(readdirSync(dirname(path)), ['app.db']);
      }
    });

    it('but what a killed process left unfinished, which nobody could read', async () => {
      const path = await withHotJournal();
      assert.deepEqual(await valuesOf(path), [1n]);
      assert.deepEqual(readdirSync(dirname(path)), ['app.db']);
      assert.deepEqual(look(path, 'PRAGMA integrity_check'), [{ integrity_check: 'ok' }]);
    });

    it('not even that where the address says mode=ro', async () => {
      const path = await withHotJournal();
      const before = snapshot(path);
      await assert.rejects(
        connectTo(path, { mode: 'read', fileMode: 'ro', driver }),
        says('connect', `${path} holds a transaction that another process left unfinished`),
      );
      assert.deepEqual(snapshot(path), before);
    });

    it('and says who is in the way when the file is locked', async () => {
      const path = newPath();
      make(path, table);
      const other = await otherProcess(path, 'BEGIN EXCLUSIVE');
      await assert.rejects(read(path), says('lock', `${path} is locked: `));
      await other.end();
      assert.deepEqual(await valuesOf(path), [1n]);
    });
  });

  const read = (path: string) => connectTo(path, { mode: 'read', driver });

  async function valuesOf(path: string): Promise<unknown[]> {
    const connection = await read(path);
    try {
      return await values(connection);
    } finally {
      await connection.close();
    }
  }

  async function assertReadsWithoutTrace(path: string, expected: bigint[]): Promise<void> {
    const before = snapshot(path);
    assert.deepEqual(await valuesOf(path), expected);
    assert.deepEqual(snapshot(path), before);
  }
}

async function values(connection: Connection): Promise<unknown[]> {
  return (await connection.query(statement('SELECT a FROM t'))).map(({ a }) => a);
}

async function withHotJournal(): Promise<string> {
  const path = newPath();
  make(path, table);
  const other: OtherProcess = await otherProcess(path, unfinishedTransaction);
  await other.kill();
  assert.deepEqual(readdirSync(dirname(path)), ['app.db', 'app.db-journal']);
  return path;
}

function makeReadOnly(path: string): void {
  const folder = dirname(path);
  for (const name of readdirSync(folder)) chmodSync(join(folder, name), 0o444);
  chmodSync(folder, 0o555);
}

describe('a reader', () => {
  const select = statement('SELECT a FROM t');

  it('copies a file in WAL mode where no driver can open it immutably', async () => {
    const path = newPath();
    make(path, wal + table);
    const before = snapshot(path);
    const reader = new FileReader(await loadDriver('better-sqlite3'), null, targetOf(path));
    assert.deepEqual(reader.all(select), [{ a: 1n }]);
    reader.close();
    assert.deepEqual(snapshot(path), before);
  });

  it('reads again what another process has changed while it read', async () => {
    const path = newPath();
    make(path, wal + table);
    const driver = await loadDriver('node:sqlite');
    let changes = 0;
    const disturbed: Driver = {
      ...driver,
      openImmutable: (file) => {
        const reader = driver.openImmutable?.(file);
        assert.ok(reader);
        const all = (read: Statement) => {
          const rows = reader.all(read);
          if (read === select && changes++ === 0) make(file, 'INSERT INTO t VALUES (2)');
          return rows;
        };
        return {
          all,
          close: () => {
            reader.close();
          },
        };
      },
    };
    const reader = new FileReader(driver, disturbed, targetOf(path));
    assert.deepEqual(
      reader.all(select).map(({ a }) => a),
      [1n, 2n],
    );
    reader.close();
    assert.equal(changes, 2);
  });
});
