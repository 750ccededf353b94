import { sqliteNormalForm } from '../sql/normal-form.ts';
import type { Schema, SchemaChange, SchemaObject } from './schema.ts';

/**
 * What has become of each object: those that are new or different in the order of `after`, then
 * those that are gone.
 *
 * The place of a column among the others is not compared. No engine can move one: a column that is
 * dropped and made again stands last, and no script could help that.
 */
export function compareSchemas(before: Schema, after: Schema): readonly SchemaChange[] {
  const isSqlite = after.engine === 'sqlite';
  const normal = isSqlite ? sqliteNormalForm : (text: string): string => text;
  const key = ({ kind, schema, owner, name }: SchemaObject): string =>
    [kind, schema ?? '', isSqlite ? owner?.toLowerCase() : owner, normal(name)].join('\n');

  const old = new Map(without(after, before).map((object) => [key(object), object]));
  const changes: SchemaChange[] = [];
  for (const object of without(before, after)) {
    const known = old.get(key(object));
    old.delete(key(object));
    if (known === undefined) changes.push({ change: 'added', after: object });
    else if (!isSame(known.definition, object.definition, normal)) {
      changes.push({ change: 'changed', before: known, after: object });
    }
  }
  for (const object of old.values()) changes.push({ change: 'removed', before: object });
  return changes;
}

/** Most objects are the same word for word, and to bring words to a normal form takes long. */
function without(same: Schema, { objects }: Schema): readonly SchemaObject[] {
  const there = new Set(same.objects.map(wordForWord));
  return objects.filter((object) => !there.has(wordForWord(object)));
}

function wordForWord({ kind, schema, owner, name, definition }: SchemaObject): string {
  return [kind, schema, owner, name, definition].join('\0');
}

function isSame(a: string, b: string, normal: (text: string) => string): boolean {
  return a === b || normal(a) === normal(b);
}
