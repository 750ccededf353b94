import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { linesThatDiffer } from '../../src/sql/compare-lines.ts';

/** `line:column-line:column`, in a script that begins in line 1 or at `start`. */
function places(before: string, sql: string, start = { line: 1, column: 1 }): readonly string[] {
  return linesThatDiffer(before, { sql, start }).map(
    ({ line, column, endLine, endColumn }) => `${line}:${column}-${endLine}:${endColumn}`,
  );
}

describe('the lines that differ', () => {
  it('are those that are new or changed, from end to end', () => {
    assert.deepEqual(places('a\nb\nc\n', 'a\nbb\nc\n'), ['2:1-2:3']);
    assert.deepEqual(places('a\nb\n', 'a\nnew\nnew\nb\n'), ['2:1-3:4']);
    assert.deepEqual(places('a\nb\nc\n', 'A\nb\nC\n'), ['1:1-1:2', '3:1-3:2']);
  });

  it('begin and end with text, unless only blank lines are new', () => {
    assert.deepEqual(places('a\n', 'a\n\nb\n'), ['3:1-3:2']);
    assert.deepEqual(places('a\nz\n', 'a\n\nb\n\nc\n  \nz\n'), ['3:1-5:2']);
    assert.deepEqual(places('a\nb\n', 'a\n\nb\n'), ['2:1-2:1']);
  });

  it('are those that follow what is gone, or the last', () => {
    assert.deepEqual(places('a\nb\nc\n', 'a\nc\n'), ['2:1-2:2']);
    assert.deepEqual(places('a\nb\n', 'a\n'), ['1:1-1:2']);
    assert.deepEqual(places('a\n', ''), ['1:1-1:1']);
  });

  it('are not told by what ends them', () => {
    assert.deepEqual(places('a\nb\n', 'a\r\nb\r\n'), []);
    assert.deepEqual(places('a\nb\n', 'a\nb'), []);
    assert.deepEqual(places('a\nb\n', 'a\r\nB\r\n'), ['2:1-2:2']);
  });

  it('are where the script is in its file', () => {
    assert.deepEqual(places('a\nb', 'A\nB', { line: 5, column: 3 }), ['5:3-6:2']);
  });

  it('are one stretch where nearly all is new', () => {
    const text = (word: string): string =>
      Array.from({ length: 5000 }, (_, index) => `${word} ${index}\n`).join('');
    assert.deepEqual(places(text('a'), text('b')), ['1:1-5000:7']);
  });
});
