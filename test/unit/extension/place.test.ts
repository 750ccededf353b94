import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { afterEdit, rangeOf, type TextSpan } from '../../../src/extension/diagnostics/place.ts';

/** `1:2-3:4`, as VS Code counts. */
function span(text: string): TextSpan {
  const numbers = /^(\d+):(\d+)-(\d+):(\d+)$/.exec(text)?.slice(1).map(Number);
  assert.ok(numbers);
  const [startLine = 0, startCharacter = 0, endLine = 0, endCharacter = 0] = numbers;
  return {
    start: { line: startLine, character: startCharacter },
    end: { line: endLine, character: endCharacter },
  };
}

describe('the place of a problem', () => {
  it('is the first line when it is about the whole file', () => {
    assert.deepEqual(rangeOf(null, false), {
      start: { line: 0, character: 0 },
      end: { line: 0, character: Number.MAX_VALUE },
    });
  });

  it('counts from 0', () => {
    const location = { line: 2, column: 3, endLine: 4, endColumn: 5 };
    assert.deepEqual(rangeOf(location, false), span('1:2-3:4'));
  });

  it('does not count a byte order mark, which no editor shows', () => {
    const first = { line: 1, column: 4, endLine: 1, endColumn: 9 };
    assert.deepEqual(rangeOf(first, true), span('0:2-0:7'));
    const mark = { line: 1, column: 1, endLine: 2, endColumn: 2 };
    assert.deepEqual(rangeOf(mark, true), span('0:0-1:1'));
  });

  it('reaches to the line\u2019s end where it would be nothing', () => {
    const location = { line: 3, column: 1, endLine: 3, endColumn: 1 };
    assert.deepEqual(rangeOf(location, false), {
      start: { line: 2, character: 0 },
      end: { line: 2, character: Number.MAX_VALUE },
    });
  });
});

describe('a place after an edit', () => {
  const statement = span('2:4-3:10');

  for (const [what, where, text, expected] of [
    ['below stays', '5:0-5:0', 'x', '2:4-3:10'],
    ['behind it on its last line stays', '3:11-3:12', '', '2:4-3:10'],
    ['that inserts a line above moves down', '0:0-0:0', '\n', '3:4-4:10'],
    ['that deletes a line above moves up', '0:0-1:0', '', '1:4-2:10'],
    ['before it on its line moves right', '2:0-2:0', 'ab', '2:6-3:10'],
    ['that breaks its line before it begins a line', '2:0-2:2', 'x\r\n', '3:2-4:10'],
    ['that joins its line to the one above moves there', '1:5-2:0', '', '1:9-2:10'],
  ] as const) {
    it(what, () => {
      assert.deepEqual(afterEdit(statement, { ...span(where), text }), span(expected));
    });
  }

  for (const [what, where, text] of [
    ['inside it', '2:6-2:6', 'x'],
    ['at its end', '3:10-3:10', 'x'],
    ['around it', '0:0-9:0', ''],
  ] as const) {
    it(`${what} is gone`, () => {
      assert.equal(afterEdit(statement, { ...span(where), text }), null);
    });
  }
});
