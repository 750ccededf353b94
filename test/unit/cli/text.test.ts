import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { alignColumns, displayWidth } from '../../../src/cli/text/columns.ts';

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
