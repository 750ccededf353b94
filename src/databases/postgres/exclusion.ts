import { randomInt } from 'node:crypto';
import type { Client } from 'pg';
import type { AdvisoryLock } from '../../core/engine.ts';
import type { LockOptions } from '../database.ts';
import type { PostgresTarget } from '../target.ts';
import { lostLease } from './failure.ts';
import { FREE, type Exclusion } from './held.ts';
import { leaseTable } from './lease-table.ts';
import { Lease } from './lease.ts';
import { isHeld, takeLock, tryLock } from './lock.ts';
import { isServerError } from './server-error.ts';

/** Two on the same server; `null`: there is no second one to be had. */
export interface Sessions {
  readonly main: Client;
  readonly second: () => Promise<Client | null>;
}

/**
 * Whether a lock that one session has is denied to another, as it is not where the functions are
 * there but do nothing. Takes one that means nothing, for a moment.
 */
export async function hasAdvisoryLocks(sessions: Sessions): Promise<boolean> {
  const lock = { kind: 'advisory', key: BigInt(randomInt(2 ** 47)) } as const;
  const { main } = sessions;
  if (!(await isTaken(main, lock))) return false;
  const denied = await isDenied(sessions, lock);
  await main.query('SELECT pg_catalog.pg_advisory_unlock($1)', [lock.key]);
  return denied;
}

/** Takes the lock, where the server has advisory locks. @returns null where it has none */
export async function takeAdvisory(
  sessions: Sessions,
  lock: AdvisoryLock,
  options: LockOptions,
  isReal: (ask: () => Promise<boolean>) => Promise<boolean>,
): Promise<Exclusion | null> {
  try {
    await takeLock(sessions.main, lock, options);
  } catch (error) {
    if (isUnsupported(error)) return null;
    throw error;
  }
  if (!(await isReal(() => isDenied(sessions, lock)))) return null;
  return { ...FREE, held: isHeld(lock) };
}

export async function takeLease(
  target: PostgresTarget,
  schema: string,
  { key }: AdvisoryLock,
  options: LockOptions,
): Promise<Exclusion> {
  const lease = await Lease.take(target, leaseTable(schema, key), options);
  return {
    held: lease.held,
    runsOut: true,
    lost: lostLease,
    release: (isOver) => lease.end(isOver),
  };
}

async function isTaken(client: Client, lock: AdvisoryLock): Promise<boolean> {
  try {
    return await tryLock(client, lock);
  } catch (error) {
    if (isUnsupported(error)) return false;
    throw error;
  }
}

/** Without a second session the server's own list has to do. */
async function isDenied({ main, second }: Sessions, lock: AdvisoryLock): Promise<boolean> {
  const other = await second();
  if (other !== null) return !(await isTaken(other, lock));
  const { rows } = await main.query<{ held: boolean }>(`SELECT ${isHeld(lock)} AS held`);
  return rows[0]?.held === true;
}

/** No such function; not implemented. */
function isUnsupported(error: unknown): boolean {
  return isServerError(error) && (error.code === '42883' || error.code === '0A000');
}
