import type { HistoryRow, Migration } from './migration.ts';
import type { Location, Problem, TextRange } from './problem.ts';
import type { UnfinishedScript } from './unfinished.ts';

/** In the order of precedence: a migration is in the first that holds. */
export const STATES = [
  'failed',
  'missing',
  'modified',
  'applied',
  'out-of-order',
  'pending',
] as const;

export type State = (typeof STATES)[number];

/** What files and history together say of one migration. */
export interface MigrationStatus {
  readonly version: string;
  readonly description: string;
  readonly state: State;
  /** Null: in the history only. */
  readonly migration: Migration | null;
  /** Null: never applied. */
  readonly row: HistoryRow | null;
  /** Of a `modified` migration; null in every other state. */
  readonly difference: Difference | null;
  /** Of a `modified` migration whose text as it was applied is known. */
  readonly edit?: Edit;
  /** Its script has begun, without a transaction, and not ended; then the state is `failed`. */
  readonly unfinished: UnfinishedScript | null;
  /** It failed, and is to be applied again like any that is pending. */
  readonly retryable: boolean;
  /** Those of its files, and first the one that its state is, if any. */
  readonly problems: readonly Problem[];
}

/** In which way an applied migration's file is not what was recorded. */
export type Difference =
  | 'line-endings'
  | 'byte-order-mark'
  /** The same text in another encoding than UTF-8. */
  | 'encoding'
  /** Comments, blanks and needless semicolons: the statements are the same. Needs both texts. */
  | 'comments'
  | 'content'
  | 'corrupt-record';

/** What was applied, beside what the file says now. */
export interface Edit {
  /** The up script exactly as it was applied. */
  readonly applied: string;
  /** From top to bottom; empty where only the form or comments differ. */
  readonly statements: readonly StatementChange[];
  /** The lines in the file that are not as they were applied; empty where that is all of them. */
  readonly lines: readonly Location[];
}

/** One statement before and after, without the `;`; null: it was not there, or is no more. */
export interface StatementChange {
  readonly before: string | null;
  readonly after: StatementNow | null;
}

export interface StatementNow {
  readonly text: string;
  /** In the script's SQL. */
  readonly range: TextRange;
}

/** In the database, whatever the file now says. */
export function isApplied({ state }: MigrationStatus): boolean {
  return state === 'applied' || state === 'modified' || state === 'missing';
}

/** To be applied by the next run. */
export function isPending({ state, retryable }: MigrationStatus): boolean {
  return state === 'pending' || state === 'out-of-order' || retryable;
}

export type Summary = Readonly<Record<State, number>>;

/** How many migrations are in each state; the counts are disjoint. */
export function summarize(statuses: readonly MigrationStatus[]): Summary {
  const counts = Object.fromEntries(STATES.map((state) => [state, 0])) as Record<State, number>;
  for (const { state } of statuses) counts[state]++;
  return counts;
}
