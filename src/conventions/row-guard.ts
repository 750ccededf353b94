import type { Engine, Guard } from '../core/engine.ts';
import type { SqlValue } from '../core/statement.ts';

/** Columns that must be found as they were read, the key's first. */
export type Recorded = Readonly<Record<string, SqlValue>>;

/** Expects a row to be still the one that was read; PostgreSQL then keeps others from changing it. */
export function sameRow(engine: Engine, table: string, recorded: Recorded): Guard {
  const same = Object.keys(recorded).map(
    (column, index) => `${column} IS NOT DISTINCT FROM $${index + 1}`,
  );
  const locking = engine === 'postgres' ? ' FOR UPDATE' : '';
  return {
    lock: [],
    check: {
      sql: `SELECT 1 FROM ${table} WHERE ${same.join(' AND ')}${locking}`,
      values: Object.values(recorded),
    },
    expects: 'row',
  };
}

/** Expects that nobody has recorded it meanwhile. */
export function noRow(table: string, key: string, value: SqlValue): Guard {
  return {
    lock: [],
    check: { sql: `SELECT 1 FROM ${table} WHERE ${key} = $1`, values: [value] },
    expects: 'no row',
  };
}
