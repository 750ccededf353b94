import type { Statement } from './statement.ts';

export type Engine = 'sqlite' | 'postgres';

/** What keeps two runners apart; the convention names it, the database takes it. */
export interface AdvisoryLock {
  readonly kind: 'advisory';
  /** Signed 64-bit, as `pg_try_advisory_lock(bigint)` takes it. */
  readonly key: bigint;
}

export type Lock = AdvisoryLock;

/**
 * One migration as a database runs it: script and history row commit together or not at all.
 *
 * Without a transaction that cannot be had. Then `intent` is committed first, the script goes
 * statement by statement, and `record` follows; if not even the first statement completed,
 * `withdraw` takes the intent back.
 */
export type Unit =
  | {
      readonly transactional: true;
      readonly script: string;
      readonly record: readonly Statement[];
    }
  | {
      readonly transactional: false;
      readonly script: string;
      readonly intent: readonly Statement[];
      readonly record: readonly Statement[];
      readonly withdraw: readonly Statement[];
    };
