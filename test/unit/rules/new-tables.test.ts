import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { newTables } from '../../../src/rules/new-tables.ts';
import { readScript } from './support.ts';

describe('a new table', () => {
  for (const [sql, name, isNew] of [
    ['CREATE TABLE a (b int);', 'a', true],
    ['CREATE TABLE IF NOT EXISTS s.a (b int);', 'a', true],
    ['CREATE TEMP TABLE a AS SELECT 1;', 'a', true],
    ['CREATE MATERIALIZED VIEW a AS SELECT 1;', 'a', true],
    ['CREATE TABLE b (c int); ALTER TABLE b RENAME TO a;', 'a', true],
    ['ALTER TABLE b RENAME TO a;', 'a', false],
    ['CREATE TABLE b (c int);', 'a', false],
    ['CREATE VIEW a AS SELECT 1;', 'a', false],
  ] as const) {
    it(`is ${isNew ? '' : 'not '}what ${sql} makes`, () => {
      assert.equal(newTables(readScript(sql))({ schema: null, name }, sql.length), isNew);
    });
  }

  it('is new from where it is made', () => {
    const sql = 'DROP TABLE a; CREATE TABLE a (b int);';
    const isNew = newTables(readScript(sql));
    assert.equal(isNew({ schema: null, name: 'a' }, 0), false);
    assert.equal(isNew({ schema: null, name: 'a' }, sql.length), true);
  });
});
