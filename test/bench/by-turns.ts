import { monitorEventLoopDelay } from 'node:perf_hooks';
import { summarize, type Summary } from './statistics.ts';

export interface Contender {
  /** What is measured; the first round is 0. */
  readonly run: (round: number) => Promise<unknown>;
  /** Clears up after it, on nobody's account. */
  readonly after?: (round: number) => Promise<unknown>;
}

export interface Measured extends Summary {
  /** In milliseconds: for how long this thread could do nothing else, at most. */
  readonly blocked: number;
}

/** Not counted: what is loaded, opened or learnt is so with the first. */
const WARMING = 2;

/** One after the other, round by round, so that what the machine does besides strikes all alike. */
export async function byTurns<Name extends string>(
  contenders: Readonly<Record<Name, Contender>>,
  rounds: number,
): Promise<Readonly<Record<Name, Measured>>> {
  const trials = Object.entries<Contender>(contenders).map(([name, contender]) => ({
    name,
    contender,
    times: [] as number[],
    delay: monitorEventLoopDelay({ resolution: 1 }),
  }));
  for (let round = 0; round < WARMING + rounds; round++) {
    for (const { contender, times, delay } of trials) {
      if (round >= WARMING) delay.enable();
      const start = performance.now();
      await contender.run(round);
      if (round >= WARMING) times.push(performance.now() - start);
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
