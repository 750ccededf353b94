import type { Client } from 'pg';
import { quoteTable } from '../../core/statement.ts';
import { readConcurrentIndex, type ConcurrentIndex } from '../../sql/concurrent-index.ts';
import { LONGEST, shortened } from './name-length.ts';

/**
 * Finds the invalid indexes that a statement has left behind, or would meet: by the names that it
 * gives them, on the table that it names, and not those that somebody is building just now.
 *
 * @returns as SQL names them, with their schema
 */
export async function findInvalidIndexes(
  client: Client,
  statement: string,
): Promise<readonly string[]> {
  const read = readConcurrentIndex(statement);
  if (read === null || read.kind === 'drop') return [];
  const { condition, values } = named(read);
  const { rows } = await client.query<{ name: string }>(
    `SELECT pg_catalog.format('%I.%I', n.nspname, c.relname) AS name
      FROM pg_catalog.pg_index i
      JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
      JOIN pg_catalog.pg_class t ON t.oid = i.indrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE NOT i.indisvalid AND c.relkind = 'i' AND ${condition}
        AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_stat_progress_create_index p
          WHERE p.datname = pg_catalog.current_database() AND p.relid = i.indrelid AND p.index_relid IN (0, i.indexrelid))
      ORDER BY c.relname`,
    [...values],
  );
  return rows.map(({ name }) => name);
}

interface Condition {
  readonly condition: string;
  readonly values: readonly string[];
}

function named(index: Exclude<ConcurrentIndex, { kind: 'drop' }>): Condition {
  if (index.kind === 'create') {
    const onTable = 'i.indrelid = pg_catalog.to_regclass($1)';
    const table = quoteTable(index.table);
    return index.name === null
      ? {
          condition: `${onTable} AND c.relname ~ '_(idx|excl)[0-9]*$'`,
          values: [table],
        }
      : { condition: `${onTable} AND c.relname = $2`, values: [table, shortened(index.name)] };
  }
  // A copy takes the old one's place at the end.
  const isCopy = `c.relname ~ '_cc(new|old)[0-9]*$'`;
  const { object, name } = index;
  if (name === null || object === 'database') return { condition: isCopy, values: [] };
  switch (object) {
    case 'index':
      return {
        condition: `${isCopy} AND i.indrelid = (SELECT o.indrelid FROM pg_catalog.pg_index o
            WHERE o.indexrelid = pg_catalog.to_regclass($1))
          AND pg_catalog.starts_with(c.relname, pg_catalog.left($2, ${LONGEST - '_ccnew'.length}))`,
        values: [quoteTable(name), name.name],
      };
    case 'table':
      return {
        condition: `${isCopy} AND (i.indrelid = pg_catalog.to_regclass($1)
          OR i.indrelid = (SELECT o.reltoastrelid FROM pg_catalog.pg_class o
            WHERE o.oid = pg_catalog.to_regclass($1)))`,
        values: [quoteTable(name)],
      };
    case 'schema':
      return { condition: `${isCopy} AND n.nspname = $1`, values: [name.name] };
  }
}
