import { isServerError } from './server-error.ts';

/** Why the server itself is to stop. Without PL/pgSQL only an error that means something else does that. */
export type Refusal = 'other history' | 'other transaction' | 'other holder';

const CALCULATIONS: Readonly<Record<Refusal, readonly [code: string, sql: (x: string) => string]>> =
  {
    'other history': ['22012', (zero) => `1 / (${zero})`],
    'other transaction': ['2201E', (zero) => `pg_catalog.ln(${zero})`],
    'other holder': ['2201F', (zero) => `pg_catalog.sqrt((${zero}) - 1)`],
  };

/** A statement that fails unless `condition` is true. */
export function refuseUnless(condition: string, refusal: Refusal): string {
  const [, sql] = CALCULATIONS[refusal];
  return `SELECT ${sql(`CASE WHEN ${condition} THEN 1 ELSE 0 END`)};`;
}

/** Whether a statement of ours has stopped the server for this. */
export function isRefusal(error: unknown, refusal: Refusal): boolean {
  const [code] = CALCULATIONS[refusal];
  return isServerError(error) && error.code === code;
}
