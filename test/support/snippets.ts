import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Snippet {
  readonly prefix: string;
  readonly description: string;
  readonly body: readonly string[];
}

/** By title. */
export function readSnippets(file: string): ReadonlyMap<string, Snippet> {
  const path = join(import.meta.dirname, '../../media/snippets', file);
  return new Map(Object.entries(JSON.parse(readFileSync(path, 'utf8')) as Record<string, Snippet>));
}

const CLOCK: Readonly<Record<string, string>> = {
  CURRENT_YEAR: '2025',
  CURRENT_MONTH: '03',
  CURRENT_DATE: '01',
  CURRENT_HOUR: '10',
  CURRENT_MINUTE: '00',
  CURRENT_SECOND: '00',
};

/** What a person has who accepts every placeholder as it is. */
export function filled({ body }: Snippet): string {
  const text = body.join('\n');
  const defaults = new Map(
    [...text.matchAll(/\$\{(\d):([^}]*)\}/g)].map(([, tabstop, value]) => [tabstop, value ?? '']),
  );
  return text
    .replaceAll(/\$\{(\d)(?::[^}]*)?\}/g, (_, tabstop: string) => defaults.get(tabstop) ?? '')
    .replaceAll(/\$\{\d\|([^,|]*)[^}]*\}/g, '$1')
    .replaceAll(/\$\{(CURRENT_\w+)\}/g, (_, variable: string) => CLOCK[variable] ?? '')
    .replaceAll('$0', '');
}
