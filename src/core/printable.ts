const CONTROL = /(?!\n)[\p{Cc}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu;

/** What GitHub Actions would obey at the beginning of a line: `::error file=…::…`. */
const WORKFLOW_COMMAND = /^([^\S\n]*):(?=:[\w-]+.*::)/gm;

/** All that commands need is a colon, and of ASCII only what is no text is dangerous. */
const HARMLESS = /^[\x20-9;-~]*$/;

/**
 * Text from files and databases as people may safely be shown it: no escape sequence, no mark that
 * turns the direction of what follows, no command to a CI. Line ends stay.
 */
export function printable(text: string): string {
  if (HARMLESS.test(text)) return text;
  return text
    .replaceAll('\r\n', '\n')
    .replace(CONTROL, (char) =>
      char === '\t'
        ? char
        : `\\u${char.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0') ?? ''}`,
    )
    .replace(WORKFLOW_COMMAND, '$1\\u003A');
}

/** The same on one line. */
export function printableLine(text: string): string {
  return printable(text.replace(/\s*[\r\n]+\s*/g, ' '));
}
