import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Script } from '../../../src/core/migration.ts';
import { loadGrammar } from '../../../src/grammar/libpg-query.ts';
import { GrammarReader } from '../../../src/grammar/reader.ts';
import { syntaxProblems } from '../../../src/grammar/syntax-problems.ts';
import { offsetOf } from '../../../src/sql/text.ts';

const reader = new GrammarReader(loadGrammar);

/** Each problem's code, its message, and what is marked. */
async function problems(sql: string): Promise<readonly (readonly string[])[]> {
  const start = { line: 3, column: 5 };
  const script: Script = { path: '1_a.sql', sql, start, marker: null, transactional: true };
  return syntaxProblems(script, '1', await reader.read(sql)).map(({ code, message, location }) => {
    assert.ok(location);
    const { line, column, endLine, endColumn } = location;
    const from = offsetOf(script, { line, column });
    return [code, message, sql.slice(from, offsetOf(script, { line: endLine, column: endColumn }))];
  });
}

describe('syntax problems', () => {
  const cases: readonly (readonly [what: string, sql: string, message: string, marked: string])[] =
    [
      ['the token', "SELECT '😀é'\n FRM FROM a b c;", 'syntax error at or near "c"', 'c'],
      [
        'a quoted token whole',
        'DROP TABLE "A b" "C d"',
        'syntax error at or near ""C d""',
        '"C d"',
      ],
      [
        'the last token at the end',
        'CREATE TABLE a ( -- so\n',
        'syntax error at end of input',
        '(',
      ],
      ['an open string', "SELECT 1, 'a", 'unterminated quoted string at or near "\'a"', "'a"],
      ['an open name', 'SELECT "a b', 'unterminated quoted identifier at or near ""a b"', '"a b'],
      [
        'an open dollar quote',
        'DO $a$ x $$',
        'unterminated dollar-quoted string at or near "$a$ x $$"',
        '$a$ x $$',
      ],
      [
        'a dollar quote in another wrongly',
        'DO $a$ $b$ $a$ $b$',
        'unterminated dollar-quoted string at or near "$b$"',
        '$b$',
      ],
      ['an open comment', 'SELECT 1; /* a /* b */ ', 'unterminated /* comment', '/* a /* b */ '],
      ['an open comment alone', '/*', 'unterminated /* comment', '/*'],
      ['a NUL', 'SELECT 1 \0', 'invalid byte sequence for encoding "UTF8": 0x00', '\0'],
      [
        'what stands behind a byte order mark',
        '\uFEFFSELEC 1',
        'syntax error at or near "SELEC"',
        'SELEC',
      ],
    ];
  for (const [what, sql, message, marked] of cases) {
    it(`mark ${what}`, async () => {
      assert.deepEqual(await problems(sql), [['syntax', message, marked]]);
    });
  }

  it('are none of a byte order mark, of rows for COPY, or of commands of psql', async () => {
    assert.deepEqual(await problems('\uFEFFSELECT 1'), []);
    assert.deepEqual(
      await problems('COPY a FROM stdin;\n1\t/*\n\\.\n\\connect b\nSELECT 1 /* */'),
      [],
    );
  });

  it('are told of every statement', async () => {
    const found = await problems("SELEC 1; SELECT 2; SELECT FROM WHERE; INSERT a; SELECT 'x");
    assert.deepEqual(
      found.map(([, , marked]) => marked),
      ['SELEC', 'WHERE', 'a', "'x"],
    );
  });

  it('repeat no password, and no more of a text than one can read', async () => {
    const [[, secret = ''] = []] = await problems("ALTER ROLE me PASSWORD 'hunter22");
    assert.ok(!secret.includes('hunter22'), secret);
    const [[, long = ''] = []] = await problems(`SELECT '${'x'.repeat(10_000)}`);
    assert.ok(long.length < 400);
  });

  it('are not made of what is too complex to be read', async () => {
    const sql = `SELECT 1${' + 1'.repeat(50_000)}`;
    const [[code, , marked] = []] = await problems(sql);
    assert.equal(code, 'not-checked');
    assert.equal(marked, sql);
  });
});
