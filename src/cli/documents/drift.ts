import type { BaseDocument, ShadowReport } from './shared.ts';

export interface DriftDocument extends BaseDocument<'drift'> {
  readonly environment: string | null;
  readonly shadow: ShadowReport | null;
  /** Empty: the database is as its applied migrations make it. */
  readonly drift: readonly DriftReport[] | null;
  /** Why it may say too much or too little, in words. */
  readonly reservations: readonly string[] | null;
  /** The files of the migration made of it, relative to the project; empty: none was asked for, or needed. */
  readonly created: readonly string[] | null;
}

export interface DriftReport {
  /** `added`: in the database only; `removed`: missing there. */
  readonly change: 'added' | 'removed' | 'changed';
  /** Such as `table`, `column` or `index`. */
  readonly kind: string;
  readonly schema: string | null;
  /** The table or other object that it belongs to. */
  readonly owner: string | null;
  readonly name: string;
  /** As the applied migrations make it; null: they do not. */
  readonly expected: string | null;
  /** As it is in the database; null: it is not there. */
  readonly actual: string | null;
  readonly message: string;
}
