import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, beforeEach, describe, it } from 'node:test';
import BetterSqlite3 from 'better-sqlite3';
import { temporaryBeside } from '../../../src/databases/publish.ts';
import type { RehearsalResult } from '../../../src/runner/rehearse.ts';
import { rehearsing, shadowOf, type Rehearsing } from './rehearsal-support.ts';

describe('a rehearsal on SQLite', () => {
  let shop: Rehearsing;
  let file: string;

  // Other tests rehearse at the same time, whose copies are none of ours.
  before(() => {
    process.env.TMPDIR = mkdtempSync(join(tmpdir(), 'strata-own-'));
  });

  beforeEach(async () => {
    shop = await rehearsing('sqlite:shop.db');
    file = join(shop.root, 'shop.db');
    shop.add(
      1,
      `CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);
       CREATE TABLE carts (id INTEGER PRIMARY KEY,
         owner INTEGER REFERENCES users (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED);
       INSERT INTO users VALUES (1, 'a'), (2, 'b'), (3, 'c'); INSERT INTO carts VALUES (1, 1), (2, 2);`,
    );
  });

  const applied = async () => {
    assert.equal((await shop.up()).failure, null);
  };
  const bytes = () => createHash('sha256').update(readFileSync(file)).digest('hex');
  const copies = () => readdirSync(tmpdir()).filter((name) => name.includes('strata-rehearsal-'));
  const statementsOf = ({ steps }: RehearsalResult) => steps.flatMap((step) => step.statements);

  /** Leaves the file as it was, to the byte, and no copy. */
  async function rehearsed(...given: Parameters<Rehearsing['rehearse']>): Promise<RehearsalResult> {
    const [was, before] = [bytes(), copies()];
    const result = await shop.rehearse(...given);
    assert.equal(bytes(), was);
    assert.deepEqual(copies(), before);
    assert.ok(result.unchanged);
    return result;
  }

  it('keeps nothing in the file, and tells rows and times', async () => {
    await applied();
    shop.add(2, `UPDATE users SET name = 'x' WHERE id < 3; CREATE TABLE a (x); DELETE FROM users;`);
    shop.add(3, 'ALTER TABLE a ADD y; DROP TABLE carts;');
    const result = await rehearsed();
    assert.equal(result.failure, null);
    assert.equal(result.on, 'environment');
    assert.deepEqual(
      statementsOf(result).map(({ rows }) => rows),
      [2, null, 3, null, null],
    );
    assert.ok(statementsOf(result).every(({ elapsed }) => elapsed > 0n));
  });

  it('makes no file where there is none', async () => {
    const { on, failure, steps } = await shop.rehearse();
    assert.deepEqual([on, failure, steps.length], ['copy', null, 1]);
    assert.ok(!existsSync(file));
    await assert.rejects(shop.rehearse({ on: 'environment' }), { code: 'refused' });
    assert.ok(!existsSync(file));
  });

  it('sees a violation that only the commit would', async () => {
    await applied();
    shop.add(2, 'INSERT INTO carts VALUES (9, 99);');
    for (const on of ['environment', 'copy'] as const) {
      const { failure } = await rehearsed({ on });
      assert.match(failure?.code ?? '', /^SQLITE_CONSTRAINT_FOREIGNKEY/, on);
    }
  });

  it('ends where a statement fails, with its place', async () => {
    await applied();
    shop.add(2, 'CREATE TABLE a (x);\n  SELECT * FROM b;\nCREATE TABLE c (x);');
    shop.add(3, 'CREATE TABLE d (x);');
    for (const on of ['environment', 'copy'] as const) {
      const { failure, steps } = await rehearsed({ on });
      assert.deepEqual([failure?.kept, failure?.location?.line, steps.length], ['nothing', 2, 1]);
    }
  });

  it('takes place on a shadow, behind what is applied and without its rows', async () => {
    await applied();
    shop.add(2, 'PRAGMA user_version = 7; DELETE FROM users; INSERT INTO users (id) VALUES (1);');
    shop.add(3, 'INSERT INTO nowhere SELECT * FROM users; CREATE TABLE a (x);');
    const { on, failure, steps } = await rehearsed({ on: 'shadow', shadow: () => shadowOf(shop) });
    assert.deepEqual([on, failure?.message], ['shadow', 'no such table: nowhere']);
    assert.deepEqual(
      steps.map(({ statements }) => statements.map(({ rows }) => rows)),
      [[null, 3, 1], []],
    );
    await assert.rejects(rehearsed({ on: 'shadow' }), { code: 'refused' });
  });

  it('tries on a copy what SQLite does not take back', async () => {
    await applied();
    shop.add(
      2,
      `PRAGMA foreign_keys = OFF;
       CREATE TABLE users2 (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
       INSERT INTO users2 SELECT * FROM users; DROP TABLE users; ALTER TABLE users2 RENAME TO users;`,
    );
    shop.add(3, '-- no-transaction\nVACUUM;');
    const result = await rehearsed();
    assert.deepEqual([result.on, result.failure], ['copy', null]);
    assert.ok(statementsOf(result).every(({ notTried }) => notTried === null));
    await assert.rejects(rehearsed({ on: 'environment' }), { code: 'refused' });
    // What was tried is what applying does.
    await applied();
    const raw = new BetterSqlite3(file, { readonly: true });
    assert.equal(raw.prepare('SELECT count(*) FROM carts').pluck().get(), 2);
    raw.close();
  });

  it('removes the copies of those who were killed, and of nobody else', async () => {
    const copyOf = (pid: number | undefined): string => {
      const folder = temporaryBeside(join(tmpdir(), 'strata-rehearsal'));
      const its = folder.replace(`-${process.pid}-`, `-${pid}-`);
      mkdirSync(its);
      writeFileSync(join(its, 'shop.db'), 'rows');
      return its;
    };
    const [gone, living] = [copyOf(spawnSync('true').pid), copyOf(process.ppid)];
    await shop.rehearse({ on: 'copy' });
    assert.deepEqual([existsSync(gone), existsSync(living)], [false, true]);
  });

  it('opens no other file', async () => {
    await applied();
    const other = join(shop.root, 'other.db');
    shop.add(2, `-- no-transaction\nATTACH '${other}' AS other;\nVACUUM INTO '${other}';`);
    const result = await rehearsed();
    assert.ok(statementsOf(result).every(({ notTried }) => notTried !== null));
    assert.ok(!existsSync(other));
  });

  it('ends in the middle when it is cancelled, and the file is as before', async () => {
    await applied();
    shop.add(
      2,
      `INSERT INTO users (name) VALUES ('x');
       WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) INSERT INTO users (name) SELECT i FROM n;`,
    );
    for (const on of ['environment', 'copy'] as const) {
      const was = bytes();
      const before = copies();
      const ending = new AbortController();
      const rehearsal = shop.rehearse({
        on,
        signal: ending.signal,
        onEvent: ({ kind }) => {
          if (kind === 'planned')
            setTimeout(() => {
              ending.abort();
            }, 300);
        },
      });
      await assert.rejects(rehearsal, { code: 'cancelled' });
      assert.equal(bytes(), was);
      assert.deepEqual(copies(), before);
    }
  });

  it('works beside readers in WAL mode, and says who holds the file', async () => {
    await applied();
    const raw = new BetterSqlite3(file);
    raw.pragma('journal_mode = WAL');
    const rows = () => raw.prepare('SELECT * FROM users').all();
    const was = rows();
    shop.add(2, 'DELETE FROM users;');
    assert.equal((await shop.rehearse()).failure, null);
    assert.deepEqual(rows(), was);
    raw.exec('BEGIN IMMEDIATE');
    await assert.rejects(shop.rehearse(), { code: 'lock' });
    raw.close();
  });
});
