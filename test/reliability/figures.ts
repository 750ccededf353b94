import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, parse } from 'node:path';
import type { Round } from './campaign.ts';
import type { Failure } from './rounds.ts';
import { tables } from './tables.ts';
import type { Sort } from './trials.ts';
import type { Weakened } from './weakened.ts';
import { WEAKENINGS } from './weakenings.ts';

/** What was seen; each part is written by the run that has seen it, and stays until the next. */
export interface Figures {
  readonly trials: { readonly seed: number; readonly counts: readonly Counts[] };
  readonly weakened: readonly Weakened[];
  /** What other tests have tried, by their name, as `test/support/tally.ts` counts it. */
  readonly tallies: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** Of one sort of trial with one engine and convention. */
export interface Counts {
  readonly sort: Sort;
  readonly engine: string;
  readonly kind: string;
  readonly rounds: number;
  readonly faults: Readonly<
    Record<string, { readonly injected: number; readonly inMidRun: number }>
  >;
  readonly runners: number;
  readonly steps: number;
  readonly failures: Readonly<Record<Failure['kind'], number>>;
}

const file = join(import.meta.dirname, 'figures.json');
const tallies = join(import.meta.dirname, '../../test-results/tallies');
const page = join(import.meta.dirname, 'README.md');
const [BEGIN, END] = ['<!-- figures -->\n', '<!-- /figures -->'];

/** Writes down a part, and the tables of the README anew. */
export function record(part: Partial<Figures>): void {
  const figures = { ...readFigures(), tallies: readTallies(), ...part };
  writeFileSync(file, `${JSON.stringify(figures, null, 2)}\n`);
  const text = readFileSync(page, 'utf8');
  const [before, rest] = text.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`${page} has no ${BEGIN}`);
  writeFileSync(page, `${before}${BEGIN}\n${tables(figures)}\n${END}${after}`);
}

/** One row for itself; those of weakenings that there are no more, go. */
export function recordWeakened(weakened: Weakened): void {
  const rows = new Map([...readFigures().weakened, weakened].map((row) => [row.name, row]));
  record({ weakened: WEAKENINGS.flatMap(({ name }) => rows.get(name) ?? []) });
}

/** Of the last time that they ran here; else those that are known already. */
function readTallies(): Figures['tallies'] {
  if (!existsSync(tallies)) return readFigures().tallies;
  const files = readdirSync(tallies).filter((name) => name.endsWith('.json'));
  const entries = files
    .toSorted()
    .map(
      (name) => [parse(name).name, JSON.parse(readFileSync(join(tallies, name), 'utf8'))] as const,
    );
  return Object.fromEntries(entries);
}

function readFigures(): Figures {
  return JSON.parse(readFileSync(file, 'utf8')) as Figures;
}

export function count(rounds: readonly Round[]): readonly Counts[] {
  const groups = Map.groupBy(
    rounds,
    ({ trial: { sort, engine, kind } }) => `${sort} ${engine} ${kind}`,
  );
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { sort, engine, kind } = first.trial;
    return [{ sort, engine, kind, rounds: group.length, ...sums(group) }];
  });
}

function sums(rounds: readonly Round[]): Pick<Counts, 'faults' | 'runners' | 'steps' | 'failures'> {
  const byName = Map.groupBy(
    rounds.flatMap(({ faults }) => faults),
    ({ name }) => name,
  );
  const failures = rounds.flatMap((round) => round.failures.map(({ kind }) => kind));
  const often = (kind: Failure['kind']): number => failures.filter((each) => each === kind).length;
  return {
    faults: Object.fromEntries(
      [...byName].map(([name, list]) => [
        name,
        { injected: list.length, inMidRun: list.filter(({ inMidRun }) => inMidRun).length },
      ]),
    ),
    runners: rounds.reduce((sum, { runners }) => sum + runners, 0),
    steps: rounds.reduce((sum, { steps }) => sum + steps, 0),
    failures: {
      lost: often('lost'),
      doubled: often('doubled'),
      'half done': often('half done'),
      'out of order': often('out of order'),
      'not completed': often('not completed'),
      stuck: often('stuck'),
    },
  };
}
