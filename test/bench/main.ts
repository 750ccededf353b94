import { parseArgs } from 'node:util';
import type { Engine } from '../../src/core/engine.ts';
import { checks } from './check.ts';
import { keystrokes } from './keystroke.ts';
import { cellsOf, HEAD, type Row } from './row.ts';
import { table } from './table.ts';

// `npm run bench`: how long it takes, beside the floor of the same run. Nothing here fails on a time;
// what comes out is looked at, on a machine that does nothing else.

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
  },
});
const ENGINES: readonly Engine[] = ['sqlite', 'postgres'];

/** By name, as `--only` has it. */
const benchmarks: Readonly<Record<string, (engine: Engine) => Promise<readonly Row[]>>> = {
  keystroke: (engine) => keystrokes(engine, values.quick ? 5 : 41),
  check: async (engine) => [await checks(engine, values.quick ? 1 : 5)],
};

const rows: Row[] = [];
for (const [name, benchmark] of Object.entries(benchmarks)) {
  for (const engine of ENGINES) {
    if (!`${name} ${engine}`.includes(values.only)) continue;
    rows.push(...(await benchmark(engine)));
  }
}
console.log(table(HEAD, rows.map(cellsOf)));
