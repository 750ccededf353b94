import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { within } from '../../../../src/grammar/tree.ts';
import { alterationsIn, treesIn } from '../../../../src/rules/postgres/statements.ts';
import { readScript } from '../support.ts';

describe('the trees of a script', () => {
  it('leave out what is no SQL, and nothing behind it', () => {
    const trees = treesIn(readScript('SELECT 1; SELEC 2; VACUUM;'));
    assert.deepEqual(
      trees.flatMap(({ tree }) => Object.keys(tree)),
      ['SelectStmt', 'VacuumStmt'],
    );
  });

  it('tell the actions of an ALTER TABLE apart, each in its place', () => {
    const sql =
      "ALTER TABLE s.a /* é, */ ADD b numeric(4, 2) DEFAULT 'é,', DROP COLUMN c; ALTER INDEX i RESET (x, y);";
    assert.deepEqual(
      alterationsIn(readScript(sql)).map(({ table, command, range }) => [
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
    const [statement] = treesIn(readScript('SELECT f(g(1)) FROM a WHERE h(2) = 1'));
    assert.ok(statement);
    assert.deepEqual(
      [...within(statement.tree, 'FuncCall')].map(({ funcname }) => JSON.stringify(funcname)),
      ['f', 'g', 'h'].map((sval) => JSON.stringify([{ String: { sval } }])),
    );
  });
});
