import { LONGEST_NAME } from '../names.ts';

/** What PostgreSQL makes of a name: it cuts off what is too long, between two characters. */
export function cut(name: string): string {
  const encoder = new TextEncoder();
  if (encoder.encode(name).length <= LONGEST_NAME) return name;
  let bytes = 0;
  let short = '';
  for (const character of name) {
    bytes += encoder.encode(character).length;
    if (bytes > LONGEST_NAME) break;
    short += character;
  }
  return short;
}
