/** A cell of a table; `paint` sets it after it has been measured. */
export interface Cell {
  readonly text: string;
  readonly paint?: (text: string) => string;
  readonly align?: 'right';
}

/** Blanks between columns. */
const GAP = 2;

/** Rows with their columns aligned; no blanks at the ends of lines. */
export function alignColumns(rows: readonly (readonly Cell[])[]): readonly string[] {
  const measured = rows.map(widthsOf);
  const widths: number[] = [];
  for (const row of measured) {
    for (let at = 0; at < row.length; at++) widths[at] = Math.max(widths[at] ?? 0, row[at] ?? 0);
  }
  return rows.map((row, at) => alignRow(row, widths, measured[at]));
}

/** One row by widths that are known before; `own` are those of its texts. */
export function alignRow(
  row: readonly Cell[],
  widths: readonly number[],
  own: readonly number[] = widthsOf(row),
): string {
  let line = '';
  // They are written when a text follows them.
  let blanks = 0;
  for (let at = 0; at < row.length; at++) {
    const { text, paint, align } = row[at] ?? EMPTY;
    const padding = Math.max(0, (widths[at] ?? 0) - (own[at] ?? 0));
    if (align === 'right') blanks += padding;
    if (text !== '') {
      line += ' '.repeat(blanks) + (paint ? paint(text) : text);
      blanks = 0;
    }
    blanks += GAP + (align === 'right' ? 0 : padding);
  }
  return line;
}

function widthsOf(row: readonly Cell[]): readonly number[] {
  return row.map(({ text }) => displayWidth(text));
}

const EMPTY: Cell = { text: '' };

const PLAIN = /^[\x20-\x7E]*$/;
const ZERO_WIDTH = /[\p{Mn}\p{Me}\p{Cf}]/u;
const WIDE =
  /\p{Emoji_Presentation}|[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{20000}-\u{3FFFD}]/u;

/** How many columns a terminal gives a text, as far as that is the same everywhere. */
export function displayWidth(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let width = 0;
  for (const char of text) width += ZERO_WIDTH.test(char) ? 0 : WIDE.test(char) ? 2 : 1;
  return width;
}
