import type { Kind } from './migration-set.ts';
import type { Progress, Recorded } from './truth.ts';

/** How each tool's own history table is read, by its documentation and not by our code. */
export interface HistoryTable {
  readonly name: string;
  /** Selects `version` as text, and `outcome` as `Snapshot` has it. */
  readonly select: string;
}

export interface HistoryRow {
  readonly version: string;
  readonly outcome: Recorded;
}

const sqlx: HistoryTable = {
  name: '_sqlx_migrations',
  select: `SELECT CAST(version AS text) AS version,
    CASE WHEN success THEN 'applied' ELSE 'failed' END AS outcome FROM _sqlx_migrations`,
};

/** One that failed with nothing kept counts there like one that was never applied. */
const versionedFolders: HistoryTable = {
  name: 'migration_history',
  select: `SELECT CAST(version AS text) AS version, CASE status WHEN 'completed' THEN 'applied'
    WHEN 'rolled_back' THEN 'reverted' WHEN 'failed' THEN 'reverted' ELSE 'failed' END AS outcome
    FROM migration_history`,
};

export const HISTORY_TABLES: Readonly<Record<Kind, HistoryTable>> = {
  sqlx,
  'sqlx-no-transaction': sqlx,
  sections: {
    name: 'schema_migrations',
    select: `SELECT id AS version, 'applied' AS outcome FROM schema_migrations`,
  },
  'versioned-folders': versionedFolders,
};

export const PROGRESS_TABLE = '_strata_progress';

export const SELECT_PROGRESS = `SELECT version, direction, completed, in_doubt FROM ${PROGRESS_TABLE}`;

export interface ProgressRow {
  readonly version: string;
  readonly direction: Progress['direction'];
  /** PostgreSQL's driver gives it as text. */
  readonly completed: number | string;
  /** SQLite gives 0 or 1. */
  readonly in_doubt: boolean | number;
}

export function progressOf({ direction, completed, in_doubt }: ProgressRow): Progress {
  return { direction, completed: Number(completed), inDoubt: Boolean(in_doubt) };
}
