import type { Engine } from '../core/engine.ts';
import type { TableName } from '../core/statement.ts';

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
