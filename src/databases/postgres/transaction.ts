import type { Client, QueryResult } from 'pg';
import type { Guard } from '../../core/engine.ts';
import { quoteTable, type Statement, type TableName } from '../../core/statement.ts';
import { overtaken } from '../database.ts';
import { assertHeld, FREE, type Exclusion } from './held.ts';
import { isServerError } from './server-error.ts';

export async function send(client: Client, { sql, values }: Statement): Promise<QueryResult> {
  return client.query({ text: sql, values: [...values] });
}

/**
 * All of them in one transaction of their own, if the guards find what they expect and others are
 * still kept away.
 */
export async function sendTogether(
  client: Client,
  statements: readonly Statement[],
  { guards = [], exclusion = FREE }: TogetherOptions = {},
): Promise<void> {
  if (statements.length === 0) return;
  await client.query('BEGIN');
  try {
    for (const guard of guards) await lookAgain(client, guard);
    for (const statement of statements) await send(client, statement);
    await assertHeld(client, exclusion);
    await commit(client);
  } catch (error) {
    await rollback(client);
    throw error;
  }
}

export interface TogetherOptions {
  readonly guards?: readonly Guard[];
  readonly exclusion?: Exclusion;
}

/** The history's row as it is now that nobody else can write it. @throws ScriptError */
export async function lookAgain(client: Client, { lock, check, expects }: Guard): Promise<void> {
  for (const statement of lock) await send(client, statement);
  const { rows } = await send(client, check);
  if (rows.length > 0 !== (expects === 'row')) throw overtaken();
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
