import type { ObjectKind, SchemaObject } from '../../../schema/schema.ts';
import type { Path } from '../../lineage.ts';

/** Kinds whose names exclude each other have one. */
export type Namespace = 'relation' | 'type' | 'function' | ObjectKind;

const NAMESPACES: Partial<Record<ObjectKind, Namespace>> = {
  ...{ table: 'relation', 'foreign table': 'relation', view: 'relation', index: 'relation' },
  ...{ 'materialized view': 'relation', sequence: 'relation', domain: 'type' },
  aggregate: 'function',
};

/** Where a schema has its object: names as in a script, without regard to what they are of. */
export function pathOf({ kind, schema, owner, name }: SchemaObject): Path {
  if (kind === 'schema') return [name];
  const namespace = namespaceOf(kind);
  const isPart = owner !== null && namespace !== 'relation';
  const own = namespace === 'function' ? signaturePath(name) : name;
  return isPart
    ? [schema ?? '', 'relation', owner, namespace, own]
    : [schema ?? '', namespace, own];
}

export function namespaceOf(kind: ObjectKind): Namespace {
  return NAMESPACES[kind] ?? kind;
}

/** The catalog qualifies types that a script need not. */
function signaturePath(signature: string): string {
  return signature.replaceAll(/\bpublic\./g, '');
}
