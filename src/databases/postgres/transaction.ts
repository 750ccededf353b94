import type { Client, QueryResult } from 'pg';
import type { Statement } from '../../core/statement.ts';

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
