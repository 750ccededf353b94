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
  RunAllOptions,
  RunUnitOptions,
  ServerInfo,
} from '../database.ts';
import { runOneByOne } from '../one-by-one.ts';
import type { Rehearsal, RehearsalWork, RehearseOptions } from '../rehearsal.ts';
import type { PostgresTarget } from '../target.ts';
import { applyAhead, type Guarded } from './apply-ahead.ts';
import { applyPiecewise } from './apply-piecewise.ts';
import { applyWhole } from './apply-whole.ts';
import { batches, startingAt } from './batches.ts';
import { tryOut, type Behaviour } from './behaviour.ts';
import { Blockers } from './blockers.ts';
import { cancelled } from '../cancelled.ts';
import { abandonedOn, closeClient, openClient } from './client.ts';
import { asConnectError } from './connect-error.ts';
import { hasAdvisoryLocks, takeAdvisory, takeLease } from './exclusion.ts';
import { FREE, type Exclusion } from './held.ts';
import { Helper } from './helper.ts';
import { interruptOn } from './interruption.ts';
import { hasGoneThrough } from './gone-through.ts';
import { findInvalidIndexes } from './invalid-index.ts';
import { locate } from './locate.ts';
import { endOrphan, serverProcess } from './orphan.ts';
import { assertOwnSession } from './pooler.ts';
import { readInTransaction } from './reading.ts';
import { rehearse } from './rehearse.ts';
import { Remembered } from './remembered.ts';
import { retrying } from './retry.ts';
import type { Run } from './run.ts';
import { endsSession, isServerError } from './server-error.ts';
import { beginSession, establish, type Session } from './session.ts';
import { assertWritable } from './standby.ts';
import { persist } from './persist.ts';
import { dropIfEmpty, send } from './transaction.ts';

const advisoryLocks = new Remembered<boolean>();
const behaviours = new Remembered<Behaviour>();

export class PostgresConnection implements Connection {
  readonly engine = 'postgres';
  readonly server: ServerInfo;
  readonly #target: PostgresTarget;
  readonly #session: Session;
  readonly #client: Client;
  readonly #helper: Helper;
  #exclusion: Exclusion = FREE;
  #trial: Promise<void> = Promise.resolve();
  #closing: Promise<void> | null = null;
  /** Why the session is over, where the server or the network has ended it. */
  #lost: Error | null = null;

  private constructor(target: PostgresTarget, client: Client, session: Session, helper: Helper) {
    this.#target = target;
    this.#client = client;
    this.#session = session;
    this.#helper = helper;
    this.server = session.server;
    client.on('error', (error) => {
      this.#lost ??= error;
    });
  }

  static async open(target: PostgresTarget, options: ConnectOptions): Promise<PostgresConnection> {
    const client = await openClient(target, options.signal);
    const helper = new Helper(target, client);
    if (options.isolated && options.mode === 'write') helper.begin(options.signal);
    try {
      const session = await abandonedOn(options.signal, client, begin(client, target, options));
      return new PostgresConnection(target, client, session, helper);
    } catch (error) {
      await Promise.all([closeClient(client), helper.close()]);
      throw options.signal?.aborted ? cancelled() : asConnectError(error, target);
    }
  }

  async locate(table: TableName, neighbour?: string): Promise<LocatedTable> {
    return this.#explained(() => locate(this.#client, table, neighbour));
  }

  async query(statement: Statement): Promise<readonly Row[]> {
    return this.#explained(async () => (await send(this.#client, statement)).rows as Row[]);
  }

  async execute(statements: readonly Statement[], guards?: readonly Guard[]): Promise<void> {
    const exclusion = this.#exclusion;
    return this.#explained(() =>
      persist(this.#client, statements, { ...(guards && { guards }), exclusion }),
    );
  }

  /** Where looking and dropping are not one transaction, it stays: others may write in between. */
  async dropIfEmpty(table: TableName): Promise<void> {
    return this.#explained(async () => {
      const { wholeTransactions, tableLocks } = await this.#behaviour();
      if (wholeTransactions && tableLocks) await dropIfEmpty(this.#client, table);
    });
  }

  async invalidIndexes(statement: string): Promise<readonly string[]> {
    return this.#explained(() => findInvalidIndexes(this.#client, statement));
  }

  async hasGoneThrough(statement: string): Promise<boolean | null> {
    return this.#explained(() => hasGoneThrough(this.#client, statement));
  }

  /** For reading, how scripts would be carried out is not tried: that would change something. */
  async capabilities(): Promise<Capabilities> {
    return this.#explained(async () => ({
      advisoryLocks: await this.#hasAdvisoryLocks(),
      wholeScripts: this.#session.mode === 'read' || (await this.#behaviour()).wholeTransactions,
    }));
  }

  async run(unit: Unit, options: RunUnitOptions = {}): Promise<bigint> {
    return unit.transactional
      ? retrying(() => this.#attempt(unit, options), options)
      : this.#attempt(unit, options);
  }

  async runAll(units: readonly Unit[], options: RunAllOptions = {}): Promise<void> {
    const isAllowed = await this.#maySendAhead(options);
    for (const batch of batches(units)) {
      const { first } = batch;
      const within = startingAt(first, options);
      await (batch.isAhead && isAllowed
        ? this.#sendAhead(batch.units, within)
        : runOneByOne(this, batch.units, within));
    }
  }

  async rehearse(work: RehearsalWork, options: RehearseOptions = {}): Promise<Rehearsal> {
    return this.#underWay(options, (run, { blockers }) =>
      rehearse(work, run, (error) => blockers.blamed(error)),
    );
  }

  #attempt(unit: Unit, options: RunUnitOptions): Promise<bigint> {
    return this.#underWay(options, (run, { behaviour }) => {
      const guarded = behaviour.tableLocks ? unit : withoutTableLocks(unit);
      return guarded.transactional ? applyWhole(guarded, run) : applyPiecewise(guarded, run);
    });
  }

  /**
   * Whether the server can be trusted to stop by itself at the first that fails, and we can still
   * stop it. Behind a pooler the session may be another's by the time that it is ended.
   */
  async #maySendAhead({ signal }: RunAllOptions): Promise<boolean> {
    if (signal?.aborted) throw cancelled();
    const { server, standardStrings } = this.#session;
    if (server.pooled || !standardStrings || this.#exclusion.runsOut) return false;
    const { wholeTransactions, tableLocks } = await this.#explained(() => this.#behaviour());
    const isStoppable = signal === undefined || (await this.#helper.open(signal)) !== null;
    return wholeTransactions && tableLocks && isStoppable;
  }

  async #sendAhead(units: readonly Guarded[], options: RunAllOptions): Promise<void> {
    const process = serverProcess(this.#client).catch(() => null);
    let [begun, done] = [0, 0];
    const attempt = (): Promise<void> => {
      const within = startingAt(done, {
        ...options,
        onBegin(index) {
          if (index >= begun) options.onBegin?.(index);
          begun = index + 1;
        },
        onDone(index, elapsed) {
          done = index + 1;
          options.onDone?.(index, elapsed);
        },
      });
      return this.#underWay(options, (run) => applyAhead(units.slice(done), run, within));
    };
    try {
      await retrying(attempt, options, () => done);
    } catch (error) {
      const orphan = this.#lost === null ? null : await process;
      if (orphan !== null) await endOrphan(orphan, () => openClient(this.#target));
      throw error;
    }
  }

  /** Where it can be interrupted, and is seen who keeps it from getting on. */
  async #underWay<T>(
    { signal, onWait }: RunUnitOptions,
    work: (run: Run, around: { behaviour: Behaviour; blockers: Blockers }) => Promise<T>,
  ): Promise<T> {
    if (signal?.aborted) throw cancelled();
    const behaviour = await this.#explained(() => this.#behaviour());
    const stopInterrupting = await this.#interruptOn(signal);
    const blockers = new Blockers(this.#session, () => this.#helper.open(signal), onWait);
    const run: Run = {
      client: this.#client,
      session: this.#session,
      signal,
      stopInterrupting,
      exclusion: this.#exclusion,
      wholeTransactions: behaviour.wholeTransactions,
      onWait,
    };
    try {
      return await work(run, { behaviour, blockers });
    } catch (error) {
      throw blockers.blamed(error);
    } finally {
      blockers.stop();
      await stopInterrupting();
    }
  }

  async lock(lock: Lock, options: LockOptions): Promise<void> {
    if (lock.kind === 'file') throw noLockFiles();
    this.#exclusion = await this.#explained(
      async () =>
        (await takeAdvisory(this.#sessions, lock, options, (ask) =>
          advisoryLocks.get(this.#serverKey, ask),
        )) ?? takeLease(this.#target, await this.#leaseSchema(options), lock, options),
    );
    this.#trial = this.#beginTrial(options).catch(() => undefined);
  }

  /** Who takes the lock is about to write: meanwhile the other session can try how the server does. */
  async #beginTrial({ signal }: LockOptions): Promise<void> {
    const helper = this.#exclusion.runsOut ? null : await this.#helper.open(signal);
    if (helper) await abandonedOn(signal, helper, this.#behaviour());
  }

  /** Where the history is, or would be made. */
  async #leaseSchema({ beside }: LockOptions): Promise<string> {
    const { table } = await locate(this.#client, { name: '', schema: beside?.schema ?? null });
    return table.schema ?? '';
  }

  async close(): Promise<void> {
    this.#closing ??= Promise.all([
      closeClient(this.#client).then(() => this.#exclusion.release(this.#lost === null)),
      this.#trial.then(() => this.#helper.close()),
    ]).then(() => undefined);
    return this.#closing;
  }

  async #interruptOn(signal: AbortSignal | undefined): Promise<() => Promise<void>> {
    if (signal === undefined) return () => Promise.resolve();
    const helper = await this.#helper.open(signal);
    return interruptOn(signal, this.#client, this.#session.pid, helper);
  }

  #hasAdvisoryLocks(): Promise<boolean> {
    return advisoryLocks.get(this.#serverKey, () => hasAdvisoryLocks(this.#sessions));
  }

  #behaviour(): Promise<Behaviour> {
    return behaviours.get(this.#serverKey, async () =>
      tryOut((await this.#helper.open()) ?? this.#client, await this.#hasAdvisoryLocks()),
    );
  }

  get #sessions() {
    return { main: this.#client, second: () => this.#helper.open() };
  }

  /** What is known of a server holds for its version. */
  get #serverKey(): string {
    const { host, port, database } = this.#target;
    return [host, port, database, this.server.version].join('\n');
  }

  async #explained<T>(work: () => Promise<T>): Promise<T> {
    this.#assertOpen();
    const { mode, server } = this.#session;
    try {
      return await (mode === 'read' && server.pooled
        ? readInTransaction(this.#client, this.#session, this.#target, work)
        : work());
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

/** A session that is fit for what is asked of it. */
async function begin(
  client: Client,
  target: PostgresTarget,
  options: ConnectOptions,
): Promise<Session> {
  const session = await beginSession(client, target, options);
  if (session.mode === 'read') return session;
  assertWritable(session, target);
  if (!session.server.pooled) return session;
  await assertOwnSession(client, session, target, options.signal);
  return establish(client, session);
}

/** The lease, or the row's own key, keeps others out. */
function withoutTableLocks(unit: Unit): Unit {
  return unit.guard ? { ...unit, guard: { ...unit.guard, lock: [] } } : unit;
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
