import { styleText } from 'node:util';

/** How words are set on a terminal; plain text elsewhere. Meaning never lies in the colour alone. */
export interface Style {
  good(text: string): string;
  bad(text: string): string;
  attention(text: string): string;
  quiet(text: string): string;
  strong(text: string): string;
}

const plain = (text: string): string => text;

export const plainStyle: Style = {
  good: plain,
  bad: plain,
  attention: plain,
  quiet: plain,
  strong: plain,
};

type Format = Parameters<typeof styleText>[0];

const painted = (format: Format) => (text: string) =>
  styleText(format, text, { validateStream: false });

export const colorStyle: Style = {
  good: painted('green'),
  bad: painted('red'),
  attention: painted('yellow'),
  quiet: painted('dim'),
  strong: painted('bold'),
};
