import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Engine } from '../../src/core/engine.ts';
import { kindOf, tally } from '../../src/core/statement-changes.ts';
import { compareScripts } from '../../src/sql/compare-scripts.ts';
import { tokenAt } from '../../src/sql/lexer.ts';
import { fragments } from '../../src/sql/split.ts';
import { programs } from '../support/sql-programs.ts';

const BOTH: readonly Engine[] = ['sqlite', 'postgres'];

/** Such as `changed: SELECT 1 → SELECT 2`. */
function told(before: string, after: string, engine: Engine = 'postgres'): readonly string[] {
  return compareScripts(before, after, engine).map((change) =>
    [`${kindOf(change)}:`, change.before, change.after?.text]
      .filter((part) => part != null)
      .join(' | '),
  );
}

/** What the two engines read alike, written otherwise. */
const SAME: readonly (readonly [before: string, after: string, ...engines: Engine[]])[] = [
  ['SELECT 1;', 'SELECT 1'],
  ['SELECT 1;', '-- one\nSELECT /* the */ 1;;\n;'],
  ['SELECT a.b', 'SELECT a . b'],
  ['SELECT 1+1', 'SELECT 1 + 1'],
  ['SELECT (1)', 'SELECT( 1 )'],
  ['SELECT 1;\nSELECT 2;', 'SELECT 1;SELECT 2;'],
  ['SELECT 1;\r\n', 'SELECT 1;\n'],
  ['\uFEFFSELECT 1', 'SELECT 1', 'sqlite'],
];

const OTHER: readonly (readonly [before: string, after: string, ...engines: Engine[]])[] = [
  ['SELECT 1', 'SELECT 2'],
  ['SELECT a', 'SELECT A'],
  ['SELECT a', 'SELECT "a"'],
  ["SELECT 'a'", "SELECT 'a '"],
  ["SELECT '-- a'", "SELECT '-- b'"],
  ["SELECT x'ab'", "SELECT x 'ab'"],
  ['SELECT a <-b', 'SELECT a < -b', 'postgres'],
  ['SELECT .5', 'SELECT . 5'],
  ["SELECT 'a'\n'b'", "SELECT 'a' 'b'", 'postgres'],
  ['DO $$ BEGIN /* a */ END $$', 'DO $$ BEGIN /* b */ END $$', 'postgres'],
  ['SELECT $a$ a $a$', 'SELECT $a$  a $a$', 'postgres'],
  ['\\connect a', '\\connect  a', 'postgres'],
  ['COPY t FROM stdin;\n1 2\n\\.\n', 'COPY t FROM stdin;\n1  2\n\\.\n', 'postgres'],
  ['SELECT 1; SELECT 2', 'SELECT 2; SELECT 1'],
];

describe('the statements of two scripts', () => {
  it('are the same where only comments and blanks are not', () => {
    for (const [before, after, ...engines] of SAME) {
      for (const engine of engines.length === 0 ? BOTH : engines) {
        assert.deepEqual(told(before, after, engine), [], `${engine}: ${before} → ${after}`);
        assert.deepEqual(told(after, before, engine), [], `${engine}: ${after} → ${before}`);
      }
    }
  });

  it('are not where an engine reads them otherwise', () => {
    for (const [before, after, ...engines] of OTHER) {
      for (const engine of engines.length === 0 ? BOTH : engines) {
        assert.notDeepEqual(told(before, after, engine), [], `${engine}: ${before} → ${after}`);
      }
    }
  });

  it('are told as added, removed and changed, in their order', () => {
    const before = 'CREATE TABLE a (x int);\nCREATE TABLE b (x int);\nDROP VIEW v;\n';
    const after =
      'CREATE TABLE a (x bigint);\n-- new\nCREATE INDEX i ON a (x);\nCREATE TABLE b (x int);\n';
    assert.deepEqual(told(before, after), [
      'changed: | CREATE TABLE a (x int) | CREATE TABLE a (x bigint)',
      'added: | CREATE INDEX i ON a (x)',
      'removed: | DROP VIEW v',
    ]);
    const changes = compareScripts(before, after, 'postgres');
    assert.equal(tally(changes), '1 statement changed, 1 statement added, 1 statement removed');
    const { start, end } = changes[1]?.after?.range ?? assert.fail();
    assert.equal(after.slice(start, end), 'CREATE INDEX i ON a (x)');
  });

  it('are compared in a moment, though nothing is the same', () => {
    const script = (word: string): string =>
      Array.from({ length: 10_000 }, (_, index) => `SELECT '${word} ${index}';\n`).join('');
    assert.equal(compareScripts(script('a'), script('b'), 'postgres').length, 10_000);
    const tables = script('a').replaceAll(/SELECT '(\w) (\d+)'/g, 'DROP TABLE $1$2');
    assert.equal(compareScripts(script('a'), tables, 'postgres').length, 20_000);
  });
});

for (const engine of BOTH) {
  describe(`generated scripts of ${engine}`, () => {
    it('stay the same when comments and blanks are put where some are', () => {
      for (const { sql } of programs(engine, 400)) {
        const other = rewritten(sql, engine, (token) => token ?? ' /* new */\n');
        assert.deepEqual(told(sql, other, engine), [], `${sql}\n---\n${other}`);
      }
    });

    it('are others when any token is', () => {
      for (const { sql, expected } of programs(engine, 400)) {
        const count = tokensIn(sql, engine);
        if (expected.length === 0) continue;
        const chosen = Math.floor(count / 2);
        let at = 0;
        const other = rewritten(sql, engine, (token) =>
          token !== null && at++ === chosen ? `${token}_ ` : (token ?? ' '),
        );
        assert.notDeepEqual(told(sql, other, engine), [], `${sql}\n---\n${other}`);
      }
    });
  });
}

/** The tokens of its statements through `write`; null: blanks or a comment between them. */
function rewritten(sql: string, engine: Engine, write: (token: string | null) => string): string {
  return fragments(sql, engine)
    .map(({ start, end }) => {
      const text = sql.slice(start, end);
      let other = '';
      for (let at = 0; at < text.length;) {
        const token = tokenAt(text, at, engine);
        at = token.end;
        const isGap = token.kind === 'blank' || token.kind === 'comment';
        other += write(isGap ? null : text.slice(token.start, token.end));
      }
      return other;
    })
    .join(' ;\n');
}

function tokensIn(sql: string, engine: Engine): number {
  let count = 0;
  rewritten(sql, engine, (token) => {
    if (token !== null) count++;
    return '';
  });
  return count;
}
