import type { Client } from 'pg';
import { quoteTable } from '../../core/statement.ts';
import { readConcurrentIndex } from '../../sql/concurrent-index.ts';
import { shortened } from './name-length.ts';

/**
 * Looks whether an index that a statement makes or drops concurrently is there or gone.
 *
 * @returns null: the catalog cannot tell, since it is another statement, names nothing that could be
 *   looked for, or its index may just be being built
 */
export async function hasGoneThrough(client: Client, statement: string): Promise<boolean | null> {
  const read = readConcurrentIndex(statement);
  if (read?.kind === 'drop') {
    const { rows } = await client.query<Look>('SELECT pg_catalog.to_regclass($1) IS NULL AS done', [
      quoteTable(read.name),
    ]);
    return rows[0]?.done ?? null;
  }
  if (read?.kind !== 'create' || read.name === null) return null;
  const { rows } = await client.query<Look>(
    `SELECT CASE
        WHEN EXISTS (SELECT 1 FROM pg_catalog.pg_index i
          JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
          WHERE i.indrelid = t.oid AND c.relname = $2 AND i.indisvalid AND i.indisunique = $3)
          THEN true
        WHEN EXISTS (SELECT 1 FROM pg_catalog.pg_stat_progress_create_index p
          WHERE p.datname = pg_catalog.current_database() AND p.relid = t.oid)
          THEN NULL
        ELSE false
      END AS done
      FROM pg_catalog.pg_class t WHERE t.oid = pg_catalog.to_regclass($1)`,
    [quoteTable(read.table), shortened(read.name), read.unique],
  );
  return rows[0]?.done ?? null;
}

interface Look {
  readonly done: boolean | null;
}
