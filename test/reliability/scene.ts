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

/** One whose database is backed up and restored. */
export interface RestorableScene extends Scene {
  /** What is typed to agree that the database is replaced. */
  readonly confirmation: string;
  /** What was made after a backup, and is not in it, stays when that is restored. */
  readonly newOnesStay: boolean;
  /** About so many bytes of the application's, so that copying takes its time. */
  load(bytes: number): Promise<void>;
  /** Nobody of a killed process is at work any more. */
  settled(): Promise<void>;
}
