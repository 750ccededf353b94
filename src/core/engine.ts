import type { Statement } from './statement.ts';

export type Engine = 'sqlite' | 'postgres';

export interface AdvisoryLock {
  readonly kind: 'advisory';
  /** Signed 64-bit, as `pg_try_advisory_lock(bigint)` takes it. */
  readonly key: bigint;
}

/** A file that is there for as long as a runner is at work, in the tool's own form; SQLite only. */
export interface LockFile {
  readonly kind: 'file';
  /** Absolute, or from the folder of the database. */
  readonly path: string;
}

/** What keeps two runners apart; the convention names it, the database takes it. */
export type Lock = AdvisoryLock | LockFile;

/** A session as the tool's own connections are. */
export interface SessionSettings {
  /** As SQLite's `PRAGMA foreign_keys`. */
  readonly foreignKeys: boolean;
  /** Scripts run with PostgreSQL's TimeZone UTC and DateStyle ISO; false: as the server has them. */
  readonly fixedTimes: boolean;
}

/** Looks again, within the transaction that writes, that nobody else was faster. */
export interface Guard {
  /** Keeps others from writing the history meanwhile, where the engine's own lock does not. */
  readonly lock: readonly Statement[];
  /** Finds the row of an applied migration. */
  readonly check: Statement;
  /** What `check` has to find; anything else ends the transaction with nothing of it kept. */
  readonly expects: 'row' | 'no row';
}

/** What a server does; found out by trying, since what it calls itself says too little. */
export interface Capabilities {
  /** A lock that one session has is not given to another. */
  readonly advisoryLocks: boolean;
  /** A script and its history row commit together or not at all. */
  readonly wholeScripts: boolean;
}

/** How long a migration waits and works, in milliseconds; null: as the server has it. PostgreSQL only. */
export interface Timeouts {
  /** For a lock that the application holds; 0: for ever. */
  readonly lock: number | null;
  /** Each statement; 0: for ever. */
  readonly statement: number | null;
}

/**
 * One migration as a database runs it: script and history row commit together or not at all.
 *
 * Without a transaction that cannot be had. Then `intent` is committed first, the script goes
 * statement by statement, each together with its `advance` where it can run in a transaction, and
 * `record` follows; if not even the first statement completed, and nothing is left of it, `withdraw`
 * takes the intent back.
 */
export type Unit =
  | {
      readonly transactional: true;
      readonly guard?: Guard | null;
      readonly script: string;
      readonly record: readonly Statement[];
    }
  | {
      readonly transactional: false;
      /** Looked at in the transaction of `intent`. */
      readonly guard?: Guard | null;
      readonly script: string;
      /** How many of its statements are done already; of these only what they set for the session is repeated. */
      readonly from: number;
      /** The next one may be done too, and nobody knows; so it stays until it has gone through. */
      readonly inDoubt?: boolean;
      /** Indexes to be dropped before, as SQL names them: an earlier attempt has left them behind. */
      readonly drop?: readonly string[];
      /**
       * Writes down how far the script has come. Two more values are bound last: how many statements
       * are done, and whether the next is under way in no transaction with this one, so that after a
       * crash only a look can tell whether it is done.
       */
      readonly advance: Statement;
      readonly intent: readonly Statement[];
      readonly record: readonly Statement[];
      /** Empty: it is never taken back. */
      readonly withdraw: readonly Statement[];
    };
