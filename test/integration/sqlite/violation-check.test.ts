import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { DriverName, Session } from '../../../src/databases/sqlite/driver.ts';
import { loadDriver } from '../../../src/databases/sqlite/drivers.ts';
import { atOnce } from '../../../src/databases/sqlite/patience.ts';
import { runInTransaction } from '../../../src/databases/sqlite/run-in-transaction.ts';
import { Script } from '../../../src/databases/sqlite/script.ts';
import { failureOf, statement } from '../contract.ts';
import { make, newPath } from './support.ts';

const ORPHANS = 'PRAGMA foreign_keys = OFF; INSERT INTO child VALUES (30, 3)';
const record = [statement('INSERT INTO history DEFAULT VALUES')];

for (const driver of ['better-sqlite3', 'node:sqlite'] satisfies DriverName[]) {
  describe(`scripts one after another with foreign keys off, through ${driver}`, () => {
    let path: string;
    let session: Session;
    let looks: number;

    beforeEach(async () => {
      path = newPath();
      make(
        path,
        `CREATE TABLE history (version INTEGER PRIMARY KEY);
         CREATE TABLE parent (id INTEGER PRIMARY KEY);
         CREATE TABLE child (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES parent)`,
      );
      const opened = (await loadDriver(driver)).open(path, 'write');
      opened.exec('PRAGMA foreign_keys = OFF');
      looks = 0;
      session = Object.assign(Object.create(opened) as Session, {
        all: (asked: Parameters<Session['all']>[0]) => {
          if (asked.sql.includes('foreign_key_check')) looks++;
          return opened.all(asked);
        },
      });
    });

    afterEach(() => {
      session.close();
    });

    const apply = (sql: string) =>
      runInTransaction(
        session,
        atOnce,
        new Script(sql, path),
        { transactional: true, script: sql, record },
        false,
      );

    it('are looked at once each, but for the first', async () => {
      for (const name of ['a', 'b', 'c']) await apply(`CREATE TABLE ${name} (x)`);
      assert.equal(looks, 4);
    });

    it('are not blamed for what another process breaks between them', async () => {
      await apply('CREATE TABLE a (x)');
      make(path, ORPHANS);
      await apply('CREATE TABLE b (x)');
      assert.equal(looks, 4);
    });

    it('are blamed for what one before them tried in vain', async () => {
      await apply('CREATE TABLE a (x)');
      for (let times = 0; times < 2; times++) {
        const failure = await failureOf(apply('INSERT INTO child VALUES (30, 3)'));
        assert.match(failure.detail ?? '', /^Row 30 of child/);
      }
    });

    it('are not blamed for what this session itself has broken between them', async () => {
      await apply('CREATE TABLE a (x)');
      session.exec('INSERT INTO child VALUES (30, 3)');
      await apply('CREATE TABLE b (x)');
      session.exec('DROP TABLE parent');
      await apply('CREATE TABLE c (x)');
    });
  });
}
