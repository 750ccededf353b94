import { printable } from '../core/printable.ts';

/** Of a commented line, in characters: with its dashes it fits into an editor beside the side bar. */
export const WIDTH = 77;

/** Above and below a heading. */
export const RULE = '─'.repeat(WIDTH);

/** As SQL comments, every line of it: names and messages may hold line breaks, and what follows them is no SQL. */
export function comment(text: string): string {
  return text
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map(printable)
    .map((line) => `-- ${line}`.trimEnd())
    .join('\n');
}
