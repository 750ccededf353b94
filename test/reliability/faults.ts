import { setTimeout as sleep } from 'node:timers/promises';
import type { Runner } from './command.ts';
import type { Random } from './random.ts';
import type { Scene } from './scene.ts';

/** Something that goes wrong while a migration is under way. */
export interface Fault<S extends Scene = Scene> {
  readonly name: string;
  /** Makes ready for it. @returns how it strikes, and what the runner takes for the database */
  prepare(scene: S): Promise<Readied>;
}

export interface Readied {
  readonly url: string;
  /** Called at the instant, while the run is under way or has just ended. */
  strike(run: StruckRun): Promise<void>;
  /** Called when the run has ended: brings back what the fault has taken away. */
  mend(): Promise<void>;
}

export interface StruckRun {
  readonly runner: Runner;
  readonly random: Random;
  /** Looks whether everything is as it should be at this moment, where the run will go on. */
  readonly observe: () => Promise<void>;
  /** The same once more, by another runner. */
  readonly startAnother: () => Runner;
}

/** One that needs nothing made ready. */
export function simple<S extends Scene>(
  name: string,
  strike: (run: StruckRun, scene: S) => Promise<void> | void,
): Fault<S> {
  return {
    name,
    prepare: (scene) =>
      Promise.resolve({
        url: scene.url,
        strike: async (run) => {
          await strike(run, scene);
        },
        mend: () => Promise.resolve(),
      }),
  };
}

/** What happens to the runner itself, whatever its database. */
export function runnerFaults<S extends Scene>(): readonly Fault<S>[] {
  return [
    simple('runner killed', ({ runner }) => {
      runner.kill('SIGKILL');
    }),
    // As a computer that sleeps, or a CI host that is paused.
    simple('runner paused', async ({ runner, random, observe }) => {
      runner.kill('SIGSTOP');
      await observe();
      await sleep(random.below(100));
      runner.kill('SIGCONT');
    }),
    simple('runner paused, then killed', async ({ runner, random }) => {
      runner.kill('SIGSTOP');
      await sleep(random.below(100));
      runner.kill('SIGKILL');
    }),
  ];
}
