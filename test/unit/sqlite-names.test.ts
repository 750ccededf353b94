import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sqliteNames } from '../../src/sql/sqlite-names.ts';
import { toldNames } from './sql-names.ts';

const CASES: readonly (readonly [string, ...(readonly string[])])[] = [
  [
    'CREATE TABLE main.A (id INTEGER PRIMARY KEY, [B b] REFERENCES o (x), UNIQUE (id))',
    ...['creates table main.a', 'creates column main.a.id', 'creates column main.a.b b'],
    'refers table o',
  ],
  [
    'CREATE UNIQUE INDEX i ON a (x COLLATE NOCASE, lower(y)) WHERE z',
    ...['creates index i', 'changes table a', 'refers column a.x'],
  ],
  [
    'CREATE TRIGGER t AFTER UPDATE OF b ON a BEGIN UPDATE OR IGNORE z SET x = 1; DELETE FROM w; END',
    ...['creates trigger a.t', 'changes table a', 'refers table z', 'refers table w'],
  ],
  ['CREATE VIEW v AS SELECT 1 FROM a JOIN b', 'creates view v', 'refers table a', 'refers table b'],
  ['ALTER TABLE a RENAME TO b', 'changes table a', 'creates table b, was a'],
  [
    'ALTER TABLE a RENAME x TO y',
    ...['changes table a', 'changes column a.x', 'creates column a.y, was x'],
  ],
  ['ALTER TABLE a ADD COLUMN x', 'changes table a', 'creates column a.x'],
  ['ALTER TABLE a DROP x', 'changes table a', 'drops column a.x'],
  ['DROP TABLE IF EXISTS a', 'drops table a'],
  [
    'WITH q AS (SELECT 1 FROM a) INSERT INTO b SELECT * FROM q',
    'refers table a',
    'changes table b',
  ],
  ['INSERT INTO a VALUES (1) ON CONFLICT DO UPDATE SET x = 1', 'changes table a'],
  [
    'CREATE TABLE a (x REFERENCES b ON UPDATE SET NULL)',
    'creates table a',
    'creates column a.x',
    'refers table b',
  ],
  ['PRAGMA foreign_keys = ON'],
];

describe('the names in SQLite’s SQL', () => {
  for (const [sql, ...expected] of CASES) {
    it(`are found in ${sql}`, () => {
      assert.deepEqual(toldNames(sql, sqliteNames(sql)), expected);
    });
  }

  it('are found in each statement of a script', () => {
    const sql = 'DROP TABLE a; DROP VIEW "B b";';
    assert.deepEqual(toldNames(sql, sqliteNames(sql)), ['drops table a', 'drops view b b']);
  });
});
