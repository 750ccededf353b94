import type { Client } from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import { ConnectError } from '../database.ts';
import type { PostgresTarget } from '../target.ts';
import { closeClient, openClient } from './client.ts';
import { isServerError } from './server-error.ts';
import type { Session } from './session.ts';
import { rollback } from './transaction.ts';

/** How a pooler lends its sessions: until we leave, or for each transaction or statement anew. */
type Pooling = 'session' | 'transaction' | 'statement';

/** In milliseconds: for an answer that does not come where the pool has no session left. */
const patience = 2000;

/**
 * Makes sure that behind a pooler the server's session stays ours until we leave, as the lock and
 * settings need it; changes nothing.
 *
 * @throws StrataError `connect`, with the remedy; `cancelled`
 */
export async function assertOwnSession(
  client: Client,
  { server, pid }: Pick<Session, 'server' | 'pid'>,
  target: PostgresTarget,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (!server.pooled) return;
  const other = await openClient(target, signal);
  try {
    const pooling = await poolingOf(client, pid, other);
    if (pooling !== 'session') throw shared(target, pooling);
  } finally {
    await closeClient(other);
  }
}

/** @returns null where the pool has no second session, which a run may need as well, to be cancelled */
async function poolingOf(client: Client, pid: bigint, other: Client): Promise<Pooling | null> {
  const begun = inTime(other.query('BEGIN').then(() => pidOf(other)));
  const others = await begun.catch((error: unknown) => {
    // So says PgBouncer of a BEGIN in statement mode, before it hangs up.
    if (isServerError(error) && error.code === '08P01') return 'statement' as const;
    throw error;
  });
  if (others === 'statement') return others;
  if (others === null) return null;
  const again = await inTime(pidOf(client));
  if (again === null) return 'transaction';
  await rollback(other);
  const seen = [others, await inTime(pidOf(other))];
  return again !== pid || seen.includes(pid) ? 'transaction' : 'session';
}

async function pidOf(client: Client): Promise<bigint | null> {
  const { rows } = await client.query<{ pid: bigint }>('SELECT pg_catalog.pg_backend_pid() AS pid');
  return rows[0]?.pid ?? null;
}

async function inTime<T>(answer: Promise<T>): Promise<T | null> {
  const timer = new AbortController();
  const late = sleep(patience, null, { signal: timer.signal }).catch(() => null);
  try {
    return await Promise.race([answer, late]);
  } finally {
    timer.abort();
    answer.catch(() => undefined);
  }
}

function shared({ display }: PostgresTarget, pooling: Pooling | null): ConnectError {
  const message =
    pooling === null
      ? l10n.t('The pooler at {0} has no second session for us.', display)
      : l10n.t(
          'A pooler in {0} mode answers at {1}: the lock for migrations and what a script sets would go to others, too.',
          pooling,
          display,
        );
  const hint = l10n.t('Name the server’s own port in the address, or a pool in session mode.');
  return new ConnectError(message, { hint, lacks: null });
}

/** Reading goes by transactions, which any pooler but one by statements lends a session for. */
export function noTransactions({ display }: PostgresTarget): ConnectError {
  return shared({ display } as PostgresTarget, 'statement');
}
