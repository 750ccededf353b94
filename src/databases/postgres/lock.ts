import type { Client } from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import type { AdvisoryLock } from '../../core/engine.ts';
import { StrataError } from '../../core/errors.ts';
import type { LockHolder, LockOptions } from '../database.ts';
import { cancelled } from '../cancelled.ts';
import { asHolder, describe, SESSION_COLUMNS, type ServerSession } from './sessions.ts';

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
  const { signal, timeout, onWait } = options;
  const deadline = performance.now() + timeout;
  /** Whom `onWait` was told; undefined: nobody yet. */
  let told: bigint | null | undefined;
  for (let pause = firstPause; ; pause = Math.min(pause * 1.5, longestPause)) {
    if (signal?.aborted) throw cancelled();
    if (await tryLock(client, lock)) return;
    const holder = await findHolder(client, lock);
    const pid = holder?.pid ?? null;
    // Nobody holds what has just become free: the next try tells.
    if (told === undefined || (pid !== null && pid !== told)) {
      told = pid;
      onWait?.(holder === null ? null : asHolder(holder));
    }
    const left = deadline - performance.now();
    if (left <= 0) throw notFree(holder, timeout);
    await sleep(Math.min(pause, left), undefined, signal ? { signal } : {}).catch(() => undefined);
  }
}

export async function tryLock(client: Client, { key }: AdvisoryLock): Promise<boolean> {
  const { rows } = await client.query<{ taken: boolean }>(
    'SELECT pg_catalog.pg_try_advisory_lock($1) AS taken',
    [key],
  );
  return rows[0]?.taken === true;
}

/** Who has it; null: it is free. */
export async function holderOf(client: Client, lock: AdvisoryLock): Promise<LockHolder | null> {
  const holder = await findHolder(client, lock);
  return holder === null ? null : asHolder(holder);
}

/** SQL that is true where this session has the lock: a script may have let go of it. */
export function isHeld(lock: AdvisoryLock): string {
  return `EXISTS (SELECT FROM pg_catalog.pg_locks l
    WHERE l.pid = pg_catalog.pg_backend_pid() AND ${isLock(lock)})`;
}

function isLock({ key }: AdvisoryLock): string {
  return `l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
    AND l.classid = ${BigInt.asUintN(32, key >> 32n)} AND l.objid = ${BigInt.asUintN(32, key)}`;
}

async function findHolder(client: Client, lock: AdvisoryLock): Promise<ServerSession | null> {
  const { rows } = await client.query<ServerSession>(
    `SELECT l.pid, ${SESSION_COLUMNS}
      FROM pg_catalog.pg_locks l
      JOIN pg_catalog.pg_database d ON d.oid = l.database
      LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
      WHERE d.datname = pg_catalog.current_database() AND ${isLock(lock)}`,
  );
  return rows[0] ?? null;
}

function notFree(holder: ServerSession | null, timeout: number): StrataError {
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
