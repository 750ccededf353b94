import { Buffer } from 'node:buffer';

export type LineEnding = 'LF' | 'CRLF';

/** What can differ between two files that read the same in an editor. */
export interface TextForm {
  /** Null: mixed, or there is only one line. */
  readonly lineEnding: LineEnding | null;
  readonly byteOrderMark: boolean;
}

const BOM = '\uFEFF';

export function formOf(text: string): TextForm {
  const endings = new Set(text.match(/\r?\n/g));
  const [only] = endings;
  return {
    lineEnding: endings.size !== 1 ? null : only === '\n' ? 'LF' : 'CRLF',
    byteOrderMark: text.startsWith(BOM),
  };
}

/** The text in another form; null leaves its line endings as they are. */
export function inForm(text: string, { lineEnding, byteOrderMark }: TextForm): string {
  const bare = text.startsWith(BOM) ? text.slice(1) : text;
  const lines =
    lineEnding === null ? bare : bare.replaceAll(/\r?\n/g, lineEnding === 'LF' ? '\n' : '\r\n');
  return byteOrderMark ? BOM + lines : lines;
}

export function bytesInForm(bytes: Uint8Array, form: TextForm): Uint8Array {
  return Buffer.from(inForm(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes), form));
}
