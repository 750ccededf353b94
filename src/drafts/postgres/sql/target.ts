import type { Schema, SchemaObject } from '../../../schema/schema.ts';
import { identifier } from '../../names.ts';

/** `TABLE public.users` of `table public.users`, as the server identifies what bears a comment or an owner. */
export function targetOf(name: string): string {
  const [, type = '', identity = ''] =
    /^(table column|view column|materialized view column|foreign table column|composite type column|table constraint|domain constraint|materialized view|foreign table|event trigger|operator class|operator family|foreign-data wrapper|text search \w+|\w+) (.*)$/s.exec(
      name,
    ) ?? [];
  const kind = COMMENTED[type] ?? type.toUpperCase();
  // A constraint on a domain is `c on d`, one on a table `c on t`.
  return type === 'domain constraint'
    ? `${kind} ${identity.replace(/ on (?!domain)/, ' ON DOMAIN ')}`
    : `${kind} ${identity.replace(/ on /, ' ON ')}`;
}

const COMMENTED: Readonly<Record<string, string>> = {
  'table column': 'COLUMN',
  'view column': 'COLUMN',
  'materialized view column': 'COLUMN',
  'foreign table column': 'COLUMN',
  'composite type column': 'COLUMN',
  'table constraint': 'CONSTRAINT',
  'domain constraint': 'CONSTRAINT',
  'statistics object': 'STATISTICS',
  'foreign-data wrapper': 'FOREIGN DATA WRAPPER',
};

/** As the server identifies it, without what it is: `public.users`, `public.plus(integer,integer)`. */
export function identityOf(schema: string | null, name: string): string {
  const [, own = name, types = ''] = /^(.*?)(\(.*\))$/s.exec(name) ?? [];
  const qualified = schema === null || schema === '' ? [own] : [schema, own];
  return `${qualified.map(identifier).join('.')}${types.replaceAll(', ', ',')}`;
}

/** Comments that no owner is named of: on functions and types, on constraints and triggers of a table. */
export function freeComments(
  { schema, name, kind }: SchemaObject,
  { objects }: Schema,
): readonly SchemaObject[] {
  const identity = identityOf(schema, name);
  const ends = kind === 'table' ? [` on ${identity}`] : [` ${identity}`];
  return objects.filter(
    (each) =>
      each.kind === 'comment' && each.owner === null && ends.some((end) => each.name.endsWith(end)),
  );
}
