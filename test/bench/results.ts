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
  const sections = existsSync(FILE)
    ? sectionsOf(readFileSync(FILE, 'utf8'))
    : new Map<string, string>();
  const date = new Date().toISOString().slice(0, 10);
  for (const [name, rows] of measured) {
    sections.set(name, `Taken on ${date}; rounds: ${rounds}.\n\n${sectionText(rows)}`);
  }
  const known = Object.keys(benchmarks).flatMap((name) => {
    const text = sections.get(name);
    return text === undefined ? [] : [`## ${name}\n\n${text}`];
  });
  writeFileSync(FILE, `${[await head(), ...known].join('\n\n')}\n`);
}

function sectionsOf(text: string): Map<string, string> {
  const [, ...sections] = text.split(/^## /m);
  return new Map(
    sections.map((section) => {
      const end = section.indexOf('\n');
      return [section.slice(0, end), section.slice(end).trim()];
    }),
  );
}

async function head(): Promise<string> {
  const facts = Object.entries(await machine()).map(([name, value]) => `- ${name}: ${value}`);
  return `# What Strata takes

Written by \`npm run bench\`. Ours, the floor and the peers take turns in one run; a row's figures are
the median and, in brackets, the middle half of its rounds. The floor does the same by the plainest
means there are. Ratios are of the same round.

${facts.join('\n')}`;
}
