import type { Schema, SchemaObject } from '../../../schema/schema.ts';
import { statement, type Step } from '../../draft.ts';
import { identifier, qualifiedName } from '../../names.ts';
import { columnParts } from './column.ts';
import { tableOf } from './parts.ts';

export function sequenceCreation(object: SchemaObject): Step {
  return statement(`CREATE ${sequenceText(object)}`);
}

/** Sets what a definition says, and what it leaves out. */
export function sequenceAlteration(object: SchemaObject): Step {
  return statement(alteration(object));
}

/** What was said of an identity column's sequence when it was made. */
export function identityOptions(sequence: SchemaObject): readonly Step[] {
  return IDENTITY_DEFAULTS.test(sequence.definition)
    ? []
    : [statement(`${alteration(sequence)} RESTART`)];
}

const IDENTITY_DEFAULTS =
  /^AS (?:smallint|integer|bigint) START 1 INCREMENT 1 MINVALUE 1 MAXVALUE (?:32767|2147483647|9223372036854775807) CACHE 1 OWNED BY /;

function alteration(object: SchemaObject): string {
  const cycle = / CYCLE\b/.test(object.definition) ? '' : ' NO CYCLE';
  return `ALTER ${sequenceText(object)}${cycle}`;
}

/** Said once both are there. */
export function sequenceOwner(object: SchemaObject): readonly Step[] {
  const column = object.kind === 'sequence' ? ownedBy(object) : null;
  if (column === null) return [];
  const own = qualifiedName(object.schema, object.name);
  return [statement(`ALTER SEQUENCE ${own} OWNED BY ${tableOf(object)}.${column}`)];
}

/** One that an identity column has by itself. */
export function isIdentitySequence(object: SchemaObject, { objects }: Schema): boolean {
  const column = object.kind === 'sequence' ? ownedBy(object) : null;
  return (
    column !== null &&
    objects.some(
      ({ kind, schema, owner, name, definition }) =>
        kind === 'column' &&
        schema === object.schema &&
        owner === object.owner &&
        identifier(name) === column &&
        columnParts(definition).identity !== '',
    )
  );
}

/** The column, as it is written in SQL. */
export function ownedBy({ definition }: SchemaObject): string | null {
  return /OWNED BY (.+)$/.exec(definition)?.[1] ?? null;
}

/** `SEQUENCE s AS bigint START WITH 1 …`, as CREATE and ALTER take it. */
function sequenceText({ schema, name, definition }: SchemaObject): string {
  const isUnlogged = definition.startsWith('UNLOGGED ');
  const options = definition.replace(/^UNLOGGED /, '').replace(/ ?OWNED BY .+$/, '');
  return `${isUnlogged ? 'UNLOGGED ' : ''}SEQUENCE ${qualifiedName(schema, name)} ${options}`;
}
