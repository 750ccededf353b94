import { hash } from 'node:crypto';
import type { Difference } from '../../core/state.ts';
import { differenceOf } from '../difference.ts';

/** SHA-256 in hex. */
const LENGTH = 64;

/** As Python reads a file in text mode: whatever ends a line becomes LF, and nothing else changes. */
export function inTextMode(text: string): string {
  return text.replaceAll(/\r\n?/g, '\n');
}

/** SHA-256 of a text that was read in text mode; lower-case hex. */
export function checksum(text: string): string {
  return hash('sha256', text);
}

/** What changed since an edited text was recorded; line endings never count. */
export function difference(text: string, recorded: string | null): Difference {
  if (recorded?.length !== LENGTH) return 'corrupt-record';
  return differenceOf(text, (form) => checksum(inTextMode(form)) === recorded);
}
