import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, QueryResult } from 'pg';
import * as l10n from '@vscode/l10n';
import { StrataError } from '../../core/errors.ts';
import type { Row, Statement } from '../../core/statement.ts';
import type { LockHolder, LockOptions } from '../database.ts';
import type { PostgresTarget } from '../target.ts';
import { cancelled } from '../cancelled.ts';
import { abandonedOn, closeClient, openClient } from './client.ts';
import { LEASE_SECONDS, parseHolder, type LeaseHolder, type LeaseTable } from './lease-table.ts';
import { isServerError } from './server-error.ts';
import { send } from './transaction.ts';

/** In milliseconds. */
const BETWEEN_LOOKS = 250;
const BETWEEN_SIGNS = (LEASE_SECONDS * 1000) / 4;
/** For an answer while the lease ends: longer than the row may be locked. */
const PATIENCE = 2000;

/**
 * What keeps other runners away where the server's own locks do not: a row of which whoever has it
 * gives signs of life, from a session of its own. Who gives none any more loses it.
 *
 * Whether it is still ours is not remembered but asked, by `held`, in each transaction that keeps
 * something: a process may sleep for as long as it likes between two statements.
 */
export class Lease {
  /** SQL that is true as long as it is ours; within a transaction it then stays so. */
  readonly held: string;
  readonly #target: PostgresTarget;
  readonly #table: LeaseTable;
  readonly #owner: string;
  readonly #timer: NodeJS.Timeout;
  /** Null: the session was lost, and is opened anew with the next sign. */
  #client: Client | null;
  #sign: Promise<void> = Promise.resolve();
  /** Aborts when the lease is to end and the network has gone silent. */
  readonly #unanswered = new AbortController();

  private constructor(target: PostgresTarget, client: Client, table: LeaseTable, owner: string) {
    this.#target = target;
    this.#client = client;
    this.#table = table;
    this.#owner = owner;
    this.held = table.held(owner);
    this.#timer = setInterval(() => {
      this.#sign = this.#sign.then(() => this.#renew());
    }, BETWEEN_SIGNS).unref();
  }

  /** @throws StrataError `lock` when it was not free in time; `connect`; `cancelled` */
  static async take(
    target: PostgresTarget,
    table: LeaseTable,
    options: LockOptions,
  ): Promise<Lease> {
    const client = await open(target, options.signal);
    const owner = randomUUID();
    try {
      await claim(client, table, { owner, application: target.applicationName }, options);
      return new Lease(target, client, table, owner);
    } catch (error) {
      await closeClient(client);
      throw error;
    }
  }

  /**
   * The table stays: whoever comes next may be about to write to it.
   *
   * @param givesBack false: it is left to run out
   */
  async end(givesBack: boolean): Promise<void> {
    clearInterval(this.#timer);
    const giveUp = setTimeout(() => {
      this.#unanswered.abort();
    }, PATIENCE);
    await this.#sign;
    const client = this.#client;
    if (client !== null) {
      const release = this.#table.release(this.#owner);
      if (givesBack) await this.#send(client, release).catch(() => undefined);
      await closeClient(client);
    }
    clearTimeout(giveUp);
  }

  /** That it could not be given is no loss yet: the next one may come in time. */
  async #renew(): Promise<void> {
    try {
      this.#client ??= await open(this.#target, this.#unanswered.signal);
      await this.#send(this.#client, this.#table.renew(this.#owner));
    } catch (error) {
      if (isServerError(error) || this.#client === null) return;
      await closeClient(this.#client);
      this.#client = null;
    }
  }

  #send(client: Client, statement: Statement): Promise<QueryResult> {
    return abandonedOn(this.#unanswered.signal, client, send(client, statement));
  }
}

/** Who has it, in words; null: it is free. */
export async function leaseHolderOf(client: Client, table: LeaseTable): Promise<LockHolder | null> {
  const holder = await find(client, table).catch((error: unknown) => {
    if (isMissing(error)) return null;
    throw error;
  });
  return holder === null ? null : describe(holder);
}

async function claim(
  client: Client,
  table: LeaseTable,
  who: Pick<LeaseHolder, 'owner' | 'application'>,
  { timeout, signal, onWait, onTakeOver }: LockOptions,
): Promise<void> {
  const take = table.take({ ...who, host: hostname(), pid: BigInt(process.pid) });
  const deadline = performance.now() + timeout;
  let holder: LeaseHolder | null = null;
  let told: string | null = null;
  for (;;) {
    if (signal?.aborted) throw cancelled();
    try {
      holder = await find(client, table);
      // Also where nobody could say whether it was taken.
      if (holder?.owner === who.owner) return;
      if (holder === null || holder.isOver) {
        const { rows } = await send(client, take);
        if (rows.length > 0) {
          if (holder !== null) onTakeOver?.(describe(holder));
          return;
        }
      } else if (holder.owner !== told) {
        told = holder.owner;
        onWait?.(describe(holder));
      }
    } catch (error) {
      if (isMissing(error)) await makeTable(client, table);
      else if (!passes(error)) throw error;
    }
    const left = deadline - performance.now();
    if (left <= 0) throw notFree(holder, timeout);
    const pause = Math.min(BETWEEN_LOOKS * (0.5 + Math.random()), left);
    await sleep(pause, undefined, signal ? { signal } : {}).catch(() => undefined);
  }
}

async function find(client: Client, table: LeaseTable): Promise<LeaseHolder | null> {
  const [row] = (await send(client, table.find)).rows as Row[];
  return row === undefined ? null : parseHolder(row);
}

/** Others may be making it, too. */
async function makeTable(client: Client, { createSchema, create }: LeaseTable): Promise<void> {
  try {
    await send(client, create).catch(async (error: unknown) => {
      if (!isMissing(error)) throw error;
      await send(client, createSchema);
      await send(client, create);
    });
  } catch (error) {
    if (!isServerError(error) || !MADE_BY_OTHERS.has(error.code ?? '')) {
      if (!passes(error)) throw error;
    }
  }
}

/** Two at once find the name taken in the catalog, where `IF NOT EXISTS` did not see it. */
const MADE_BY_OTHERS = new Set(['23505', '42P06', '42P07', '42710']);

/** No such table; no such schema. */
function isMissing(error: unknown): boolean {
  return isServerError(error) && (error.code === '42P01' || error.code === '3F000');
}

/** Others were faster, or have the row; or nobody knows, and a look tells. */
function passes(error: unknown): boolean {
  return isServerError(error) && /^(?:40001|40003|40P01|55P03)$/.test(error.code ?? '');
}

async function open(target: PostgresTarget, signal?: AbortSignal): Promise<Client> {
  const client = await openClient(target, signal);
  // Its holder locks the row while a migration commits. Servers without the setting do not wait.
  const set = client.query(`SET lock_timeout = '1s'`);
  await abandonedOn(signal, client, set).catch(() => undefined);
  return client;
}

function describe({ host, pid, application, taken, seen, isOver }: LeaseHolder): LockHolder {
  return {
    who: l10n.t(
      '{0}, process {1} on {2} (since {3}, last sign of life {4})',
      ...[application, pid.toString(), host, taken, seen],
    ),
    activity: null,
    isGone: isOver,
  };
}

function notFree(holder: LeaseHolder | null, timeout: number): StrataError {
  const seconds = timeout / 1000;
  const hint = l10n.t(
    'Wait until that run has ended. One that is gone loses the lock {0} s after its last sign of life.',
    LEASE_SECONDS,
  );
  return new StrataError(
    'lock',
    holder === null
      ? l10n.t('The lock for migrations was not free within {0} s.', seconds)
      : l10n.t(
          'The lock for migrations was not free within {0} s; {1} holds it.',
          seconds,
          describe(holder).who,
        ),
    { hint },
  );
}
