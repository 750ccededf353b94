import type { Schema, SchemaObject } from '../../../schema/schema.ts';
import { isView } from '../sql/views.ts';

/** What comes and goes with something else, and needs no statement of its own. */

/** What it is a part of, if that is among these. */
export function wholeOf(
  { schema, owner }: SchemaObject,
  among: ReadonlySet<SchemaObject>,
): SchemaObject | null {
  if (owner === null) return null;
  const kinds = new Set([
    'table',
    'foreign table',
    'view',
    'materialized view',
    'function',
    'sequence',
  ]);
  return (
    [...among].find(
      (each) => kinds.has(each.kind) && each.schema === schema && each.name === owner,
    ) ?? null
  );
}

/** The cast to its multirange comes and goes with a range. */
export function isOfRange({ kind, name }: SchemaObject, among: ReadonlySet<SchemaObject>): boolean {
  if (kind !== 'cast') return false;
  const range = /^(?:.*\.)?"?(.*?)"? AS /.exec(name)?.[1];
  return [...among].some(
    (each) => each.kind === 'type' && each.name === range && each.definition.startsWith('AS RANGE'),
  );
}

export function isOfView({ schema, owner }: SchemaObject, { objects }: Schema): boolean {
  return objects.some((each) => isView(each) && each.schema === schema && each.name === owner);
}
