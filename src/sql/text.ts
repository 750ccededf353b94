import type { Position, Script } from '../core/migration.ts';
import type { Location, TextRange } from '../core/problem.ts';

/** The place, in the script's file, of a range of its SQL. */
export function locate(script: Pick<Script, 'sql' | 'start'>, range: TextRange): Location {
  const start = inFile(script, range.start);
  const end = inFile(script, Math.max(range.start, range.end));
  return { line: start.line, column: start.column, endLine: end.line, endColumn: end.column };
}

function inFile({ sql, start }: Pick<Script, 'sql' | 'start'>, offset: number): Position {
  const { line, column } = position(sql, offset);
  return {
    line: start.line + line - 1,
    column: line === 1 ? start.column + column - 1 : column,
  };
}

/** The place of an offset in UTF-16 units. Lines end at `\n`, `\r\n` or `\r`, as in editors. */
export function position(text: string, offset: number): Position {
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
