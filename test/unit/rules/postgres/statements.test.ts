import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadGrammar } from '../../../../src/grammar/libpg-query.ts';
import { parseScript } from '../../../../src/grammar/parse.ts';
import { within } from '../../../../src/grammar/tree.ts';
import { newTables } from '../../../../src/rules/postgres/new-tables.ts';
import { alterationsIn, treesIn } from '../../../../src/rules/postgres/statements.ts';
import type { TreeScript } from '../../../../src/rules/rule.ts';
import { SqlReader } from '../../../../src/sql/reader.ts';
import { split } from '../../../../src/sql/split.ts';
import { readStatement } from '../../../../src/sql/statement.ts';

const grammar = await loadGrammar();

function read(sql: string): TreeScript {
  const start = { line: 1, column: 1 };
  return {
    script: { path: '1_a.sql', sql, start, marker: null, transactional: true },
    direction: 'up',
    engine: 'postgres',
    statements: split(sql, 'postgres').map((each) => readStatement(sql, each, 'postgres')),
    read: (range) => new SqlReader(sql, range, 'postgres'),
    parsed: parseScript(sql, grammar),
    serverVersion: null,
  };
}

describe('the trees of a script', () => {
  it('leave out what is no SQL, and nothing behind it', () => {
    const trees = treesIn(read('SELECT 1; SELEC 2; VACUUM;'));
    assert.deepEqual(
      trees.flatMap(({ tree }) => Object.keys(tree)),
      ['SelectStmt', 'VacuumStmt'],
    );
  });

  it('tell the actions of an ALTER TABLE apart, each in its place', () => {
    const sql =
      "ALTER TABLE s.a /* é, */ ADD b numeric(4, 2) DEFAULT 'é,', DROP COLUMN c; ALTER INDEX i RESET (x, y);";
    assert.deepEqual(
      alterationsIn(read(sql)).map(({ table, command, range }) => [
        table,
        command.subtype,
        sql.slice(range.start, range.end),
      ]),
      [
        [{ schema: 's', name: 'a' }, 'AT_AddColumn', "ADD b numeric(4, 2) DEFAULT 'é,'"],
        [{ schema: 's', name: 'a' }, 'AT_DropColumn', 'DROP COLUMN c'],
        [{ schema: null, name: 'i' }, 'AT_ResetRelOptions', 'ALTER INDEX i RESET (x, y)'],
      ],
    );
  });

  it('are searched to the bottom, outer things first', () => {
    const [statement] = treesIn(read('SELECT f(g(1)) FROM a WHERE h(2) = 1'));
    assert.ok(statement);
    assert.deepEqual(
      [...within(statement.tree, 'FuncCall')].map(({ funcname }) => JSON.stringify(funcname)),
      ['f', 'g', 'h'].map((sval) => JSON.stringify([{ String: { sval } }])),
    );
  });
});

describe('a new table', () => {
  for (const [sql, name, isNew] of [
    ['CREATE TABLE a (b int);', 'a', true],
    ['CREATE TABLE IF NOT EXISTS s.a (b int);', 'a', true],
    ['CREATE TEMP TABLE a AS SELECT 1;', 'a', true],
    ['CREATE MATERIALIZED VIEW a AS SELECT 1;', 'a', true],
    ['SELECT 1 INTO a;', 'a', true],
    ['CREATE TABLE b (c int); ALTER TABLE b RENAME TO a;', 'a', true],
    ['ALTER TABLE b RENAME TO a;', 'a', false],
    ['CREATE TABLE b (c int);', 'a', false],
    ['CREATE VIEW a AS SELECT 1;', 'a', false],
  ] as const) {
    it(`is ${isNew ? '' : 'not '}what ${sql} makes`, () => {
      assert.equal(newTables(read(sql))({ schema: null, name }, sql.length), isNew);
    });
  }

  it('is new from where it is made', () => {
    const sql = 'DROP TABLE a; CREATE TABLE a (b int);';
    const isNew = newTables(read(sql));
    assert.equal(isNew({ schema: null, name: 'a' }, 0), false);
    assert.equal(isNew({ schema: null, name: 'a' }, sql.length), true);
  });
});
