import type { Script } from '../core/migration.ts';
import { offsetOf } from '../sql/text.ts';

const BOM = '\uFEFF';

/**
 * A script's file with another text in the script's place; what else stands in the file stays.
 *
 * @param file with its byte order mark
 * @returns null where the file is not the one that the script was read from
 */
export function withScript(file: string, script: Script, text: string): string | null {
  const { marker, start, sql } = script;
  if (marker === null && start.line === 1 && start.column === 1) return text;
  // Some tools do not count the mark.
  const marked = file.startsWith(BOM) ? 1 : 0;
  const from = [marked, 0]
    .map((shift) => shift + offsetOf({ sql: file.slice(shift), start: TOP }, start))
    .find((offset) => file.startsWith(sql, offset));
  return from === undefined ? null : file.slice(0, from) + text + file.slice(from + sql.length);
}

const TOP = { line: 1, column: 1 };
