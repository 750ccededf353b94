/** A cell of a table; `paint` sets it after it has been measured. */
export interface Cell {
  readonly text: string;
  readonly paint?: (text: string) => string;
  readonly align?: 'right';
}

const GAP = '  ';

/** Rows with their columns aligned; no blanks at the ends of lines. */
export function alignColumns(rows: readonly (readonly Cell[])[]): readonly string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [index, { text }] of row.entries()) {
      widths[index] = Math.max(widths[index] ?? 0, displayWidth(text));
    }
  }
  return rows.map((row) => alignRow(row, widths));
}

/** One row by widths that are known before. */
export function alignRow(row: readonly Cell[], widths: readonly number[]): string {
  const last = row.findLastIndex(({ text }) => text !== '');
  return row
    .slice(0, last + 1)
    .map(({ text, paint = (same) => same, align }, index) => {
      const padding = ' '.repeat(Math.max(0, (widths[index] ?? 0) - displayWidth(text)));
      if (align === 'right') return padding + paint(text);
      return paint(text) + (index === last ? '' : padding);
    })
    .join(GAP);
}

const ZERO_WIDTH = /[\p{Mn}\p{Me}\p{Cf}]/u;
const WIDE =
  /\p{Emoji_Presentation}|[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{20000}-\u{3FFFD}]/u;

/** How many columns a terminal gives a text, as far as that is the same everywhere. */
export function displayWidth(text: string): number {
  if (/^[\x20-\x7E]*$/.test(text)) return text.length;
  let width = 0;
  for (const char of text) width += ZERO_WIDTH.test(char) ? 0 : WIDE.test(char) ? 2 : 1;
  return width;
}
