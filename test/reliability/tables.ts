import type { Counts, Figures } from './figures.ts';

type Cell = string | number;

/** The figures as the README has them; pure. */
export function tables({ trials, weakened, tallies }: Figures): string {
  const of = (sort: Counts['sort']): readonly Counts[] =>
    trials.counts
      .filter((counts) => counts.sort === sort)
      .toSorted((a, b) => (a.engine + a.kind < b.engine + b.kind ? -1 : 1));
  return [
    `### Faults (seed ${trials.seed})`,
    table(
      ['engine', 'convention', 'faults', 'in mid-run', 'migrations', ...FAILURES],
      withTotal(
        of('faults').map((counts) => [
          ...place(counts),
          ...injected(counts),
          counts.steps,
          ...failed(counts),
        ]),
      ),
    ),
    table(['fault', 'injected', 'in mid-run'], byFault(of('faults'))),
    '### Backups and restores',
    table(
      ['engine', 'convention', 'killed', 'at work', 'migrations', ...FAILURES],
      of('restore').map((counts) => [
        ...place(counts),
        ...injected(counts),
        counts.steps,
        ...failed(counts),
      ]),
    ),
    '### Runners at once',
    table(
      ['engine', 'convention', 'runners × rounds', 'killed', 'migrations', ...FAILURES],
      of('at once').map((counts) => [
        ...place(counts),
        // A round is once up and once down.
        `${counts.runners / counts.rounds / 2} × ${counts.rounds * 2}`,
        injected(counts)[0],
        counts.steps,
        ...failed(counts),
      ]),
    ),
    '### Against a runner that takes no lock',
    table(
      ['engine', 'convention', 'races', 'migrations', ...FAILURES],
      of('race').map((counts) => [
        ...place(counts),
        counts.rounds * 2,
        counts.steps,
        ...failed(counts),
      ]),
    ),
    '### Weakened runners',
    table(
      ['weakened', 'what found it', 'finding', 'after faults', 'after runners at once'],
      weakened.map(({ name, caughtBy, faults, runners }) => [
        name,
        caughtBy?.trial ?? 'nothing',
        caughtBy?.kind ?? '',
        faults,
        runners,
      ]),
    ),
    '### Hostile inputs and secrets',
    table(
      ['tests', 'tried'],
      Object.entries(tallies).map(([name, counts]) => [
        name,
        Object.entries(counts)
          .map(([what, tried]) => `${tried} ${what}`)
          .join(', '),
      ]),
    ),
    'Each of these tests fails at the first input that does harm, and at the first secret that is found.',
  ].join('\n\n');
}

const FAILURES = ['lost', 'doubled', 'half done', 'out of order', 'not completed'] as const;

function place({ engine, kind }: Counts): readonly [string, string] {
  return [engine, kind];
}

function injected({ faults }: Counts): readonly [number, number] {
  const all = Object.values(faults);
  return [sum(all.map((each) => each.injected)), sum(all.map(({ inMidRun }) => inMidRun))];
}

function failed({ failures }: Counts): readonly number[] {
  return FAILURES.map((kind) => failures[kind] + (kind === 'not completed' ? failures.stuck : 0));
}

function byFault(all: readonly Counts[]): readonly (readonly Cell[])[] {
  const groups = Map.groupBy(
    all.flatMap(({ faults }) => Object.entries(faults)),
    ([name]) => name,
  );
  return [...groups]
    .map(([name, list]) => [
      name,
      sum(list.map(([, { injected }]) => injected)),
      sum(list.map(([, { inMidRun }]) => inMidRun)),
    ])
    .toSorted(([a], [b]) => String(a).localeCompare(String(b)));
}

function withTotal(rows: readonly (readonly Cell[])[]): readonly (readonly Cell[])[] {
  const [, , ...rest] = rows[0] ?? [];
  const totals = rest.map((_, index) => sum(rows.map((row) => Number(row[index + 2]))));
  return [...rows, ['all', '', ...totals]];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** Laid out as the formatter wants it: columns as wide as their widest cell, figures to the right. */
function table(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const isFigure = head.map(
    (_, index) => rows.length > 0 && rows.every((row) => typeof row[index] === 'number'),
  );
  const widths = head.map((name, index) =>
    Math.max(3, name.length, ...rows.map((row) => String(row[index]).length)),
  );
  const line = (cells: readonly Cell[]): string =>
    `| ${cells
      .map((cell, index) =>
        isFigure[index]
          ? String(cell).padStart(widths[index] ?? 0)
          : String(cell).padEnd(widths[index] ?? 0),
      )
      .join(' | ')} |`;
  const rule = widths.map((width, index) =>
    isFigure[index] ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width),
  );
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}
