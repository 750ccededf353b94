import type { Location, TextRange } from '../core/problem.ts';

/** The place of a range in a text. Lines end at `\n`, `\r\n` or `\r`, as in editors. */
export function locate(text: string, range: TextRange): Location {
  const start = position(text, range.start);
  const end = position(text, Math.max(range.start, range.end));
  return { line: start.line, column: start.column, endLine: end.line, endColumn: end.column };
}

/** Line and column from 1 of an offset in UTF-16 units. */
export function position(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split(/\r\n|\n|\r/);
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

/** PostgreSQL counts code points from 1; editors count UTF-16 units from 0. */
export function fromCodePoints(text: string, codePoints: number): number {
  let offset = 0;
  for (let count = 1; count < codePoints && offset < text.length; count++) {
    offset += (text.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1;
  }
  return offset;
}
