import { campaign } from './campaign.ts';
import { Command } from './command.ts';
import type { Failure } from './rounds.ts';
import type { Trial } from './trials.ts';
import { weaken, type Weakening } from './weakenings.ts';

export interface Weakened {
  readonly name: string;
  /** Null: nothing found it out. */
  readonly caughtBy: {
    readonly trial: string;
    readonly kind: Failure['kind'];
    readonly what: string;
  } | null;
  /** Faults, or runners at once, until then. */
  readonly faults: number;
  readonly runners: number;
}

/** In rounds. */
const PATIENCE = 60;

/** Each weakened runner is tried until something is seen to go wrong. */
export async function tryWeakened(
  weakenings: readonly Weakening[],
  trials: readonly Trial[],
  options: {
    readonly seed: number;
    readonly lanes: number;
    readonly onDone: (weakened: Weakened) => void;
  },
): Promise<readonly Weakened[]> {
  const all: Weakened[] = [];
  for (const weakening of weakenings) {
    const chosen = trials.filter(({ name }) => weakening.trials.test(name));
    if (chosen.length === 0) continue;
    const command = await Command.build([weaken(weakening)]);
    const rounds = await campaign(chosen, command, {
      ...options,
      isEnough: (played) =>
        played.length >= PATIENCE || played.some(({ failures }) => failures.length > 0),
    });
    const caught = rounds.find(({ failures }) => failures.length > 0);
    const [failure] = caught?.failures ?? [];
    const weakened = {
      name: weakening.name,
      caughtBy:
        caught && failure
          ? {
              trial: caught.trial.name,
              kind: failure.kind,
              what: failure.what.split('\n')[0] ?? '',
            }
          : null,
      faults: rounds.reduce((sum, { faults }) => sum + faults.length, 0),
      runners: rounds.reduce((sum, { runners }) => sum + runners, 0),
    };
    all.push(weakened);
    options.onDone(weakened);
  }
  return all;
}
