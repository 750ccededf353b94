import type { Capabilities, Guard, Lock, Unit } from '../../core/engine.ts';
import { StrataError } from '../../core/errors.ts';
import type { Row, Statement, TableName } from '../../core/statement.ts';
import { cancelled } from '../cancelled.ts';
import type {
  Connection,
  LocatedTable,
  LockOptions,
  RunAllOptions,
  RunUnitOptions,
  ServerInfo,
} from '../database.ts';
import type { Rehearsal, RehearsalWork, RehearseOptions } from '../rehearsal.ts';
import type { SqliteTarget } from '../target.ts';
import { batches } from './batches.ts';
import { SqliteChild, type CallOptions } from './child-process.ts';
import type { OpenOptions } from './connect.ts';
import { CAPABILITIES } from './connection.ts';
import { takeLock, type HeldLockFile } from './lock.ts';
import type { Request } from './messages.ts';

/** Connects in a child process, where a statement blocks nobody and can be stopped by its end. */
export async function connectIsolated(
  target: SqliteTarget,
  options: OpenOptions,
  signal?: AbortSignal,
  child = new SqliteChild(),
): Promise<IsolatedConnection> {
  try {
    const server = await child.call({ call: 'connect', target, options }, signal ? { signal } : {});
    return new IsolatedConnection(child, target, options, server as ServerInfo);
  } catch (error) {
    await child.kill();
    throw error;
  }
}

export class IsolatedConnection implements Connection {
  readonly engine = 'sqlite';
  readonly server: ServerInfo;
  readonly #child: SqliteChild;
  readonly #target: SqliteTarget;
  readonly #options: OpenOptions;
  #lock: HeldLockFile | null = null;

  constructor(child: SqliteChild, target: SqliteTarget, options: OpenOptions, server: ServerInfo) {
    this.#child = child;
    this.#target = target;
    this.#options = options;
    this.server = server;
  }

  /** Of the child process; undefined when it could not be started. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  async locate(table: TableName, neighbour = ''): Promise<LocatedTable> {
    return (await this.#child.call({ call: 'locate', table, neighbour })) as LocatedTable;
  }

  async query(statement: Statement): Promise<readonly Row[]> {
    return (await this.#child.call({ call: 'query', statement })) as readonly Row[];
  }

  async execute(
    statements: readonly Statement[],
    guards: readonly Guard[] = [],
    options: RunUnitOptions = {},
  ): Promise<void> {
    await this.#child.call({ call: 'execute', statements, guards }, options);
  }

  async dropIfEmpty(table: TableName): Promise<void> {
    await this.#child.call({ call: 'drop-if-empty', table });
  }

  invalidIndexes(): Promise<readonly string[]> {
    return Promise.resolve([]);
  }

  hasGoneThrough(): Promise<null> {
    return Promise.resolve(null);
  }

  capabilities(): Promise<Capabilities> {
    return Promise.resolve(CAPABILITIES);
  }

  async run(unit: Unit, options: RunUnitOptions = {}): Promise<bigint> {
    const times: bigint[] = [];
    await this.runAll([unit], { ...options, onDone: (_index, elapsed) => times.push(elapsed) });
    return times[0] ?? 0n;
  }

  async runAll(
    units: readonly Unit[],
    { onBegin, onDone, ...options }: RunAllOptions = {},
  ): Promise<void> {
    let at = 0;
    for (const batch of batches(units)) {
      if (options.signal?.aborted) throw cancelled();
      const end = at + batch.length;
      onBegin?.(at);
      await this.#writing(
        { call: 'run-all', units: batch },
        {
          ...options,
          onDone: (elapsed) => {
            onDone?.(at++, elapsed);
            if (at < end) onBegin?.(at);
          },
        },
      );
    }
  }

  async rehearse(work: RehearsalWork, options?: RehearseOptions): Promise<Rehearsal> {
    return (await this.#writing({ call: 'rehearse', work }, options)) as Rehearsal;
  }

  async #writing(request: Request, options: CallOptions = {}): Promise<unknown> {
    try {
      return await this.#child.call(request, options);
    } catch (error) {
      const killed =
        error instanceof StrataError && error.code === 'cancelled' && !this.#child.alive;
      if (killed) await this.#recover();
      throw error;
    }
  }

  /** Held by this process: the child may be killed in the middle of a migration. */
  async lock(lock: Lock, options: LockOptions): Promise<void> {
    this.#lock = await takeLock(this.#target, lock, options);
  }

  async close(): Promise<void> {
    try {
      if (this.#child.alive) await this.#child.call({ call: 'close' });
    } finally {
      await this.#child.kill();
      this.#lock?.release();
    }
  }

  /**
   * A killed child leaves a journal behind, which only a writer can take back. Should that fail
   * now, the next writer does it.
   */
  async #recover(): Promise<void> {
    const target: SqliteTarget = { ...this.#target, mode: 'rw' };
    // Somebody who has it locked by now has taken it back as well.
    const options = { ...this.#options, lockTimeout: 0 };
    const again = await connectIsolated(target, options).catch(() => null);
    await again?.close();
  }
}
