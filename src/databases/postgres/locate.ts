import type { Client } from 'pg';
import * as l10n from '@vscode/l10n';
import { StrataError } from '../../core/errors.ts';
import type { TableName } from '../../core/statement.ts';
import type { Column, LocatedTable } from '../database.ts';

/**
 * Finds a table where `CREATE TABLE IF NOT EXISTS`, with which the tools begin, would look for it:
 * in the first schema of the search_path and not further on.
 *
 * @throws StrataError `configuration` when no schema of the search_path exists
 */
export async function locate(
  client: Client,
  { schema, name }: TableName,
  neighbour = '',
): Promise<LocatedTable> {
  const { rows } = await client.query<{
    schema: string | null;
    isThere: boolean;
    name: string | null;
    type: string;
    beside: boolean;
  }>(
    `SELECT s.schema, c.oid IS NOT NULL AS "isThere",
        a.attname AS name, pg_catalog.format_type(a.atttypid, a.atttypmod) AS type,
        EXISTS (SELECT 1 FROM pg_catalog.pg_class o
          WHERE o.relnamespace = c.relnamespace AND o.relname = $3 AND o.relkind = 'r') AS beside
      FROM (SELECT coalesce($1::text, pg_catalog.current_schema()::text) AS schema) s
      LEFT JOIN pg_catalog.pg_namespace n ON n.nspname = s.schema
      LEFT JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = $2
        AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
      LEFT JOIN pg_catalog.pg_attribute a
        ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      ORDER BY a.attnum`,
    [schema, name, neighbour],
  );
  const [found] = rows;
  if (found === undefined || found.schema === null) throw noSchema();
  const columns = rows.flatMap(({ name, type }): Column[] =>
    name === null ? [] : [{ name, type }],
  );
  return {
    table: { schema: found.schema, name },
    columns: found.isThere ? columns : null,
    hasNeighbour: found.beside,
  };
}

function noSchema(): StrataError {
  return new StrataError(
    'configuration',
    l10n.t('The search_path names no schema that exists, so there is no place for the history.'),
    { hint: l10n.t('Create the schema, or set the search_path of the role or the database.') },
  );
}
