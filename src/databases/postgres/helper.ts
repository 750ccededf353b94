import type { Client } from 'pg';
import { StrataError } from '../../core/errors.ts';
import type { PostgresTarget } from '../target.ts';
import { closeClient, openClient } from './client.ts';
import { tlsVersion } from './session.ts';

/** The session that interrupts another one, and sees what it waits for; opened when it is needed. */
export class Helper {
  readonly #target: PostgresTarget;
  #client: Promise<Client | null> | null = null;

  /** @param main the session that it is to help */
  constructor(target: PostgresTarget, main: Client) {
    this.#target = asAlready(target, main);
  }

  /** Who will need it soon: its way in takes a far server as long as the first's. */
  begin(signal: AbortSignal | undefined): void {
    this.open(signal).catch(() => undefined);
  }

  /** @returns null where the server has no second session for us */
  open(signal?: AbortSignal): Promise<Client | null> {
    this.#client ??= openClient(this.#target, signal).catch((error: unknown) => {
      if (error instanceof StrataError && error.code === 'connect') return null;
      this.#client = null;
      throw error;
    });
    return this.#client;
  }

  async close(): Promise<void> {
    const client = await this.#client?.catch(() => null);
    if (client) await closeClient(client);
  }
}

/** Encrypted as the first session turned out to be: the other way is not tried again. */
function asAlready(target: PostgresTarget, main: Client): PostgresTarget {
  const { mode } = target.ssl;
  if (mode !== 'prefer' && mode !== 'allow') return target;
  const isEncrypted = tlsVersion(main) !== null;
  return { ...target, ssl: { ...target.ssl, mode: isEncrypted ? 'require' : 'disable' } };
}
