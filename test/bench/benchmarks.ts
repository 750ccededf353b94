import type { Benchmark } from './row.ts';

/** By name, as `--only` and RESULTS.md have it; each is loaded when it is its turn. */
export const benchmarks: Readonly<Record<string, Benchmark>> = {
  'Keystroke to engine verdict, SQLite': async (options) =>
    (await import('./keystroke.ts')).keystrokes('sqlite', options),
  'Keystroke to engine verdict, PostgreSQL': async (options) =>
    (await import('./keystroke.ts')).keystrokes('postgres', options),
  'strata check, SQLite': async (options) => (await import('./check.ts')).checks('sqlite', options),
  'strata check, PostgreSQL': async (options) =>
    (await import('./check.ts')).checks('postgres', options),
};
