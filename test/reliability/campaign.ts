import type { Command } from './command.ts';
import { Random } from './random.ts';
import type { Played, Trial } from './trials.ts';

export interface CampaignOptions {
  readonly seed: number;
  /** Trials at the same time. */
  readonly lanes: number;
  /** Asked before a trial is played again. */
  readonly isEnough: (rounds: readonly Round[]) => boolean;
  readonly onRound?: (round: Round) => void;
}

/** One trial played once. */
export interface Round extends Played {
  readonly trial: Trial;
  /** Repeats it, where the trial is the only one. */
  readonly seed: number;
}

/** Plays the trials in turn, again and again, until it is enough. */
export async function campaign(
  trials: readonly Trial[],
  command: Command,
  { seed, lanes, isEnough, onRound }: CampaignOptions,
): Promise<readonly Round[]> {
  const rounds: Round[] = [];
  const waiting = [...trials];
  let begun = 0;
  const lane = async (): Promise<void> => {
    while (!isEnough(rounds)) {
      const trial = waiting.shift();
      if (trial === undefined) return;
      const own = seed + begun++;
      const played = await trial.play(command, new Random(own)).catch(brokenOff);
      const round = { trial, seed: own, ...played };
      waiting.push(trial);
      rounds.push(round);
      onRound?.(round);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return rounds;
}

/** What the harness cannot go on from, such as a database that does not open any more. */
function brokenOff(error: unknown): Played {
  const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { faults: [], runners: 0, steps: 0, failures: [{ kind: 'not completed', what }] };
}
