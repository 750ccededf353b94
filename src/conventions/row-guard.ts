import type { Engine, Guard } from '../core/engine.ts';
import type { SqlValue, Statement } from '../core/statement.ts';

/** Columns that must be found as they were read, the key's first. */
export type Recorded = Readonly<Record<string, SqlValue>>;

/** Expects a row to be still the one that was read; PostgreSQL then keeps others from changing it. */
export function sameRow(engine: Engine, table: string, recorded: Recorded): Guard {
  const same = Object.keys(recorded).map((column, index) =>
    // A key is never null, and only so found by its index.
    index === 0 ? `${column} = $1` : `${column} IS NOT DISTINCT FROM $${index + 1}`,
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

/**
 * Expects what `direction` starts from. Not every runner of a tool takes a lock of ours, but each
 * writes to the history: PostgreSQL keeps them from that until the migration's transaction ends.
 *
 * @param check finds the row of an applied migration
 */
export function beforehand(
  engine: Engine,
  table: string,
  check: Statement,
  direction: 'up' | 'down',
): Guard {
  const lock = { sql: `LOCK TABLE ${table} IN SHARE ROW EXCLUSIVE MODE`, values: [] };
  return {
    lock: engine === 'postgres' ? [lock] : [],
    check,
    expects: direction === 'up' ? 'no row' : 'row',
  };
}
