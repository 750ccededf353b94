import type { Engine } from '../../../src/core/engine.ts';
import type { ObjectKind, Schema, SchemaObject, Schemas } from '../../../src/schema/schema.ts';

/** Kind, owner and name with blanks between them as a person says it, and the definition. */
export type Told = readonly [kind: ObjectKind, name: string, definition?: string];

/** `name` is `owner.name` for what belongs to something. */
export function schemaOf(engine: Engine, ...objects: readonly Told[]): Schema {
  return {
    engine,
    objects: objects.map(([kind, name, definition = '']): SchemaObject => {
      const [own = '', owner = null] = name.split(' of ');
      const schema = engine === 'postgres' && kind !== 'schema' ? 'public' : null;
      return { ...{ kind, schema, owner, name: own, definition, position: null } };
    }),
  };
}

export function around(before: Schema, after: Schema | null = null): Schemas {
  return { before, after };
}
