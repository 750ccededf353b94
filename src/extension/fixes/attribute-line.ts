import type { LineEnding } from '../../conventions/text-form.ts';

/** A line of `.gitattributes` in a migrations folder (https://git-scm.com/docs/gitattributes). */
export function lineEndingsAttribute(lineEnding: LineEnding): string {
  return `*.sql text eol=${lineEnding === 'LF' ? 'lf' : 'crlf'}`;
}

/** The text with the line at its end, where it counts most; null where it has that line already. */
export function withLine(text: string, line: string): string | null {
  if (text.split(/\r?\n/).some((each) => each.trim() === line)) return null;
  const gap = text === '' || text.endsWith('\n') ? '' : '\n';
  return `${text}${gap}${line}\n`;
}
