import type { TableName } from './statement.ts';

/** How far scripts without a transaction have come that are not finished. */
export const PROGRESS_TABLE = '_strata_progress';

/** Who is at work, on servers whose own locks keep nobody out. */
export const LEASE_TABLE = '_strata_lock';

/** The tables of ours beside the tool's history, in whichever schema. */
export const OWN_TABLES: readonly TableName[] = [
  { schema: null, name: PROGRESS_TABLE },
  { schema: null, name: LEASE_TABLE },
];
