import type { Schema, SchemaObject } from './schema.ts';
import { objectName, qualified } from './text.ts';

/** All of it as text to read and to compare, in a form near to SQL. */
export function schemaText({ objects }: Schema): string {
  return objects
    .filter((object) => !isPart(object))
    .map((object) => objectText(object, objects))
    .join('\n\n');
}

/** One table or view, with what belongs to it; null: there is none. */
export function tableText(
  { objects }: Schema,
  table: { readonly schema: string | null; readonly name: string },
): string | null {
  const found = objects.find(
    ({ kind, schema, name }) =>
      HAS_COLUMNS.has(kind) && name === table.name && [null, schema].includes(table.schema),
  );
  return found === undefined ? null : objectText(found, objects);
}

const HAS_COLUMNS: ReadonlySet<string> = new Set([
  ...['table', 'foreign table', 'view', 'materialized view'],
]);

/** What stands below what it is part of. */
function isPart({ owner }: SchemaObject): boolean {
  return owner !== null;
}

function objectText(object: SchemaObject, objects: readonly SchemaObject[]): string {
  const parts = objects.filter(
    ({ owner, schema }) => owner === object.name && schema === object.schema,
  );
  const below = parts.filter(({ kind }) => kind !== 'column' && kind !== 'constraint');
  const isTable = object.kind === 'table' || object.kind === 'foreign table';
  const whole = isTable ? tableLines(object, parts) : [statement(object)];
  return [...whole, ...below.map(statement)].join('\n');
}

function tableLines(table: SchemaObject, parts: readonly SchemaObject[]): readonly string[] {
  const of = (kind: SchemaObject['kind']): readonly SchemaObject[] =>
    parts.filter((part) => part.kind === kind);
  const lines = [
    ...of('column').map(({ name, definition }) => `${name} ${definition}`.trimEnd()),
    ...of('constraint').map(({ name, definition }) =>
      name === definition ? definition : `CONSTRAINT ${name} ${definition}`,
    ),
  ].map((line) => `  ${line}`);
  const options = table.definition === '' ? '' : ` ${table.definition}`;
  const head = `CREATE ${table.kind.toUpperCase()} ${qualified(table, table.name)}`;
  return lines.length === 0
    ? [`${head}${options};`]
    : [`${head} (`, lines.join(',\n'), `)${options};`];
}

/** Some definitions are whole statements, and the others follow what they define. */
function statement(object: SchemaObject): string {
  const { kind, name, definition } = object;
  if (/^CREATE\b/i.test(definition)) return definition.replace(/;?$/, ';');
  if (MADE.has(kind)) {
    const head = `CREATE ${kind.toUpperCase()} ${qualified(object, name)}`;
    return `${`${head} ${definition}`.trimEnd().replace(/;$/, '')};`;
  }
  return `-- ${`${objectName(object)}: ${definition}`.replaceAll('\n', '\n-- ')}`;
}

const MADE: ReadonlySet<string> = new Set([
  ...['schema', 'extension', 'type', 'domain', 'view', 'materialized view', 'sequence'],
]);
