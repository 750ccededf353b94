import { parseArgs } from 'node:util';
import { benchmarks } from './benchmarks.ts';
import { writeResults } from './results.ts';
import type { Row } from './row.ts';
import { sectionText } from './section.ts';

// `npm run bench`: how long it takes, beside floor and peers of the same run. Nothing here fails on a
// time, only where what was measured is not right; the times are looked at, on a machine that does
// nothing else.

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    rounds: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
});
const { quick, only } = values;
const rounds = Number(values.rounds ?? (quick ? 1 : 5));

const measured = new Map<string, readonly Row[]>();
for (const [name, benchmark] of Object.entries(benchmarks)) {
  if (only !== undefined && !name.toLowerCase().includes(only.toLowerCase())) continue;
  try {
    const found = await benchmark({ quick, rounds });
    // Marks are of the whole sets.
    const rows = quick ? found.map((row) => ({ ...row, marks: [] })) : found;
    measured.set(name, rows);
    console.log(`## ${name}\n\n${sectionText(rows)}\n`);
  } catch (error) {
    console.error(`## ${name}\n`, error);
    process.exitCode = 1;
  }
}

const isWhole = only === undefined && !quick && process.exitCode === undefined;
if (isWhole || values.write) await writeResults(measured, rounds);
