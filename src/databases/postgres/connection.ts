import type { Client } from 'pg';
import * as l10n from '@vscode/l10n';
import type { Capabilities, Guard, Lock, Unit } from '../../core/engine.ts';
import { StrataError } from '../../core/errors.ts';
import type { Row, Statement, TableName } from '../../core/statement.ts';
import type {
  Connection,
  ConnectOptions,
  LocatedTable,
  LockOptions,
  RunUnitOptions,
  ServerInfo,
} from '../database.ts';
import type { PostgresTarget } from '../target.ts';
import { applyPiecewise } from './apply-piecewise.ts';
import { applyWhole } from './apply-whole.ts';
import { cancelled, closeClient, openClient } from './client.ts';
import { asConnectError } from './connect-error.ts';
import { interruptOn } from './interruption.ts';
import { locate } from './locate.ts';
import { takeLock } from './lock.ts';
import { endsSession, isServerError } from './server-error.ts';
import { beginSession, type Session, type SessionOptions } from './session.ts';
import { dropIfEmpty, send, sendTogether } from './transaction.ts';

export class PostgresConnection implements Connection {
  readonly engine = 'postgres';
  readonly server: ServerInfo;
  readonly #target: PostgresTarget;
  readonly #options: SessionOptions;
  readonly #client: Client;
  readonly #pid: bigint;
  /** The session that interrupts this one; opened when there is something to interrupt. */
  #helper: Client | null = null;
  #closing: Promise<void> | null = null;
  /** Why the session is over, where the server or the network has ended it. */
  #lost: Error | null = null;

  private constructor(
    target: PostgresTarget,
    options: SessionOptions,
    client: Client,
    session: Session,
  ) {
    this.#target = target;
    this.#options = options;
    this.#client = client;
    this.#pid = session.pid;
    this.server = session.server;
    client.on('error', (error) => {
      this.#lost ??= error;
    });
  }

  static async open(target: PostgresTarget, options: ConnectOptions): Promise<PostgresConnection> {
    const client = await openClient(target, options.signal);
    try {
      const session = await beginSession(client, options);
      return new PostgresConnection(target, options, client, session);
    } catch (error) {
      await closeClient(client);
      throw asConnectError(error, target);
    }
  }

  async locate(table: TableName): Promise<LocatedTable> {
    return this.#explained(() => locate(this.#client, table));
  }

  async query(statement: Statement): Promise<readonly Row[]> {
    return this.#explained(async () => (await send(this.#client, statement)).rows as Row[]);
  }

  async execute(statements: readonly Statement[], guards?: readonly Guard[]): Promise<void> {
    return this.#explained(() => sendTogether(this.#client, statements, guards));
  }

  async dropIfEmpty(table: TableName): Promise<void> {
    return this.#explained(() => dropIfEmpty(this.#client, table));
  }

  capabilities(): Promise<Capabilities> {
    return Promise.resolve({ advisoryLocks: true, wholeScripts: true });
  }

  async run(unit: Unit, { signal }: RunUnitOptions = {}): Promise<bigint> {
    if (signal?.aborted) throw cancelled();
    this.#assertOpen();
    const stopInterrupting = await this.#interruptOn(signal);
    const run = { client: this.#client, session: this.#options, signal, stopInterrupting };
    try {
      return await (unit.transactional ? applyWhole(unit, run) : applyPiecewise(unit, run));
    } finally {
      await stopInterrupting();
    }
  }

  async lock(lock: Lock, options: LockOptions): Promise<void> {
    if (lock.kind === 'file') throw noLockFiles();
    return this.#explained(() => takeLock(this.#client, lock, options));
  }

  async close(): Promise<void> {
    const clients = [this.#client, this.#helper].filter((client) => client !== null);
    this.#closing ??= Promise.all(clients.map(closeClient)).then(() => undefined);
    return this.#closing;
  }

  async #interruptOn(signal: AbortSignal | undefined): Promise<() => Promise<void>> {
    if (signal === undefined) return () => Promise.resolve();
    this.#helper ??= await this.#openHelper(signal);
    return interruptOn(signal, this.#client, this.#pid, this.#helper);
  }

  /** @returns null where the server has no second session for us */
  async #openHelper(signal: AbortSignal): Promise<Client | null> {
    try {
      return await openClient(this.#target, signal);
    } catch (error) {
      if (error instanceof StrataError && error.code === 'connect') return null;
      throw error;
    }
  }

  async #explained<T>(work: () => Promise<T>): Promise<T> {
    this.#assertOpen();
    try {
      return await work();
    } catch (error) {
      throw failed(isServerError(error) ? error : (this.#lost ?? error), this.#target);
    }
  }

  #assertOpen(): void {
    if (this.#closing !== null) {
      const message = l10n.t('The connection to {0} is closed.', this.#target.display);
      throw new StrataError('connect', message);
    }
    if (this.#lost !== null) throw lost(this.#lost, this.#target);
  }
}

function noLockFiles(): StrataError {
  return new StrataError('refused', l10n.t('A lock file guards nothing on a server.'));
}

function failed(error: unknown, target: PostgresTarget): StrataError {
  if (error instanceof StrataError) return error;
  return isServerError(error) && !endsSession(error)
    ? new StrataError('failed', error.message, { hint: error.hint ?? null, cause: error })
    : lost(error as Error, target);
}

function lost({ message }: Error, { display }: PostgresTarget): StrataError {
  return new StrataError(
    'connect',
    l10n.t('The connection to {0} was lost: {1}', display, message),
    {
      hint: l10n.t('See that the server runs, and look at the status before you go on.'),
    },
  );
}
