import type { Client } from 'pg';
import type { PostgresTarget } from '../target.ts';
import { noTransactions } from './pooler.ts';
import { isServerError } from './server-error.ts';
import { settings, type Session } from './session.ts';
import { rollback } from './transaction.ts';

/**
 * Reads behind a pooler, which lends the server's session to the application next: in a
 * transaction that leaves no setting behind.
 *
 * @throws StrataError `connect` where the pooler has no transactions
 */
export async function readInTransaction<T>(
  client: Client,
  session: Session,
  target: PostgresTarget,
  work: () => Promise<T>,
): Promise<T> {
  await client
    .query(`BEGIN READ ONLY; ${settings(session, 'transaction')}`)
    .catch((error: unknown) => {
      throw isServerError(error) && error.code === '08P01' ? noTransactions(target) : error;
    });
  try {
    return await work();
  } finally {
    await rollback(client);
  }
}
