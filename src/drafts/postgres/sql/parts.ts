import type { Schema, SchemaObject } from '../../../schema/schema.ts';
import { qualifiedName } from '../../names.ts';

/** How a schema has what belongs to a table, or to what else has parts. */

export function partsOf(whole: SchemaObject, { objects }: Schema): readonly SchemaObject[] {
  const { name, schema, kind } = whole;
  // Privileges on what is no relation say what it is.
  const owners = [name, `${kind === 'domain' ? 'type' : kind} ${name}`];
  return objects.filter(
    (each) => each.owner !== null && owners.includes(each.owner) && each.schema === schema,
  );
}

/** Columns and constraints, which stand in the statement that makes their table. */
export function isWithinTable({ kind, definition }: SchemaObject): boolean {
  return kind === 'column' || (kind === 'constraint' && !definition.startsWith('FOREIGN KEY'));
}

/** The table that it belongs to, as it is written in SQL. */
export function tableOf({ schema, owner }: SchemaObject): string {
  return qualifiedName(schema, owner ?? '');
}
