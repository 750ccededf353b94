import type { Engine } from '../core/engine.ts';
import { quoteIdentifier, type TableName } from '../core/statement.ts';

/**
 * A table's name as a configuration writes it, which is as SQL reads it: unquoted parts fold to
 * lower case on PostgreSQL.
 */
export function parseTableName(text: string, engine: Engine): TableName {
  const parts = [...text.matchAll(/"((?:[^"]|"")*)"|([^".]+)/g)].map(([, quoted, plain]) =>
    quoted === undefined
      ? engine === 'postgres'
        ? (plain ?? '').trim().toLowerCase()
        : (plain ?? '').trim()
      : quoted.replaceAll('""', '"'),
  );
  const name = parts.at(-1) ?? '';
  return { schema: parts.length > 1 ? (parts.at(-2) ?? null) : null, name };
}

/** A table's name as people write it: quoted where it has to be. */
export function printTable({ schema, name }: TableName): string {
  const print = (part: string): string =>
    /^[a-z_][a-z0-9_]*$/.test(part) ? part : quoteIdentifier(part);
  return schema === null ? print(name) : `${print(schema)}.${print(name)}`;
}
