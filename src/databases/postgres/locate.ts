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
  const table = { schema: schema ?? (await currentSchema(client)), name };
  const { rows } = await client.query<{ name: string | null; type: string; beside: boolean }>(
    `SELECT a.attname AS name, pg_catalog.format_type(a.atttypid, a.atttypmod) AS type,
        EXISTS (SELECT 1 FROM pg_catalog.pg_class o
          WHERE o.relnamespace = c.relnamespace AND o.relname = $3 AND o.relkind = 'r') AS beside
      FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN pg_catalog.pg_attribute a
        ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      WHERE n.nspname = $1 AND c.relname = $2 AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
      ORDER BY a.attnum`,
    [table.schema, table.name, neighbour],
  );
  const columns = rows.flatMap(({ name, type }): Column[] =>
    name === null ? [] : [{ name, type }],
  );
  const hasNeighbour = rows[0]?.beside === true;
  return { table, columns: rows.length === 0 ? null : columns, hasNeighbour };
}

async function currentSchema(client: Client): Promise<string> {
  const { rows } = await client.query<{ schema: string | null }>(
    'SELECT pg_catalog.current_schema() AS schema',
  );
  const schema = rows[0]?.schema ?? null;
  if (schema !== null) return schema;
  throw new StrataError(
    'configuration',
    l10n.t('The search_path names no schema that exists, so there is no place for the history.'),
    { hint: l10n.t('Create the schema, or set the search_path of the role or the database.') },
  );
}
