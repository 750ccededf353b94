import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import type { Script } from '../../src/core/migration.ts';
import type { UnfinishedScript } from '../../src/core/unfinished.ts';
import { askable, continuation, measure, sqlOf, statementAt } from '../../src/sql/continuation.ts';

const script = (sql: string, start = { line: 1, column: 1 }): Script => ({
  ...{ path: '1_a.sql', sql, start, marker: null, transactional: false },
});
const hash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16);

const SQL = '-- why\nCREATE TABLE a (x int);\n\nINSERT INTO a VALUES (1); VACUUM;\n';

describe('a script that is to be continued', () => {
  it('is measured by its statements', () => {
    const statements = ['CREATE TABLE a (x int)', 'INSERT INTO a VALUES (1)', 'VACUUM'];
    assert.deepEqual(measure(SQL, 'sqlite'), {
      total: 3,
      digest: statements.map(hash).join(''),
    });
    assert.deepEqual(measure('-- nothing', 'postgres'), { total: 0, digest: '' });
  });

  const { digest } = measure(SQL, 'sqlite');
  const at = (sql: string, completed: number) =>
    continuation(script(sql), 'sqlite', { completed, digest });

  it('goes on at the first statement that is not done', () => {
    assert.deepEqual(
      [0, 1, 2, 3].map((completed) => {
        const { next } = at(SQL, completed);
        return next === null ? null : [next.line, next.column, next.endColumn];
      }),
      [[2, 1, 23], [4, 1, 25], [4, 27, 33], null],
    );
    assert.ok([0, 1, 2, 3].every((completed) => at(SQL, completed).changed === null));
  });

  it('may have changed where nothing is done yet, and in comments, blanks and line ends', () => {
    for (const sql of [
      'CREATE TABLE a (x int);\nDROP TABLE a;',
      '/* first */ CREATE TABLE a (x int) -- done\n;\r\nINSERT INTO b VALUES (1);',
    ]) {
      assert.equal(at(sql, 1).changed, null);
      assert.notEqual(at(sql, 1).next, null);
    }
  });

  it('has changed where a statement that is done reads otherwise or is gone', () => {
    const edited = SQL.replace('VALUES (1)', 'VALUES (2)');
    assert.equal(at(edited, 1).changed, null);
    assert.equal(at(edited, 2).changed?.line, 4);
    assert.equal(at(SQL.replace('x int', 'x  int'), 3).changed?.line, 2);
    assert.equal(at('CREATE TABLE a (x int);\n', 2).changed?.line, 2);
    assert.equal(at('', 1).changed?.line, 1);
  });

  it('tells what is done again for the session’s sake, which depends on the engine', () => {
    const sql = 'SET a = 1; PRAGMA b; RESET c; ATTACH d AS e; DETACH e; SELECT 1;';
    const settings = (engine: 'sqlite' | 'postgres', completed: number) =>
      continuation(script(sql), engine, { completed, ...measure(sql, engine) }).settings;
    assert.deepEqual(settings('postgres', 5), ['SET a = 1', 'RESET c']);
    assert.deepEqual(settings('sqlite', 4), ['PRAGMA b', 'ATTACH d AS e']);
    assert.deepEqual(settings('sqlite', 0), []);
  });

  it('has its statements by their number', () => {
    assert.deepEqual(
      [0, 2, 3].map((index) => statementAt(SQL, 'sqlite', index)),
      ['CREATE TABLE a (x int)', 'VACUUM', null],
    );
  });
});

describe('a statement in doubt', () => {
  const SQL = (before: string, index = 'i') =>
    `${before}; CREATE INDEX CONCURRENTLY ${index} ON a (x);`;
  const asked = (before: string, changes: { inDoubt?: boolean; now?: string } = {}) => {
    const { inDoubt = true, now = SQL(before) } = changes;
    const begun = { inDoubt, completed: 1, ...measure(SQL(before), 'postgres') };
    return askable(now, 'postgres', begun);
  };

  it('can be asked for as it was begun', () => {
    const text = 'CREATE INDEX CONCURRENTLY i ON a (x)';
    assert.equal(asked('SET maintenance_work_mem = 1'), text);
    assert.equal(asked('SELECT 1', { now: `SELECT 2; ${text} -- again` }), text);
  });

  it('is not asked for where it reads otherwise now, is gone, or none is in doubt', () => {
    assert.equal(asked('SELECT 1', { now: SQL('SELECT 1', 'j') }), null);
    assert.equal(asked('SELECT 1', { now: 'SELECT 1' }), null);
    assert.equal(asked('SELECT 1', { inDoubt: false }), null);
  });

  for (const before of [
    'SET search_path = shop',
    `SELECT pg_catalog.set_config('search_path', '', false)`,
    `SET SCHEMA 'shop'`,
    'SET ROLE owner',
    'SET SESSION AUTHORIZATION owner',
    'CREATE TEMP TABLE a (x int)',
  ]) {
    it(`is not asked for where its names may be of other things, after ${before}`, () => {
      assert.equal(asked(before), null);
    });
  }
});

describe('what a step carries out', () => {
  const continued = (sql: string, completed: number, start?: { line: number; column: number }) => {
    const it = script(sql, start);
    const continues: UnfinishedScript = {
      ...{ version: '1', direction: 'up', completed, total: 3, inDoubt: false, startedAt: '' },
      ...{ message: null, invalidIndexes: ['public.i', '"Odd"."j"'], ...measure(sql, 'postgres') },
      ...continuation(it, 'postgres', { completed, ...measure(sql, 'postgres') }),
      ...{ written: completed, afterDoubt: null },
    };
    return sqlOf({ script: it, continues });
  };

  it('is its script', () => {
    assert.equal(sqlOf({ script: script(SQL) }), SQL);
  });

  it('is what is left of it, after what is dropped and what is set', () => {
    const drops = 'DROP INDEX CONCURRENTLY public.i;\nDROP INDEX CONCURRENTLY "Odd"."j";\n';
    assert.equal(continued(SQL, 1), `${drops}INSERT INTO a VALUES (1); VACUUM;\n`);
    assert.equal(continued(SQL, 2), `${drops}VACUUM;\n`);
    assert.equal(continued(SQL, 3), drops);
    assert.equal(
      continued('SET x = 1;\r\nSELECT 1;\r\nSELECT 2', 2),
      `${drops}SET x = 1;\nSELECT 2`,
    );
  });

  it('is found in a file that holds more than the script', () => {
    assert.match(
      continued(' SELECT 1; SELECT 2;\nSELECT 3', 1, { line: 7, column: 5 }),
      /\nSELECT 2;\nSELECT 3$/,
    );
    assert.match(
      continued('SELECT 1;\nSELECT 2;\n  SELECT 3', 2, { line: 7, column: 5 }),
      /\nSELECT 3$/,
    );
  });
});
