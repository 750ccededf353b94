import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { alignColumns, displayWidth } from '../../../src/cli/text/columns.ts';
import { printable, printableLine } from '../../../src/cli/text/printable.ts';
import { duration, relativeTime } from '../../../src/cli/text/time.ts';

describe('columns', () => {
  it('stand under each other, with no blanks at the end', () => {
    const rows = [
      [
        { text: '✓' },
        { text: '1' },
        { text: 'applied' },
        { text: '7 ms', align: 'right' as const },
      ],
      [{ text: '○' }, { text: '10' }, { text: 'pending' }, { text: '', align: 'right' as const }],
      [
        { text: '✓' },
        { text: '2' },
        { text: 'applied' },
        { text: '12 ms', align: 'right' as const },
      ],
    ];
    assert.deepEqual(alignColumns(rows), [
      '✓  1   applied   7 ms',
      '○  10  pending',
      '✓  2   applied  12 ms',
    ]);
  });

  it('measure what is seen, not what colours it', () => {
    const paint = (text: string) => `<${text}>`;
    assert.deepEqual(
      alignColumns([
        [{ text: 'a', paint }, { text: 'x' }],
        [{ text: 'bcd' }, { text: 'y' }],
      ]),
      ['<a>    x', 'bcd  y'],
    );
  });

  it('count wide and combining characters as a terminal does', () => {
    const widths = { plain: 5, Zoë: 3, 'Zoe\u0308': 3, 早い: 4, '🚀': 2, 한글: 4, '': 0, '…✓○': 3 };
    for (const [text, width] of Object.entries(widths))
      assert.equal(displayWidth(text), width, text);
  });
});

describe('a time', () => {
  const now = new Date('2025-03-01T12:00:00Z');
  const times: readonly (readonly [string, string])[] = [
    ['2025-03-01T11:59:58.123456Z', 'just now'],
    ['2025-03-01T12:00:30Z', 'just now'],
    ['2025-03-01T11:59:18Z', '42 seconds ago'],
    ['2025-03-01T11:58:59Z', '1 minute ago'],
    ['2025-03-01T11:00:01Z', '59 minutes ago'],
    ['2025-03-01T10:30:00Z', '1 hour ago'],
    ['2025-02-28T12:00:01Z', '23 hours ago'],
    ['2025-02-28T11:00:00Z', '1 day ago'],
    ['2025-02-27T11:00:00Z', '2 days ago'],
    ['2025-01-20T12:00:00Z', '1 month ago'],
    ['2024-03-10T12:00:00Z', '11 months ago'],
    ['2024-02-01T12:00:00Z', '1 year ago'],
    ['2020-02-01T12:00:00Z', '5 years ago'],
    ['2025-03-01T13:00:00.5Z', '2025-03-01T13:00:00Z'],
    ['the day before', 'the day before'],
  ];
  for (const [iso, words] of times) {
    it(`${iso} is ${words}`, () => {
      assert.equal(relativeTime(iso, now), words);
    });
  }

  it('that something took is told in its own size', () => {
    const all = [0.2, 1, 12.9, 999.9, 1000, 59_940, 60_000, 125_500].map(duration);
    assert.deepEqual(all, [
      ...['<1 ms', '1 ms', '12 ms', '999 ms', '1.0 s', '59.9 s', '1 min 0 s', '2 min 5 s'],
    ]);
  });
});

describe('text from elsewhere', () => {
  it('moves no cursor, changes no colour and turns no direction', () => {
    assert.equal(
      printable('a\tb\r\nc\x1B[2Jd\u202Ee\u0007\u009B1m\rf'),
      'a\tb\nc\\u001B[2Jd\\u202Ee\\u0007\\u009B1m\\u000Df',
    );
  });

  it('stays on its line', () => {
    assert.equal(printableLine('one\r\n  two\n\nthree'), 'one two three');
  });
});
