import type { Client } from 'pg';
import type { Statement } from '../../core/statement.ts';
import { retryingConflicts } from './retry.ts';
import { isUnsupported } from './server-error.ts';
import { send, sendTogether, type TogetherOptions } from './transaction.ts';

/**
 * Statements of ours in one transaction; or, where the server takes but one change of the schema in
 * each, one after the other.
 */
export async function persist(
  client: Client,
  statements: readonly Statement[],
  options: TogetherOptions,
): Promise<void> {
  const together = (some: readonly Statement[]) =>
    retryingConflicts(() => sendTogether(client, some, options), {});
  try {
    await together(statements);
  } catch (error) {
    if (!isUnsupported(error)) throw error;
    for (const statement of statements) {
      await together([statement]).catch((reason: unknown) =>
        retryingConflicts(() => asynchronously(client, statement, reason), {}),
      );
    }
  }
}

const INDEX = /^CREATE INDEX (?=IF NOT EXISTS)/;

/** Aurora DSQL builds indexes in the background only, and knows no order of theirs. */
async function asynchronously(
  client: Client,
  { sql, values }: Statement,
  reason: unknown,
): Promise<void> {
  if (!isUnsupported(reason) || !INDEX.test(sql)) throw reason;
  const adapted = sql.replace(INDEX, 'CREATE INDEX ASYNC ').replaceAll(/ (?:ASC|DESC)\b/g, '');
  await send(client, { sql: adapted, values });
}
