import type { Changes } from './migration-set.ts';
import type { Snapshot } from './truth.ts';

/** One database and the project whose migrations it gets. */
export interface Scene {
  readonly changes: Changes;
  /** The project's. */
  readonly folder: string;
  readonly url: string;
  /** A database that has seen no migration. */
  renew(): Promise<void>;
  /** Everything in one consistent read. */
  look(): Promise<Snapshot>;
  /** Schema and history as text, to be compared; times and identities left out. */
  describe(): Promise<string>;
}
