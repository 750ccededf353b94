import type { Client } from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import type { AdvisoryLock } from '../../core/engine.ts';
import { StrataError } from '../../core/errors.ts';
import type { LockHolder, LockOptions } from '../database.ts';
import { cancelled } from './client.ts';

const firstPause = 20;
const longestPause = 250;

/**
 * Takes the lock for as long as the session lasts, by asking again and again: a session that waits
 * in `pg_advisory_lock` holds a snapshot that CREATE INDEX CONCURRENTLY waits for.
 */
export async function takeLock(
  client: Client,
  lock: AdvisoryLock,
  options: LockOptions,
): Promise<void> {
  const { signal, timeout } = options;
  const deadline = performance.now() + timeout;
  let holder: Holder | null | undefined;
  for (let pause = firstPause; ; pause = Math.min(pause * 1.5, longestPause)) {
    if (signal?.aborted) throw cancelled();
    if (await tryLock(client, lock)) return;
    if (holder === undefined) {
      holder = await findHolder(client, lock);
      options.onWait?.(holder === null ? null : asLockHolder(holder));
    }
    const left = deadline - performance.now();
    if (left <= 0) throw notFree(await findHolder(client, lock), timeout);
    await sleep(Math.min(pause, left), undefined, signal ? { signal } : {}).catch(() => undefined);
  }
}

async function tryLock(client: Client, { key }: AdvisoryLock): Promise<boolean> {
  const { rows } = await client.query<{ taken: boolean }>(
    'SELECT pg_catalog.pg_try_advisory_lock($1) AS taken',
    [key],
  );
  return rows[0]?.taken === true;
}

/** Who has it; null: it is free. */
export async function holderOf(client: Client, lock: AdvisoryLock): Promise<LockHolder | null> {
  const holder = await findHolder(client, lock);
  return holder === null ? null : asLockHolder(holder);
}

function asLockHolder(holder: Holder): LockHolder {
  return { who: describe(holder), activity: null, isGone: false };
}

interface Holder {
  readonly pid: bigint;
  /** Of other roles' sessions the server may tell no more than the process. */
  readonly application: string | null;
  readonly role: string | null;
  readonly address: string | null;
  readonly since: string | null;
}

async function findHolder(client: Client, { key }: AdvisoryLock): Promise<Holder | null> {
  const { rows } = await client.query<Holder>(
    `SELECT l.pid, NULLIF(a.application_name, '') AS application, a.usename AS role,
        pg_catalog.host(a.client_addr) AS address,
        pg_catalog.to_char(a.backend_start AT TIME ZONE 'UTC',
          'YYYY-MM-DD HH24:MI:SS "UTC"') AS since
      FROM pg_catalog.pg_locks l
      JOIN pg_catalog.pg_database d ON d.oid = l.database
      LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
      WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
        AND d.datname = pg_catalog.current_database()
        AND l.classid = $1::pg_catalog.oid AND l.objid = $2::pg_catalog.oid`,
    [BigInt.asUintN(32, key >> 32n), BigInt.asUintN(32, key)],
  );
  return rows[0] ?? null;
}

function describe({ pid, application, role, address, since }: Holder): string {
  const known = [
    application,
    role === null ? null : l10n.t('role {0}', role),
    address === null ? null : l10n.t('from {0}', address),
    since === null ? null : l10n.t('connected since {0}', since),
  ].filter((part) => part !== null);
  const process = l10n.t('server process {0}', pid.toString());
  return known.length === 0 ? process : `${process} (${known.join(', ')})`;
}

function notFree(holder: Holder | null, timeout: number): StrataError {
  const seconds = timeout / 1000;
  if (holder === null) {
    return new StrataError(
      'lock',
      l10n.t('The lock for migrations was not free within {0} s.', seconds),
      { hint: l10n.t('Try again when it is done, or raise the lock timeout.') },
    );
  }
  return new StrataError(
    'lock',
    l10n.t(
      'The lock for migrations was not free within {0} s; {1} holds it.',
      seconds,
      describe(holder),
    ),
    {
      hint: l10n.t(
        'Wait until that run has ended. If it is stuck, end it: SELECT pg_terminate_backend({0});',
        holder.pid.toString(),
      ),
    },
  );
}
