import type { Client } from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';
import { closeClient } from './client.ts';

/** In milliseconds. */
const PATIENCE = 5000;
const BETWEEN_LOOKS = 50;

/** A server process and when it began: its number is given to others after it. */
export interface ServerProcess {
  readonly pid: bigint;
  readonly since: string;
}

/** @returns null where the server does not tell */
export async function serverProcess(client: Client): Promise<ServerProcess | null> {
  const { rows } = await client.query<ServerProcess>(
    `SELECT pid::bigint AS pid, backend_start::text AS since
      FROM pg_catalog.pg_stat_activity WHERE pid = pg_catalog.pg_backend_pid()`,
  );
  return rows[0] ?? null;
}

/**
 * Ends a session that has lost its client: it would go on with all that was sent ahead. Only then
 * does the history tell what is kept.
 *
 * @param open a session of the same role; what it throws is passed over: the session may well be
 *   gone with the server
 */
export async function endOrphan(
  { pid, since }: ServerProcess,
  open: () => Promise<Client>,
): Promise<void> {
  const client = await open().catch(() => null);
  if (client === null) return;
  const deadline = performance.now() + PATIENCE;
  try {
    while (performance.now() < deadline) {
      const { rowCount } = await client.query(
        `SELECT pg_catalog.pg_terminate_backend(pid)
          FROM pg_catalog.pg_stat_activity WHERE pid = $1 AND backend_start = $2::timestamptz`,
        [pid, since],
      );
      if (rowCount === 0) return;
      await sleep(BETWEEN_LOOKS);
    }
  } catch {
    // As it is without a session to ask from.
  } finally {
    await closeClient(client);
  }
}
