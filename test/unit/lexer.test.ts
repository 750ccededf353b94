import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Engine } from '../../src/core/engine.ts';
import { tokenAt } from '../../src/sql/lexer.ts';
import { programs } from '../support/sql-programs.ts';

function tokens(sql: string, dialect: Engine): string[] {
  const found: string[] = [];
  for (let at = 0; at < sql.length;) {
    const { kind, start, end } = tokenAt(sql, at, dialect);
    assert.equal(start, at);
    assert.ok(end > at, `no way forward at ${at} of ${sql}`);
    if (kind !== 'blank') found.push(`${kind} ${sql.slice(start, end)}`);
    at = end;
  }
  return found;
}

const BOTH: readonly Engine[] = ['sqlite', 'postgres'];

describe('the tokens of both engines', () => {
  const cases: [sql: string, ...tokens: string[]][] = [
    ["SELECT a_1, 'it''s'", 'word SELECT', 'word a_1', 'symbol ,', "quoted 'it''s'"],
    ['"a"".b" x', 'quoted "a"".b"', 'word x'],
    ["''''''", "quoted ''''''"],
    ['1.5e3+2', 'number 1.5e3', 'symbol +', 'number 2'],
    ['a--b\rc', 'word a', 'comment --b', 'word c'],
    ['a--b\r\nc', 'word a', 'comment --b', 'word c'],
    ['a/*b*/c', 'word a', 'comment /*b*/', 'word c'],
    ['/*/ */x', 'comment /*/ */', 'word x'],
    ['größe', 'word größe'],
  ];
  for (const [sql, ...expected] of cases) {
    it(JSON.stringify(sql), () => {
      for (const dialect of BOTH) assert.deepEqual(tokens(sql, dialect), expected, dialect);
    });
  }

  it('that nobody ends reach to the end of the text', () => {
    for (const sql of ["'a;\n", '"a;\n', '/* a;\n', '-- a;']) {
      for (const dialect of BOTH) assert.equal(tokens(sql, dialect).length, 1, sql);
    }
    assert.equal(tokens('[a;\n', 'sqlite').length, 1);
    assert.equal(tokens('$a$;$$\n', 'postgres').length, 1);
    assert.equal(tokens("E'a\\'", 'postgres').length, 1);
    assert.equal(tokens('/* /* */', 'postgres').length, 1);
  });
});

describe('the tokens that differ', () => {
  const cases: [sql: string, sqlite: string[], postgres: string[]][] = [
    ['/*/* */*/', ['comment /*/* */', 'symbol *', 'symbol /'], ['comment /*/* */*/']],
    ["E'\\''", ['word E', "quoted '\\''"], ["quoted E'\\''"]],
    ['U&"a"".b"', ['word U', 'symbol &', 'quoted "a"".b"'], ['quoted U&"a"".b"']],
    ["u&'\\'", ['word u', 'symbol &', "quoted '\\'"], ["quoted u&'\\'"]],
    ['u & "a"', ['word u', 'symbol &', 'quoted "a"'], ['word u', 'symbol &', 'quoted "a"']],
    ["'\\'", ["quoted '\\'"], ["quoted '\\'"]],
    ['[a b]', ['quoted [a b]'], ['symbol [', 'word a', 'word b', 'symbol ]']],
    ['`a b`', ['quoted `a b`'], ['symbol `', 'word a', 'word b', 'symbol `']],
    ['$$a$$', ['symbol $', 'symbol $', 'word a$$'], ['quoted $$a$$']],
    ['$a$b$a$', ['symbol $', 'word a$b$a$'], ['quoted $a$b$a$']],
    ['x$$y$$', ['word x$$y$$'], ['word x$$y$$']],
    ['$1', ['symbol $', 'number 1'], ['symbol $', 'number 1']],
  ];
  for (const [sql, sqlite, postgres] of cases) {
    it(JSON.stringify(sql), () => {
      assert.deepEqual(tokens(sql, 'sqlite'), sqlite);
      assert.deepEqual(tokens(sql, 'postgres'), postgres);
    });
  }
});

it('every text is tokens to its end, without a gap', () => {
  for (const dialect of BOTH) {
    for (const { sql } of programs(dialect, 300)) {
      tokens(sql, dialect);
      // Cut anywhere, also within a token or a pair of surrogates.
      tokens(sql.slice(Math.floor(sql.length / 3)), dialect);
    }
    for (let code = 0; code < 0x1_0000; code++) tokens(`${String.fromCharCode(code)}a`, dialect);
    tokens('😀a😀', dialect);
  }
});
