import type { Direction } from './migration.ts';

/** A script without a transaction that has begun and not ended, as it is written down. */
export interface Unfinished {
  readonly version: string;
  readonly direction: Direction;
  /** How many statements of it are done. */
  readonly completed: number;
  readonly total: number;
  /** The next statement was under way; whether it is done, only a look can tell. */
  readonly inDoubt: boolean;
  /** SHA-256 of the script's SQL, lower-case hex: only the same script can be continued. */
  readonly digest: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
}
