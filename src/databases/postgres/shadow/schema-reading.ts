import type { Client, QueryResult } from 'pg';
import type { Row, TableName } from '../../../core/statement.ts';
import type { Schema } from '../../../schema/schema.ts';
import { readingFor, schemaOf } from '../schema/read.ts';

/**
 * Reads a schema by a statement that its session has planned before: to plan it takes two to five
 * times as long as to carry it out. So does a change of the path within it, which is emptied ahead.
 *
 * @param version the server's, such as `18.4`
 */
export async function readAgain(
  client: Client,
  version: string,
  without: readonly TableName[],
): Promise<Schema> {
  // A script may have deallocated it, and a failure would end the transaction that it stands in.
  const { rows } = await client.query(`SELECT 1 FROM ${PREPARED} WHERE name = '${READING}'`);
  if (rows.length === 0) {
    await client.query(`PREPARE ${READING} AS ${readingFor(Number.parseInt(version, 10))}`);
  }
  const results: unknown = await client.query(
    `SELECT pg_catalog.set_config('search_path', '', true); EXECUTE ${READING}`,
  );
  const [, reading] = results as readonly QueryResult<Row>[];
  return schemaOf(reading?.rows ?? [], without);
}

/** Does as DISCARD ALL does, but keeps what the server has planned for us. */
export async function discardAllElse(client: Client): Promise<void> {
  const results: unknown = await client.query(DISCARD);
  const found = (results as readonly QueryResult[]).at(-1);
  if (found !== undefined && found.rows.length > 0) await client.query('DEALLOCATE ALL');
}

const READING = 'strata_schema';
const PREPARED = 'pg_catalog.pg_prepared_statements';

/** What the manual names for DISCARD ALL; then a script's own prepared statements. */
const DISCARD = [
  ...['CLOSE ALL', 'SET SESSION AUTHORIZATION DEFAULT', 'RESET ALL', 'UNLISTEN *'],
  ...['SELECT pg_catalog.pg_advisory_unlock_all()', 'DISCARD TEMP', 'DISCARD SEQUENCES'],
  `SELECT 1 FROM ${PREPARED} WHERE name <> '${READING}' LIMIT 1`,
].join('; ');
