import { printable } from '../core/printable.ts';

/** As SQL comments, every line of it: names and messages may hold line breaks, and what follows them is no SQL. */
export function comment(text: string): string {
  return text
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map(printable)
    .map((line) => `-- ${line}`.trimEnd())
    .join('\n');
}
