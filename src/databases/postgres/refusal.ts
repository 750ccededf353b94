import { isServerError } from './server-error.ts';

/** SQL that fails where `condition` is not true: without PL/pgSQL, only by an error of another kind. */
export function unlessRefused(condition: string): string {
  return `1 OPERATOR(pg_catalog./) (CASE WHEN ${condition} THEN 1 ELSE 0 END)`;
}

/** Whether a statement of ours has stopped the server so. */
export function isRefusal(error: unknown): boolean {
  return isServerError(error) && error.code === '22012';
}

/** The transaction in which the cursor was declared is over. */
export function isWithoutCursor(error: unknown): boolean {
  return isServerError(error) && error.code === '34000';
}
