import * as l10n from '@vscode/l10n';
import type {
  Capabilities,
  Engine,
  Guard,
  Lock,
  SessionSettings,
  Timeouts,
  Unit,
} from '../core/engine.ts';
import { StrataError } from '../core/errors.ts';
import type { TextRange } from '../core/problem.ts';
import type { Row, Statement, TableName } from '../core/statement.ts';
import type { Rehearsal, RehearsalWork, RehearseOptions } from './rehearsal.ts';
import type { Target } from './target.ts';

/** An engine, loaded on first use. */
export interface Database {
  /**
   * @throws StrataError `connect`, naming the target and what to try; `cancelled` on abort.
   */
  connect(target: Target, options: ConnectOptions): Promise<Connection>;

  /** Begins what an isolated connection will wait for, and touches no database; null: that is nothing. */
  headStart(): HeadStart | null;
}

export interface ConnectOptions extends SessionSettings {
  /**
   * `read` changes nothing, not even by looking: no file is created, no `-wal` or `-shm` stays
   * behind. A SQLite file that is not there reads as an empty database.
   */
  readonly mode: 'read' | 'write';
  /**
   * Run where a long statement can be interrupted and blocks nobody: SQLite in a child process, and
   * a writer on PostgreSQL has the second session that interrupts it opened at once.
   */
  readonly isolated: boolean;
  /** In milliseconds: how long a writer waits for another one where no lock is taken: on SQLite. */
  readonly lockTimeout?: number;
  /** For the scripts of migrations; undefined: as the server has them. */
  readonly timeouts?: Timeouts;
  /** What `headStart` has begun. */
  readonly headStart?: HeadStart;
  readonly signal?: AbortSignal;
}

/** Something that an isolated connection waits for, begun before it is certain that there will be one. */
export interface HeadStart {
  /** Ends it, and the connection that was made of it. */
  kill(): Promise<void>;
}

export interface ServerInfo {
  /** What the server calls the database; for SQLite the file's name. */
  readonly database: string;
  /** Such as `3.50.4` or `18.0`. */
  readonly version: string;
  /** Null where the engine has no users. */
  readonly user: string | null;
  /** The database is there; false for a SQLite file that `up` would create. */
  readonly exists: boolean;
  /** `TLSv1.3` or so; null where the connection is not encrypted. */
  readonly tls: string | null;
  /** Something between here and the server lends us one of its sessions. */
  readonly pooled: boolean;
  /** It only copies another server, and takes no writes. */
  readonly standby: boolean;
}

export interface Column {
  readonly name: string;
  /** As the engine reports the declared type. */
  readonly type: string;
}

export interface LocatedTable {
  /** With its schema, where the engine has schemas, so that a script's search_path can't move it. */
  readonly table: TableName;
  /** Null: there is no such table yet, and `table` is where it would be made. */
  readonly columns: readonly Column[] | null;
  /** That other table that was asked for is in the same schema; looked for where the first one is. */
  readonly hasNeighbour: boolean;
}

export interface LockOptions {
  /** In milliseconds. */
  readonly timeout: number;
  readonly signal?: AbortSignal;
  /** The history that it guards: where a lock needs a table of ours, that is made beside it. */
  readonly beside?: TableName;
  /** Called when the lock is not free at the first try, with who holds it, as far as is known. */
  readonly onWait?: (holder: LockHolder | null) => void;
  /** Called when the lock of somebody who is gone was taken over. */
  readonly onTakeOver?: (holder: LockHolder) => void;
}

/** Who keeps a lock, in words. */
export interface LockHolder {
  readonly who: string;
  /** What it is doing, shortened and without literals; null where that cannot be seen. */
  readonly activity: string | null;
  /** It is gone without letting go: the next run takes the lock over. */
  readonly isGone: boolean;
}

export interface RunUnitOptions {
  readonly signal?: AbortSignal;
  /** Called while a migration does not get on. */
  readonly onWait?: (wait: Wait) => void;
}

export interface RunAllOptions extends RunUnitOptions {
  /** Called when a migration has begun, with its place among those given. */
  readonly onBegin?: (index: number) => void;
  /** Called when it is committed, with the time that it took, in nanoseconds. */
  readonly onDone?: (index: number, elapsed: bigint) => void;
}

/** Why a migration does not get on, and when it does again. */
export type Wait =
  /** Somebody has locked what the script needs. */
  | { readonly kind: 'blocked'; readonly by: LockHolder }
  /** It failed in a way that passes, with nothing kept, and is tried again after so many milliseconds. */
  | { readonly kind: 'retrying'; readonly because: string; readonly after: number }
  /** What was told last is over, and it gets on. */
  | { readonly kind: 'resumed' };

/**
 * A session on one database. Calls come one at a time.
 *
 * After an abort or a lost connection it is of no more use; what was kept is then to be read
 * through a new one.
 */
export interface Connection {
  readonly engine: Engine;
  readonly server: ServerInfo;

  /**
   * Finds a table by the session's own rules, or says where it would be made.
   *
   * @param neighbour the name of another one, to be looked for beside it at no further cost
   */
  locate(table: TableName, neighbour?: string): Promise<LocatedTable>;

  query(statement: Statement): Promise<readonly Row[]>;

  /**
   * All statements in one transaction of their own.
   *
   * @param guards looked at first, in the same transaction
   * @throws ScriptError `overtaken` when a guard finds something else than it expects
   */
  execute(
    statements: readonly Statement[],
    guards?: readonly Guard[],
    options?: RunUnitOptions,
  ): Promise<void>;

  /** Drops a table that holds no row; one that is not there, or is in use, is left. */
  dropIfEmpty(table: TableName): Promise<void>;

  /** The invalid indexes that this statement has left behind where it failed; as SQL names them. */
  invalidIndexes(statement: string): Promise<readonly string[]>;

  /** Whether a statement that ran alone, and was not heard of again, is done; null: nothing tells. */
  hasGoneThrough(statement: string): Promise<boolean | null>;

  /** What the server does, tried once and remembered; writes nothing that stays. */
  capabilities(): Promise<Capabilities>;

  /**
   * Runs one migration.
   *
   * @returns the time from begin to commit, in nanoseconds
   * @throws ScriptError when the script, its record or its guard fails; StrataError `cancelled` on abort
   */
  run(unit: Unit, options?: RunUnitOptions): Promise<bigint>;

  /**
   * Runs migrations in their order, up to the first that fails. Some may be sent ahead, but none is
   * kept before all that precede it are.
   *
   * @throws as `run`, for the first migration that was not told done. Where it is unknown what was
   *   kept of that one, and after an abort, the same holds for those that follow.
   */
  runAll(units: readonly Unit[], options?: RunAllOptions): Promise<void>;

  /**
   * Carries scripts out as they are applied, and takes all of it back: there is no commit. That a
   * script fails is told, and ends it.
   *
   * @throws StrataError `refused` where the engine cannot take back what it does; `cancelled` on abort
   */
  rehearse(work: RehearsalWork, options?: RehearseOptions): Promise<Rehearsal>;

  /**
   * Takes the lock and keeps it until `close`.
   *
   * @throws StrataError `lock` when it was not free in time; `cancelled` on abort
   */
  lock(lock: Lock, options: LockOptions): Promise<void>;

  close(): Promise<void>;
}

/** No connection, and what would have to be given or made for one. */
export class ConnectError extends StrataError {
  override readonly name = 'ConnectError';
  /** `password`: none was given, or not the right one; `database`: the server has none of that name. */
  readonly lacks: 'password' | 'database' | null;

  constructor(message: string, { hint, lacks }: Pick<ConnectError, 'hint' | 'lacks'>) {
    super('connect', message, { hint });
    this.lacks = lacks;
  }
}

export interface ScriptFailure {
  /** The engine's own words. */
  readonly message: string;
  /** SQLSTATE, or SQLite's result code by name. */
  readonly code: string | null;
  readonly detail: string | null;
  readonly hint: string | null;
  /** The failing statement, in UTF-16 units of the script; null when it was the history's own. */
  readonly statement: TextRange | null;
  /** The exact place, in UTF-16 units of the script, where the engine tells one. */
  readonly position: number | null;
  /** How many statements of the script completed before. */
  readonly completed: number;
  /**
   * What of the script is in the database: `nothing` (rolled back), `completed` (the statements
   * before the failing one), or `unknown` (the connection was lost; only the history can tell).
   */
  readonly kept: 'nothing' | 'completed' | 'unknown';
  /** An index that the failing statement has left behind, of no use and in the way; as SQL names it. */
  readonly invalidIndex?: string;
}

export class ScriptError extends StrataError {
  override readonly name = 'ScriptError';
  readonly failure: ScriptFailure;

  constructor(failure: ScriptFailure, cause?: unknown) {
    super('failed', failure.message, { hint: failure.hint, cause });
    this.failure = failure;
  }

  /** With what only its caller knows. */
  with(known: Partial<ScriptFailure>): ScriptError {
    return new ScriptError({ ...this.failure, ...known }, this.cause);
  }
}

/** A guard has found the history changed: this migration is no longer to be run. */
export function overtaken(): ScriptError {
  return new ScriptError({
    message: l10n.t('somebody else has applied or reverted it meanwhile'),
    code: null,
    detail: null,
    hint: l10n.t('Look at the status, and run again what is left.'),
    statement: null,
    position: null,
    completed: 0,
    kept: 'nothing',
  });
}
