import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { ShadowScript } from '../../../src/databases/shadow.ts';
import type { DriverName } from '../../../src/databases/sqlite/driver.ts';
import { openSqliteShadow, type SqliteShadow } from '../../../src/databases/sqlite/shadow.ts';
import { statement } from '../contract.ts';
import { noBookkeeping, shadowContract } from '../shadow-contract.ts';

for (const driver of ['better-sqlite3', 'node:sqlite'] satisfies DriverName[]) {
  const opened: SqliteShadow[] = [];
  const alive = () => opened.flatMap(({ pid }) => (pid !== undefined && isAlive(pid) ? [pid] : []));
  shadowContract(`SQLite by ${driver}`, {
    engine: 'sqlite',
    async open() {
      const shadow = await openSqliteShadow(noBookkeeping, driver);
      opened.push(shadow);
      return shadow;
    },
    kill() {
      for (const pid of alive()) process.kill(pid, 'SIGKILL');
      return Promise.resolve();
    },
    remains: () => Promise.resolve(alive().map(String)),
  });
}

describe('a shadow of SQLite', () => {
  let shadow: SqliteShadow;

  before(async () => {
    const own = [statement('CREATE TABLE history (version INTEGER PRIMARY KEY)')];
    const ownTables = [{ schema: null, name: 'history' }];
    shadow = await openSqliteShadow({ ...noBookkeeping, own, ownTables });
  });
  after(() => shadow.close());

  it('finds every statement that is no SQL, also behind another fault', async () => {
    const sql = `CREATE TABLE t (x);
      SELECT missing;
      SELCT 1;
      SELECT nowhere;
      PRAGMA user_version = ;
      CREATE TABLE u (;
      SELECT 'open`;
    const { failure, syntaxErrors } = await shadow.attempt(script(sql));
    assert.equal(failure?.message, 'no such column: missing');
    assert.deepEqual(
      syntaxErrors.map(({ message, position }) => [message, sql.slice(position ?? 0).trim()]),
      [
        ['near "SELCT": syntax error', sql.slice(sql.indexOf('SELCT'))],
        ['incomplete input', sql.slice(sql.indexOf(";\n      SELECT 'open"))],
        ['unrecognized token: "\'open"', "'open"],
      ],
    );
  });

  it('names the first errors of what is no SQL at all', async () => {
    const { failure, syntaxErrors } = await shadow.attempt(script('SELCT 1;'.repeat(1000)));
    assert.match(failure?.message ?? '', /syntax error/);
    assert.equal(syntaxErrors.length, 20);
  });

  it('reads no further than a NUL', async () => {
    const { failure } = await shadow.attempt(script('SELECT 1;\0 SELECT 2;'));
    assert.equal(failure?.position, 9);
  });

  it('has the tool’s own tables, and does not count them', async () => {
    await shadow.goTo([script('CREATE TABLE t (x)')]);
    const { failure } = await shadow.attempt(script('INSERT INTO history VALUES (1)'));
    assert.equal(failure, null);
    const { objects } = await shadow.schema();
    assert.deepEqual(
      objects.filter(({ kind }) => kind === 'table').map((each) => each.name),
      ['t'],
    );
  });

  it('goes on by the last checkpoint before an edit', async () => {
    const scripts = Array.from({ length: 120 }, (_, at) => script(`CREATE TABLE t${at} (x)`));
    await shadow.goTo(scripts);
    for (const at of [0, 24, 25, 60, 119]) {
      await shadow.goTo(scripts.with(at, script(`CREATE TABLE edited${at} (x)`)));
      const all = scripts.map((_, index) => `t${index}`).with(at, `edited${at}`);
      const reading = all.map((name) => `SELECT * FROM ${name};`).join('\n');
      assert.equal((await shadow.attempt(script(reading))).failure, null);
    }
  });
});

function script(sql: string): ShadowScript {
  return { version: '1', sql, transactional: true };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
