import { Buffer } from 'node:buffer';
import type { Convention } from '../conventions/convention.ts';
import { hasMarkOfUtf16 } from '../conventions/encodings.ts';
import type { Migration, Script } from '../core/migration.ts';
import { offsetOf } from '../sql/text.ts';

const BOM = '\uFEFF';

/**
 * The file of a migration's up script with another text in the script's place; what else stands in
 * the file stays.
 *
 * @returns null where the file is not the one that the script was read from
 */
export function restoredFile(
  bytes: Uint8Array,
  migration: Migration,
  applied: string,
  convention: Pick<Convention, 'load'>,
): string | null {
  const { up, version, description } = migration;
  if (!hasMarkOfUtf16(bytes)) return withScript(decoded(bytes, 'utf-8'), up, applied);
  // Its tool found no marker in it, so that the script seemed to be all of the file.
  const text = decoded(bytes, bytes[0] === 0xff ? 'utf-16le' : 'utf-16be').replace(BOM, '');
  const alone = { version, description, up: up.path, down: null, metadata: null };
  const read = convention.load(alone, new Map([[up.path, Buffer.from(text)]]));
  return withScript(text, read.migration.up, applied);
}

function decoded(bytes: Uint8Array, encoding: string): string {
  return new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes);
}

/** @param file with its byte order mark */
function withScript(file: string, script: Script, text: string): string | null {
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
