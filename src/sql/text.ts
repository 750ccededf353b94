import type { Position, Script } from '../core/migration.ts';
import type { Location, TextRange } from '../core/problem.ts';

/** The place, in the script's file, of a range of its SQL. */
export function locate(script: Pick<Script, 'sql' | 'start'>, range: TextRange): Location {
  return locator(script)(range);
}

/** The same for many ranges: the text's lines are looked for once. */
export function locator({
  sql,
  start,
}: Pick<Script, 'sql' | 'start'>): (range: TextRange) => Location {
  const positionOf = positions(sql);
  const inFile = (offset: number): Position => {
    const { line, column } = positionOf(offset);
    return {
      line: start.line + line - 1,
      column: line === 1 ? start.column + column - 1 : column,
    };
  };
  return (range) => {
    const from = inFile(range.start);
    const to = inFile(Math.max(range.start, range.end));
    return { line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
  };
}

/** Where in the script's SQL a place in its file begins. */
export function offsetOf(
  { sql, start }: Pick<Script, 'sql' | 'start'>,
  { line, column }: Position,
): number {
  const inScript = line - start.line;
  const begins = inScript === 0 ? -(start.column - 1) : (lineStarts(sql)[inScript] ?? sql.length);
  return begins + column - 1;
}

/** The place of an offset in UTF-16 units. Lines end at `\n`, `\r\n` or `\r`, as in editors. */
export function position(text: string, offset: number): Position {
  return positions(text.slice(0, offset))(offset);
}

/** The same for many offsets. */
export function positions(text: string): (offset: number) => Position {
  const starts = lineStarts(text);
  return (offset) => {
    let low = 0;
    for (let high = starts.length; high - low > 1;) {
      const middle = (low + high) >>> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (const { 0: end, index } of text.matchAll(/\r\n|\n|\r/g)) starts.push(index + end.length);
  return starts;
}

/** PostgreSQL counts code points from 1; editors count UTF-16 units from 0. */
export function fromCodePoints(text: string, codePoints: number): number {
  let offset = 0;
  for (let count = 1; count < codePoints && offset < text.length; count++) {
    offset += (text.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1;
  }
  return offset;
}
