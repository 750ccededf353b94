import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromCodePoints, locate, position } from '../../src/sql/text.ts';

describe('a place in a text', () => {
  const text = 'ab\ncd\r\n😀f\rgh\n';
  const cases: [offset: number, line: number, column: number][] = [
    [0, 1, 1],
    [2, 1, 3],
    [3, 2, 1],
    [5, 2, 3],
    [7, 3, 1],
    [9, 3, 3],
    [10, 3, 4],
    [11, 4, 1],
    [14, 5, 1],
  ];
  for (const [offset, line, column] of cases) {
    it(`${offset} is line ${line}, column ${column}`, () => {
      assert.deepEqual(position(text, offset), { line, column });
    });
  }

  it('is never before the first line', () => {
    assert.deepEqual(position('', 0), { line: 1, column: 1 });
  });

  it('has an end, which is not before its start', () => {
    const script = { sql: text, start: { line: 1, column: 1 } };
    assert.deepEqual(locate(script, { start: 4, end: 9 }), {
      line: 2,
      column: 2,
      endLine: 3,
      endColumn: 3,
    });
    assert.deepEqual(locate(script, { start: 4, end: 0 }), {
      line: 2,
      column: 2,
      endLine: 2,
      endColumn: 2,
    });
  });

  it('is one of the file, where the script is a section of it', () => {
    const section = { sql: 'ab\ncd', start: { line: 7, column: 5 } };
    const place = (start: number) => {
      const { line, column } = locate(section, { start, end: start });
      return [line, column];
    };
    assert.deepEqual([0, 1, 3, 4].map(place), [
      [7, 5],
      [7, 6],
      [8, 1],
      [8, 2],
    ]);
  });
});

describe('PostgreSQL’s position', () => {
  it('counts code points from 1', () => {
    const text = 'ä😀b😀😀c';
    const points = [...text.matchAll(/./gu)];
    for (const [index, { index: offset }] of points.entries()) {
      assert.equal(fromCodePoints(text, index + 1), offset);
    }
  });

  it('does not leave the text', () => {
    assert.equal(fromCodePoints('ab', 9), 2);
    assert.equal(fromCodePoints('ab', 0), 0);
  });
});
