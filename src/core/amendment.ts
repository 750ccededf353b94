import type { Guard } from './engine.ts';
import type { HistoryRow, Migration } from './migration.ts';
import type { Statement } from './statement.ts';

/** Stands for the time at which the database writes the row. */
export const NOW = Symbol('now');

/** The columns of a row, as the tool names them. */
export type Columns = Readonly<Record<string, unknown>>;

/** One row of the history put right without running anything. */
export interface Amendment {
  readonly version: string;
  /** As it is now; null: there is none. */
  readonly before: Columns | null;
  /** As it will be; null: none. */
  readonly after: Columns | null;
  readonly statements: readonly Statement[];
  /** Finds `before` still as it is; null: nothing changes. */
  readonly guard: Guard | null;
}

/** How a tool's history is made to say something else, in that tool's own form. */
export interface Amender {
  /** The row of an applied migration says that its file, as it is now, is what was applied. */
  accepted(migration: Migration, row: HistoryRow): Amendment;
  /** The migration, as its file is now, is applied; `row` says otherwise, or there is none. */
  completed(migration: Migration, row: HistoryRow | null): Amendment;
  /** The migration of this row is not applied. */
  forgotten(row: HistoryRow): Amendment;
}
