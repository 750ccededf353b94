import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import type { Administration } from '../../../src/databases/administration.ts';
import { administrationOf } from '../../../src/databases/sqlite/administration.ts';
import type { DriverName } from '../../../src/databases/sqlite/driver.ts';
import { loadDriver } from '../../../src/databases/sqlite/drivers.ts';
import { claim, copyOut, putBack } from '../../../src/databases/sqlite/whole-file.ts';
import type { SqliteTarget } from '../../../src/databases/target.ts';
import { isStrataError } from '../contract.ts';
import { eventually } from '../../support/eventually.ts';
import { smallDisk } from '../../support/small-disk.ts';
import { look, make, newFolder, newPath, otherProcess, says, targetOf } from './support.ts';
import { rows } from '../../support/rows.ts';

const prepared = 'CREATE TABLE t (x); INSERT INTO t VALUES (1), (2);';
const more = 'CREATE TABLE later (y); DELETE FROM t; INSERT INTO t VALUES (3), (4), (5);';

function administration(path: string, mode: SqliteTarget['mode'] = 'rwc'): Administration {
  return administrationOf(targetOf(path, mode));
}

function files(path: string): string[] {
  return readdirSync(dirname(path)).sort();
}

function backupFile(): string {
  return join(newFolder(), 'copy.db');
}

async function kept(path: string): Promise<string> {
  const file = backupFile();
  await administration(path).backup(file, {});
  return file;
}

describe('a backup of a SQLite database', () => {
  it('holds what is committed, while somebody else writes in WAL mode', async () => {
    const path = newPath();
    make(path, `PRAGMA journal_mode = WAL; PRAGMA user_version = 7; ${prepared}`);
    const other = await otherProcess(
      path,
      'INSERT INTO t VALUES (3); BEGIN IMMEDIATE; INSERT INTO t VALUES (4);',
    );
    const before = readFileSync(path);
    const file = await kept(path);
    assert.deepEqual(readFileSync(path), before);
    assert.deepEqual(rows(file, 'SELECT x FROM t'), [[1], [2], [3]]);
    assert.deepEqual(rows(file, 'PRAGMA integrity_check'), [['ok']]);
    assert.deepEqual(rows(file, 'PRAGMA user_version'), [[7]]);
    assert.deepEqual(files(file), ['copy.db']);
    await other.end();
  });

  it('leaves nothing beside a database that nobody else has open', async () => {
    for (const journal of ['DELETE', 'WAL']) {
      const path = newPath();
      make(path, `PRAGMA journal_mode = ${journal}; ${prepared}`);
      await kept(path);
      assert.deepEqual(files(path), ['app.db'], journal);
    }
  });

  it('may be read by nobody who may not read the database', async () => {
    const path = newPath();
    make(path, prepared);
    for (const mode of [0o600, 0o640]) {
      chmodSync(path, mode);
      assert.equal(statSync(await kept(path)).mode & 0o777, mode);
    }
  });

  it('is made of a database that has not been written to, and that may not be written', async () => {
    const path = newPath();
    writeFileSync(path, '');
    assert.deepEqual(rows(await kept(path), 'SELECT * FROM sqlite_master'), []);
    make(path, prepared);
    const file = backupFile();
    await administration(path, 'ro').backup(file, {});
    assert.deepEqual(rows(file, 'SELECT x FROM t'), [[1], [2]]);
  });

  it('keeps rows that break foreign keys: it shows what there was', async () => {
    const path = newPath();
    make(
      path,
      `PRAGMA foreign_keys = OFF; CREATE TABLE p (id INTEGER PRIMARY KEY);
       CREATE TABLE c (p REFERENCES p); INSERT INTO c VALUES (9);`,
    );
    assert.deepEqual(rows(await kept(path), 'SELECT p FROM c'), [[9]]);
  });

  it('never takes the place of another file', async () => {
    const path = newPath();
    make(path, prepared);
    const file = backupFile();
    writeFileSync(file, 'precious');
    await assert.rejects(administration(path).backup(file, {}), /EEXIST/);
    assert.equal(readFileSync(file, 'utf8'), 'precious');
    assert.deepEqual(files(file), ['copy.db']);
  });

  it('is refused where there is no database, and none in memory', async () => {
    const missing = newPath();
    await assert.rejects(kept(missing), says('refused', missing));
    await assert.rejects(
      administration(':memory:').backup(backupFile(), {}),
      isStrataError('refused'),
    );
    assert.deepEqual(files(missing), []);
  });

  it('is refused of a file that is no database, and of a damaged one', async () => {
    const path = newPath();
    writeFileSync(path, 'This is a text, and none that SQLite could have written.'.repeat(40));
    await assert.rejects(kept(path), says('connect', 'is not a SQLite database'));

    const damaged = newPath();
    make(damaged, `${prepared} CREATE INDEX i ON t (x);`);
    const bytes = readFileSync(damaged);
    bytes.fill(0xff, 4096 + 8, 4096 + 100);
    writeFileSync(damaged, bytes);
    const file = backupFile();
    await assert.rejects(administration(damaged).backup(file, {}), (error: unknown) => {
      assert.match((error as Error).message, /damaged/);
      return true;
    });
    assert.deepEqual(files(file), []);
  });

  it('leaves nothing behind when it is cancelled, or has no folder', async () => {
    const path = newPath();
    make(path, prepared);
    const other = await otherProcess(path, 'BEGIN EXCLUSIVE');
    const file = backupFile();
    const abort = new AbortController();
    const cancelled = administration(path).backup(file, { signal: abort.signal });
    await eventually(() => {
      assert.equal(files(file).length, 1);
    });
    abort.abort();
    await assert.rejects(cancelled, isStrataError('cancelled'));
    assert.deepEqual(files(file), []);
    await other.end();
    assert.deepEqual(files(path), ['app.db']);

    const nowhere = join(newFolder(), 'not-there', 'copy.db');
    await assert.rejects(administration(path).backup(nowhere, {}), says('refused', nowhere));
  });

  const disk = smallDisk(64 * 1024);
  it(`is refused when ${disk === null ? 'its file may not grow' : 'the disk is full'}`, async () => {
    const path = newPath();
    make(path, 'CREATE TABLE t (x); INSERT INTO t VALUES (randomblob(200000));');
    if (disk === null) {
      assert.match(backupWithLimit(path), /^refused: No backup can be written to /);
      return;
    }
    const file = join(disk, 'copy.db');
    await assert.rejects(
      administration(path).backup(file, {}),
      says('refused', `No backup can be written to ${disk}: the disk is full.`),
    );
    assert.deepEqual(files(file), []);
  });
});

for (const name of ['better-sqlite3', 'node:sqlite'] satisfies DriverName[]) {
  // Most of the time is waiting for somebody who does not let go.
  describe(`restoring by ${name}`, { concurrency: true }, () => {
    for (const journal of ['DELETE', 'WAL']) {
      it(`shows whoever has the database open the old content, journal mode ${journal}`, async () => {
        const driver = await loadDriver(name);
        const path = newPath();
        make(path, `PRAGMA journal_mode = ${journal}; ${prepared}`);
        const file = backupFile();
        writeFileSync(file, '');
        copyOut(driver, path, file);
        const session = driver.open(path, 'write');
        session.exec(more);
        const { ino } = statSync(path);
        assert.equal(await putBack(driver, path, file), true);
        const all = (sql: string) => session.all({ sql, values: [] }).map((row) => ({ ...row }));
        assert.deepEqual(all('SELECT x FROM t'), [{ x: 1n }, { x: 2n }]);
        assert.deepEqual(all("SELECT name FROM sqlite_schema WHERE name = 'later'"), []);
        assert.equal(String(all('PRAGMA journal_mode')[0]?.journal_mode), journal.toLowerCase());
        session.exec('INSERT INTO t VALUES (6)');
        session.close();
        assert.equal(statSync(path).ino, ino);
        assert.deepEqual(rows(path, 'SELECT x FROM t'), [[1], [2], [6]]);
        assert.deepEqual(files(path), ['app.db']);
      });

      it(`is refused while somebody writes, journal mode ${journal}`, async () => {
        const driver = await loadDriver(name);
        const path = newPath();
        make(path, `PRAGMA journal_mode = ${journal}; ${prepared}`);
        const file = await kept(path);
        make(path, more);
        const other = await otherProcess(path, 'BEGIN IMMEDIATE; INSERT INTO t VALUES (6);');
        await assert.rejects(putBack(driver, path, file), says('refused', 'is locked'));
        await other.kill();
        assert.deepEqual(look(path, 'SELECT x FROM t'), [{ x: 3 }, { x: 4 }, { x: 5 }]);
      });
    }

    it('is refused while somebody reads, where readers stand in the way', async () => {
      const driver = await loadDriver(name);
      const path = newPath();
      make(path, prepared);
      const file = await kept(path);
      make(path, more);
      const other = await otherProcess(path, 'BEGIN; SELECT * FROM t;');
      await assert.rejects(putBack(driver, path, file), says('refused', 'is locked'));
      await other.end();
      assert.deepEqual(look(path, 'SELECT x FROM t'), [{ x: 3 }, { x: 4 }, { x: 5 }]);
    });

    it('takes back first what a process that died has left unfinished', async () => {
      const driver = await loadDriver(name);
      const path = newPath();
      make(path, prepared);
      const file = await kept(path);
      make(path, more);
      const other = await otherProcess(path, 'BEGIN IMMEDIATE; PRAGMA cache_size = 1;');
      await other.kill();
      assert.equal(await putBack(driver, path, file), true);
      assert.deepEqual(rows(path, 'SELECT x FROM t'), [[1], [2]]);
    });

    it('claims a database only where nobody else is at work', async () => {
      const driver = await loadDriver(name);
      const wal = newPath();
      make(wal, `PRAGMA journal_mode = WAL; ${prepared}`);
      const idle = await otherProcess(wal, 'SELECT * FROM t;');
      assert.throws(
        () => {
          claim(driver, wal);
        },
        says('refused', 'is locked'),
      );
      await idle.end();
      claim(driver, wal);
      assert.deepEqual(files(wal), ['app.db']);
    });
  });
}

describe('restoring a SQLite database', () => {
  it('makes the file where there is none, whatever log of another one is left there', async () => {
    const path = newPath();
    make(path, prepared);
    const file = await kept(path);
    const there = newPath();
    make(there, `PRAGMA journal_mode = WAL; ${prepared} ${more}`);
    const other = await otherProcess(there, 'INSERT INTO later VALUES (1);');
    await other.kill();
    execFileSync('rm', [there]);
    assert.ok(existsSync(`${there}-wal`));
    await administration(there).restore(file, {});
    assert.deepEqual(files(there), ['app.db']);
    assert.deepEqual(rows(there, 'SELECT x FROM t'), [[1], [2]]);
  });

  it('replaces what is no database any more', async () => {
    const path = newPath();
    make(path, prepared);
    const file = await kept(path);
    writeFileSync(path, Buffer.alloc(20_000, 'x'));
    await administration(path).restore(file, {});
    assert.deepEqual(rows(path, 'SELECT x FROM t'), [[1], [2]]);
  });

  it('is refused from what is no sound backup, and changes nothing', async () => {
    const path = newPath();
    make(path, prepared);
    const before = readFileSync(path);
    const bad = join(newFolder(), 'bad.db');
    const sound = readFileSync(await kept(path));
    for (const content of ['', 'no database at all'.repeat(50), sound.subarray(0, 5000)]) {
      writeFileSync(bad, content);
      await assert.rejects(
        administration(path).restore(bad, {}),
        says('refused', `${bad} is no sound backup`),
      );
      assert.deepEqual(readFileSync(path), before);
      assert.deepEqual(files(path), ['app.db']);
      assert.deepEqual(files(bad), ['bad.db']);
    }
  });

  it('is refused where the address says so', async () => {
    const path = newPath();
    make(path, prepared);
    const file = await kept(path);
    await assert.rejects(administration(path, 'ro').restore(file, {}), says('refused', 'mode=ro'));
    await assert.rejects(administration(':memory:').restore(file, {}), isStrataError('refused'));
  });
});

describe('a SQLite database as a whole', () => {
  it('is made empty, once', async () => {
    const path = newPath();
    writeFileSync(`${path}-wal`, 'of another one');
    const whole = administration(path);
    assert.equal(await whole.exists({}), false);
    await whole.create({});
    assert.equal(await whole.exists({}), true);
    assert.deepEqual(rows(path, 'SELECT * FROM sqlite_master'), []);
    assert.deepEqual(files(path), ['app.db']);
    await assert.rejects(whole.create({}), says('refused', 'is there already'));
    const nowhere = join(newFolder(), 'not-there', 'app.db');
    await assert.rejects(administration(nowhere).create({}), says('connect', 'there is no folder'));
  });

  it('is dropped with all that lies beside it', async () => {
    const path = newPath();
    make(path, `PRAGMA journal_mode = WAL; ${prepared}`);
    const other = await otherProcess(path, more);
    await other.kill();
    assert.deepEqual(files(path), ['app.db', 'app.db-shm', 'app.db-wal']);
    await administration(path).drop({});
    assert.deepEqual(files(path), []);
    await administration(path).drop({});
  });

  it('is not dropped while somebody is at work in it', async () => {
    const path = newPath();
    make(path, prepared);
    const other = await otherProcess(path, 'BEGIN IMMEDIATE; INSERT INTO t VALUES (3);');
    for (const what of ['drop', 'recreate'] as const) {
      await assert.rejects(administration(path)[what]({}), says('refused', 'is locked'));
    }
    await other.end();
    assert.deepEqual(rows(path, 'SELECT count(*) FROM t'), [[2]]);
  });

  it('is not dropped when it is no database: the address may be wrong', async () => {
    const path = newPath();
    writeFileSync(path, '# Read me\n'.repeat(200));
    await assert.rejects(administration(path).drop({}), says('connect', 'not a SQLite database'));
    assert.deepEqual(files(path), ['app.db']);
    const folder = join(newFolder(), 'folder');
    mkdirSync(folder);
    await assert.rejects(administration(folder).drop({}), says('connect', 'is a folder'));
  });

  it('is made anew with the permissions that it had', async () => {
    const path = newPath();
    make(path, prepared);
    chmodSync(path, 0o600);
    await administration(path).recreate({});
    assert.deepEqual(rows(path, 'SELECT * FROM sqlite_master'), []);
    assert.equal(statSync(path).mode & 0o777, 0o600);
    const missing = newPath();
    await administration(missing).recreate({});
    assert.deepEqual(files(missing), ['app.db']);
  });

  it('is held by its tool’s lock file, without being opened', async () => {
    const path = newPath();
    const lock = { kind: 'file', path: 'migration.lock' } as const;
    const release = await administration(path).hold(lock, { timeout: 0 });
    assert.deepEqual(files(path), ['migration.lock']);
    await assert.rejects(administration(path).hold(lock, { timeout: 0 }), isStrataError('lock'));
    await release();
    assert.deepEqual(files(path), []);

    const nowhere = join(newFolder(), 'not-there', 'app.db');
    await assert.rejects(
      administration(nowhere).hold(lock, { timeout: 0 }),
      says('connect', 'there is no folder'),
    );
    assert.equal(existsSync(dirname(nowhere)), false);
  });

  it('has a shell', async () => {
    const path = newPath();
    make(path, prepared);
    const { command, parameters, env } = await administration(path).shell(['SELECT sum(x) FROM t']);
    assert.deepEqual(env, {});
    assert.equal(execFileSync(command, parameters, { encoding: 'utf8' }).trim(), '3');
    const readOnly = await administration(path, 'ro').shell(['DELETE FROM t']);
    assert.throws(() => execFileSync(readOnly.command, readOnly.parameters, { stdio: 'pipe' }));
    assert.deepEqual(look(path, 'SELECT count(*) AS n FROM t'), [{ n: 2 }]);
  });

  it('says so where its shell is not there', async () => {
    const { PATH } = process.env;
    process.env.PATH = newFolder();
    try {
      await assert.rejects(administration(newPath()).shell([]), says('refused', 'sqlite3'));
    } finally {
      process.env.PATH = PATH;
    }
  });
});

/** In a process whose files may not grow beyond 64 KB. */
function backupWithLimit(path: string): string {
  const source = join(import.meta.dirname, '../../../src/databases/sqlite/administration.ts');
  const code = `const { administrationOf } = await import(${JSON.stringify(source)});
    const target = ${JSON.stringify(targetOf(path))};
    await administrationOf(target).backup(${JSON.stringify(backupFile())}, {}).catch((error) => {
      console.log(error.code + ': ' + error.message);
    });`;
  return execFileSync(
    'sh',
    ['-c', 'ulimit -f 128; exec "$0" --input-type=module -e "$1"', process.execPath, code],
    { encoding: 'utf8' },
  );
}
