import type { Client, QueryResult } from 'pg';
import { quoteTable, type Statement, type TableName } from '../../core/statement.ts';
import { isServerError } from './server-error.ts';

export async function send(client: Client, { sql, values }: Statement): Promise<QueryResult> {
  return client.query({ text: sql, values: [...values] });
}

/** All of them in one transaction of their own. */
export async function sendTogether(
  client: Client,
  statements: readonly Statement[],
): Promise<void> {
  if (statements.length === 0) return;
  await client.query('BEGIN');
  try {
    for (const statement of statements) await send(client, statement);
    await commit(client);
  } catch (error) {
    await rollback(client);
    throw error;
  }
}

/** Nobody waits for it: a table that is locked is in use, and not empty for long. */
export async function dropIfEmpty(client: Client, table: TableName): Promise<void> {
  const name = quoteTable(table);
  try {
    await client.query(`BEGIN; LOCK TABLE ${name} IN ACCESS EXCLUSIVE MODE NOWAIT`);
    const { rows } = await client.query(`SELECT 1 FROM ${name} LIMIT 1`);
    if (rows.length === 0) await client.query(`DROP TABLE ${name}`);
    await commit(client);
  } catch (error) {
    await rollback(client);
    if (!isServerError(error) || !LEFT.has(error.code ?? '')) throw error;
  }
}

/** Not there, in use, or somebody else’s. */
const LEFT = new Set(['42P01', '3F000', '55P03', '42501']);

export async function commit(client: Client): Promise<void> {
  const { command } = await client.query('COMMIT');
  // In a failed transaction the server answers a COMMIT with a rollback, and no error.
  if (command !== 'COMMIT') throw new Error(`the server answered COMMIT with ${command}`);
}

/**
 * Leaves whatever transaction there is.
 *
 * @param after SQL that follows in the same message
 * @returns false when the connection is of no more use
 */
export async function rollback(client: Client, after = ''): Promise<boolean> {
  return client.query(`ROLLBACK; ${after}`).then(
    () => true,
    () => false,
  );
}
