import type { Direction } from './migration.ts';
import type { Location } from './problem.ts';

/** A script without a transaction that has begun and not ended, as it is written down. */
export interface Unfinished {
  readonly version: string;
  readonly direction: Direction;
  /** How many statements of it are done. */
  readonly completed: number;
  /** As many as are written down: one less, where that in doubt has turned out to be done. */
  readonly written: number;
  readonly total: number;
  /** The next statement was under way, and whether it is done, only a person can tell. */
  readonly inDoubt: boolean;
  /** What is done is known again by it: of each statement the first 16 hex digits of its SHA-256. */
  readonly digest: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** Why it stopped, in the engine's own words; null: nobody was left to say. */
  readonly message: string | null;
  /** Of no use and in the way, left behind by the next statement; as SQL names them. */
  readonly invalidIndexes: readonly string[];
}

/** Where an unfinished script goes on in its file as that is now. */
export interface Continuation {
  /** The next statement; null: there is none, all that is left is to record it. */
  readonly next: Location | null;
  /** The first statement that is done and reads otherwise now, or is gone; null: none. */
  readonly changed: Location | null;
  /** Of what is done, the statements that are done again, since they set something for the session alone. */
  readonly settings: readonly string[];
}

export interface UnfinishedScript extends Unfinished, Continuation {
  /** Where it goes on if the statement in doubt is done; null: none is. */
  readonly afterDoubt: Continuation | null;
}
