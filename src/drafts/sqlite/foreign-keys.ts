import type { Schema } from '../../schema/schema.ts';
import { bare, statement, type Step } from '../draft.ts';
import { mentions } from '../order.ts';

/** Keys of tables refer to it. */
export function isReferred(table: string, { objects }: Schema): boolean {
  return objects.some(
    ({ owner, definition }) =>
      owner !== null && /\breferences\b/i.test(definition) && mentions(definition, table, 'sqlite'),
  );
}

/**
 * Dropping a table takes along the rows that refer to it, and in a transaction that can't be turned
 * off. Where a script is one, what it begins with is carried out before.
 */
export function withoutForeignKeys(steps: readonly Step[]): readonly Step[] {
  return [
    statement('PRAGMA foreign_keys = OFF'),
    bare('BEGIN'),
    ...steps,
    bare('COMMIT'),
    bare('PRAGMA foreign_keys = ON'),
  ];
}
