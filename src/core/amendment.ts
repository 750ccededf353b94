import type { Guard } from './engine.ts';
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
  /** Finds `before` still as it is; null where the statements themselves fail on another row. */
  readonly guard: Guard | null;
}
