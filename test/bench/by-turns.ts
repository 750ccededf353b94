import { monitorEventLoopDelay } from 'node:perf_hooks';
import { summarize, type Summary } from './statistics.ts';

/** The first round is 0, and those that are not counted come first. */
export interface Contender {
  /** Makes ready for it, on nobody's account. */
  readonly before?: (round: number) => unknown;
  /** What is measured. */
  readonly run: (round: number) => unknown;
  /** Looks at what came of it and clears up after it, on nobody's account. */
  readonly after?: (round: number) => unknown;
}

/** In milliseconds. */
export interface Measured extends Summary {
  /** For how long this thread could do nothing else, at most. */
  readonly blocked: number;
}

export interface Rounds {
  readonly rounds: number;
  /** Rounds before, not counted: what is loaded, opened or learnt is so with the first. */
  readonly warming?: number;
}

/**
 * One after the other, round by round, each round beginning with another one: so what the machine
 * does besides strikes all alike.
 */
export async function byTurns<Name extends string>(
  contenders: Readonly<Record<Name, Contender>>,
  { rounds, warming = 2 }: Rounds,
): Promise<Readonly<Record<Name, Measured>>> {
  const trials = Object.entries<Contender>(contenders).map(([name, contender]) => ({
    name,
    contender,
    times: [] as number[],
    delay: monitorEventLoopDelay({ resolution: 1 }),
  }));
  for (let round = 0; round < warming + rounds; round++) {
    const first = round % trials.length;
    for (const { contender, times, delay } of [...trials.slice(first), ...trials.slice(0, first)]) {
      await contender.before?.(round);
      if (round >= warming) delay.enable();
      const start = performance.now();
      await contender.run(round);
      if (round >= warming) times.push(performance.now() - start);
      delay.disable();
      await contender.after?.(round);
    }
  }
  const measured = trials.map(({ name, times, delay }) => [
    name,
    { ...summarize(times), blocked: delay.max / 1e6 },
  ]);
  return Object.fromEntries(measured) as Record<Name, Measured>;
}
