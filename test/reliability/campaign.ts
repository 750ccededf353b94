import type { Arena } from './arenas.ts';
import type { Command } from './command.ts';
import { Random } from './random.ts';
import type { Failure, Outcome } from './rounds.ts';

export interface CampaignOptions {
  /** About so many are injected; a round that has begun is played to its end. */
  readonly faults: number;
  readonly seed: number;
  /** Rounds at the same time. */
  readonly lanes: number;
  readonly onRound?: (round: PlayedRound) => void;
}

export interface PlayedRound {
  readonly arena: Arena;
  /** Alone repeats it. */
  readonly seed: number;
  readonly outcomes: readonly Outcome[];
  readonly failures: readonly Failure[];
}

/** Rounds in every arena in turn, until there were enough faults. */
export async function campaign(
  arenas: readonly Arena[],
  command: Command,
  { faults, seed, lanes, onRound }: CampaignOptions,
): Promise<readonly PlayedRound[]> {
  const rounds: PlayedRound[] = [];
  const free = [...arenas];
  let begun = 0;
  let injected = 0;

  const lane = async (): Promise<void> => {
    while (injected < faults) {
      const arena = free.shift();
      if (arena === undefined) return;
      const own = seed + begun++;
      const outcomes = await arena.play(command, new Random(own));
      free.push(arena);
      injected += outcomes.filter(({ fault }) => fault !== null).length;
      const failures = outcomes.flatMap((outcome) => outcome.failures);
      const round = { arena, seed: own, outcomes, failures };
      rounds.push(round);
      onRound?.(round);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return rounds;
}
