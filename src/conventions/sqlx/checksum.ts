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

/** Which change of form, if any, turns the text into the one that was recorded. */
export function difference(
  text: string,
  recorded: string | null,
  ignoredChars: readonly string[],
): Difference | null {
  const is = (form: string): boolean => checksum(form, ignoredChars) === recorded;
  if (is(text)) return null;
  if (recorded?.length !== LENGTH) return 'corrupt-record';
  return differenceOf(text, is);
}
