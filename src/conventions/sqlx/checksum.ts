import { hash } from 'node:crypto';
import type { Difference } from '../../core/state.ts';
import { differenceOf } from '../difference.ts';

/** SHA-384 in hex. */
const LENGTH = 96;

/** SHA-384 of the text's bytes, less the characters that `sqlx.toml` ignores; lower-case hex. */
export function checksum(text: string, ignoredChars: readonly string[]): string {
  const hashed = ignoredChars.reduce((rest, char) => rest.replaceAll(char, ''), text);
  return hash('sha384', hashed);
}

/** What has to change, form or more, for an edited text to be the one that was recorded. */
export function difference(
  text: string,
  recorded: string | null,
  ignoredChars: readonly string[],
): Difference {
  if (recorded?.length !== LENGTH) return 'corrupt-record';
  return differenceOf(text, (form) => checksum(form, ignoredChars) === recorded);
}
