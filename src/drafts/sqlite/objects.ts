import type { Schema, SchemaObject } from '../../schema/schema.ts';
import { unquoted } from '../../sql/normal-form.ts';
import { identifier } from '../names.ts';

/** The statement that makes an object; a column's is part of its table's. */
export function creation(object: SchemaObject, schema: Schema): string {
  return object.kind === 'table' ? tableCreation(object, object.name, schema) : object.definition;
}

/** A table under this name, as the schema has it. */
export function tableCreation(table: SchemaObject, name: string, schema: Schema): string {
  const { definition } = table;
  if (/^using\b/i.test(definition)) return `CREATE VIRTUAL TABLE ${identifier(name)} ${definition}`;
  const parts = partsOf(table, schema);
  const lines = [
    ...parts.filter(({ kind }) => kind === 'column').map((column) => columnText(column)),
    ...parts.filter(({ kind }) => kind === 'constraint').map(constraintText),
  ].map((line) => `  ${line}`);
  const head = `CREATE TABLE ${identifier(name)} (\n${lines.join(',\n')}\n)`;
  return definition === '' ? head : `${head} ${definition}`;
}

export function columnText({ name, definition }: SchemaObject): string {
  return `${identifier(name)} ${definition}`.trimEnd();
}

export function drop({ kind, name }: SchemaObject): string {
  return `DROP ${kind.toUpperCase()} ${identifier(name)}`;
}

/** What belongs to a table, by its name. */
export function partsOf(table: SchemaObject, { objects }: Schema): readonly SchemaObject[] {
  return objects.filter(({ owner }) => owner !== null && isSame(owner, table.name));
}

export function find(
  { objects }: Schema,
  kind: SchemaObject['kind'],
  name: string,
  owner: string | null = null,
): SchemaObject | null {
  return (
    objects.find(
      (each) =>
        each.kind === kind &&
        isSame(each.name, name) &&
        (owner === null || isSame(each.owner ?? '', owner)),
    ) ?? null
  );
}

export function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function constraintText({ name, definition }: SchemaObject): string {
  return name === definition ? definition : `CONSTRAINT ${identifier(name)} ${definition}`;
}

/** The columns of a table's primary key, in lower case; null: not known. */
export function primaryKey(table: string, schema: Schema): readonly string[] | null {
  const parts = schema.objects.filter(({ owner }) => owner !== null && isSame(owner, table));
  const isKey = ({ definition }: SchemaObject): boolean => /\bprimary\s+key\b/i.test(definition);
  const column = parts.find((part) => part.kind === 'column' && isKey(part));
  if (column !== undefined) return [column.name.toLowerCase()];
  const constraint = parts.find((part) => part.kind === 'constraint' && isKey(part));
  const listed = /\(([^()]*)\)/.exec(constraint?.definition ?? '')?.[1];
  return listed?.split(',').map((each) => unquoted(each.trim()).toLowerCase()) ?? null;
}
