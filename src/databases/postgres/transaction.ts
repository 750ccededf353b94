import type { Client, QueryResult } from 'pg';
import type { Guard } from '../../core/engine.ts';
import { quoteTable, type Statement, type TableName } from '../../core/statement.ts';
import { assertFound, guardMessage } from './guard.ts';
import { assertHeld, FREE, type Exclusion } from './held.ts';
import { inline } from './literal.ts';
import { messagesOf } from './messages.ts';
import { isServerError } from './server-error.ts';

export async function send(client: Client, { sql, values }: Statement): Promise<QueryResult> {
  return client.query({ text: sql, values: [...values] });
}

/**
 * All of them in one transaction of their own, if the guards find what they expect and others are
 * still kept away. Nobody waits for an answer that decides nothing.
 */
export async function sendTogether(
  client: Client,
  statements: readonly Statement[],
  { guards = [], exclusion = FREE }: TogetherOptions = {},
): Promise<void> {
  if (statements.length === 0) return;
  const begin = ['BEGIN', ...guards.map(guardMessage)];
  const isGuarded = guards.length > 0;
  const isCommitted = !exclusion.runsOut;
  try {
    if (isGuarded) await lookAgain(client, begin, guards);
    const last = await sendInOrder(client, [
      ...(isGuarded ? [] : begin),
      ...statements.map(inline),
      ...(isCommitted ? ['COMMIT'] : []),
    ]);
    if (isCommitted) {
      assertCommitted(last);
      return;
    }
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

/** The history's rows as they are now that nobody else can write them. @throws ScriptError */
async function lookAgain(
  client: Client,
  begin: readonly string[],
  guards: readonly Guard[],
): Promise<void> {
  const results: unknown = await client.query(begin.join('; '));
  const rows = (results as QueryResult<{ found: boolean }>[]).flatMap((result) => result.rows);
  for (const [index, guard] of guards.entries()) {
    assertFound(guard, rows[index]?.found === true);
  }
}

/** @returns the last answer */
async function sendInOrder(client: Client, sql: readonly string[]): Promise<QueryResult | null> {
  let last: QueryResult | null = null;
  for (const message of messagesOf(sql)) {
    const answer: unknown = await client.query(message);
    last = ([answer].flat() as QueryResult[]).at(-1) ?? null;
  }
  return last;
}

/** Nobody waits for it: a table that is locked is in use, and not empty for long. */
export async function dropIfEmpty(client: Client, table: TableName): Promise<void> {
  const name = quoteTable(table);
  try {
    const last = await sendInOrder(client, [
      ...['BEGIN', `LOCK TABLE ${name} IN ACCESS EXCLUSIVE MODE NOWAIT`],
      `SELECT 1 FROM ${name} LIMIT 1`,
    ]);
    if (last?.rows.length === 0) await client.query(`DROP TABLE ${name}`);
    await commit(client);
  } catch (error) {
    await rollback(client);
    if (!isServerError(error) || !LEFT.has(error.code ?? '')) throw error;
  }
}

/** Not there, in use, or somebody else’s. */
const LEFT = new Set(['42P01', '3F000', '55P03', '42501']);

export async function commit(client: Client): Promise<void> {
  assertCommitted(await client.query('COMMIT'));
}

/** In a failed transaction the server answers a COMMIT with a rollback, and no error. */
function assertCommitted(answer: QueryResult | null): void {
  const { command = 'nothing' } = answer ?? {};
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
