import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { benchmarks } from './benchmarks.ts';
import { machine } from './machine.ts';
import type { Row } from './row.ts';
import { sectionText } from './section.ts';

const FILE = join(import.meta.dirname, 'RESULTS.md');

/** Puts these sections into RESULTS.md; those of other benchmarks stay as they were measured. */
export async function writeResults(
  measured: ReadonlyMap<string, readonly Row[]>,
  rounds: number,
): Promise<void> {
  const date = new Date().toISOString().slice(0, 10);
  const taken = [...measured].map(
    ([name, rows]) =>
      [name, `Taken on ${date}; rounds: ${rounds}.\n\n${sectionText(rows)}`] as const,
  );
  const before = existsSync(FILE) ? readFileSync(FILE, 'utf8') : '';
  const text = withSections(before, new Map(taken), Object.keys(benchmarks));
  writeFileSync(FILE, `${await head()}\n\n${text}`);
}

/**
 * What a text of sections says after these have been taken anew.
 *
 * @param order of their titles; what has another title goes
 */
export function withSections(
  text: string,
  taken: ReadonlyMap<string, string>,
  order: readonly string[],
): string {
  const [, ...sections] = text.split(/^## /m);
  const before = sections.map((section) => {
    const end = section.indexOf('\n');
    return [section.slice(0, end), section.slice(end).trim()] as const;
  });
  const all = new Map([...before, ...taken]);
  return order
    .flatMap((title) => {
      const body = all.get(title);
      return body === undefined ? [] : [`## ${title}\n\n${body}\n`];
    })
    .join('\n');
}

async function head(): Promise<string> {
  const facts = Object.entries(await machine()).map(([name, value]) => `- ${name}: ${value}`);
  return `# What Strata takes

Written by \`npm run bench\`. Ours, the floor and the peers take turns in one run; a row's figures are
the median and, in brackets, the middle half of its rounds. The floor does the same by the plainest
means there are. Ratios are of the same round.

${facts.join('\n')}`;
}
