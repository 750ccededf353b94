import type { Benchmark } from './row.ts';

/** By name, as `--only` and RESULTS.md have it; each is loaded when it is its turn. */
export const benchmarks: Readonly<Record<string, Benchmark>> = {
  'Applying, PostgreSQL': async (options) =>
    (await import('./apply.ts')).applyMany('postgres', options),
  'Applying over a network': async (options) => (await import('./apply.ts')).applyFarAway(options),
  'Applying, SQLite': async (options) => (await import('./apply.ts')).applyMany('sqlite', options),
  'The command starts': async (options) => (await import('./command.ts')).commandStart(options),
  'The command tells the status, SQLite': async (options) =>
    (await import('./command.ts')).statuses('sqlite', options),
  'The command tells the status, PostgreSQL': async (options) =>
    (await import('./command.ts')).statuses('postgres', options),
  'The files are read': async (options) => (await import('./reading.ts')).readings(options),
  'Keystroke to checksum verdict': async (options) =>
    (await import('./checksum-keystroke.ts')).checksumKeystrokes(options),
  'Keystroke to engine verdict, SQLite': async (options) =>
    (await import('./keystroke.ts')).keystrokes('sqlite', options),
  'Keystroke to engine verdict, PostgreSQL': async (options) =>
    (await import('./keystroke.ts')).keystrokes('postgres', options),
  'strata check, SQLite': async (options) => (await import('./check.ts')).checks('sqlite', options),
  'strata check, PostgreSQL': async (options) =>
    (await import('./check.ts')).checks('postgres', options),
  'The editor refreshes': async (options) => (await import('./window.ts')).refreshing(options),
  'The editor’s window': async (options) => (await import('./window.ts')).windows(options),
  Activation: async (options) => (await import('./activation.ts')).activation(options),
};
