import type { Statement } from '../../core/statement.ts';

/**
 * Compiles each text with values once: these are there to be bound anew. SQLite itself compiles such
 * a one again when the schema has changed.
 */
export function compiledOnce<T>(compile: (sql: string) => T): (statement: Statement) => T {
  const known = new Map<string, T>();
  return ({ sql, values }) => {
    // A PRAGMA takes no values, and may be answered as it is compiled.
    if (values.length === 0) return compile(sql);
    let compiled = known.get(sql);
    if (compiled === undefined) {
      compiled = compile(sql);
      known.set(sql, compiled);
    }
    return compiled;
  };
}
