import { basename } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { Capabilities, Guard, Lock, Unit } from '../../core/engine.ts';
import { StrataError } from '../../core/errors.ts';
import type { Row, Statement, TableName } from '../../core/statement.ts';
import type {
  Connection,
  LocatedTable,
  LockOptions,
  RunAllOptions,
  RunUnitOptions,
  ServerInfo,
} from '../database.ts';
import { runOneByOne } from '../one-by-one.ts';
import type { Rehearsal, RehearsalWork, RehearseOptions } from '../rehearsal.ts';
import type { SqliteTarget } from '../target.ts';
import type { Reader, Session } from './driver.ts';
import { explained, replaced } from './failures.ts';
import { identityOf } from './file.ts';
import { takeLock, type HeldLockFile } from './lock.ts';
import { waitingFor, type WhenFree } from './patience.ts';
import { rehearseInPlace } from './rehearse.ts';
import { runByStatement } from './run-by-statement.ts';
import { runInTransaction } from './run-in-transaction.ts';
import { Script } from './script.ts';
import { dropIfEmpty, inOneTransaction } from './transaction.ts';

/** Of whoever writes, SQLite locks the file itself. */
export const CAPABILITIES: Capabilities = { advisoryLocks: false, wholeScripts: true };

export interface Opened {
  readonly reader: Reader;
  /** The same as `reader`; null where nothing may change, or nothing has been written yet. */
  readonly writer: Session | null;
}

export interface Opening {
  /** What a session does with them that is opened to write. */
  readonly foreignKeys: boolean;
  /** In milliseconds: how long a locked file is waited for. */
  readonly patience: number;
  /** @param toWrite makes the file, where that is allowed */
  open(toWrite: boolean): Opened;
}

/** A connection within this process: each call blocks it until it is done. */
export class SqliteConnection implements Connection {
  readonly engine = 'sqlite';
  readonly server: ServerInfo;
  readonly #target: SqliteTarget;
  readonly #opening: Opening;
  #opened: Opened | null;
  /** Which one is written to. */
  #file: string | null = null;
  #closed = false;
  #lock: HeldLockFile | null = null;

  /** @throws whatever `open` throws */
  constructor(target: SqliteTarget, exists: boolean, opening: Opening) {
    this.#target = target;
    this.#opening = opening;
    this.#opened = this.#open(false);
    const [row] = this.#opened.reader.all({ sql: 'SELECT sqlite_version() AS v', values: [] });
    const version = String(row?.v);
    const database = basename(target.path);
    this.server = {
      ...{ database, version, user: null, exists },
      ...{ tls: null, pooled: false, standby: false },
    };
  }

  locate({ schema, name }: TableName, neighbour = ''): Promise<LocatedTable> {
    // `main` by name: a temporary table of the same name would come first.
    const table = { schema: schema ?? 'main', name };
    return this.#look((reader) => {
      const columnsOf = (of: string) =>
        reader.all({
          sql: 'SELECT name, type FROM pragma_table_xinfo($1, $2)',
          values: [of, table.schema],
        });
      const columns = columnsOf(table.name).map((row) => ({
        name: String(row.name),
        type: String(row.type),
      }));
      const hasNeighbour = columns.length > 0 && columnsOf(neighbour).length > 0;
      return { table, columns: columns.length === 0 ? null : columns, hasNeighbour };
    });
  }

  query(statement: Statement): Promise<readonly Row[]> {
    return this.#look((reader) => reader.all(statement));
  }

  execute(
    statements: readonly Statement[],
    guards?: readonly Guard[],
    options?: RunUnitOptions,
  ): Promise<void> {
    return this.#write(options, (session, whenFree) =>
      inOneTransaction(session, whenFree, statements, guards),
    );
  }

  dropIfEmpty(table: TableName): Promise<void> {
    return this.#write({}, (session, whenFree) => dropIfEmpty(session, whenFree, table));
  }

  /** An index is made whole or not at all. */
  invalidIndexes(): Promise<readonly string[]> {
    return Promise.resolve([]);
  }

  hasGoneThrough(): Promise<null> {
    return Promise.resolve(null);
  }

  capabilities(): Promise<Capabilities> {
    return Promise.resolve(CAPABILITIES);
  }

  /** A signal that fires while the script runs comes too late here. */
  run(unit: Unit, options?: RunUnitOptions): Promise<bigint> {
    const { foreignKeys } = this.#opening;
    return this.#write(options, async (session, whenFree) => {
      const script = new Script(unit.script, this.#target.path);
      const start = process.hrtime.bigint();
      try {
        await (unit.transactional
          ? runInTransaction(session, whenFree, script, unit, foreignKeys)
          : runByStatement(session, whenFree, script, unit, foreignKeys));
        return process.hrtime.bigint() - start;
      } finally {
        if (script.leavesTraces) this.#forgetSession();
      }
    });
  }

  runAll(units: readonly Unit[], options: RunAllOptions = {}): Promise<void> {
    return runOneByOne(this, units, options);
  }

  rehearse(work: RehearsalWork, options?: RehearseOptions): Promise<Rehearsal> {
    return this.#write(options, (session, whenFree) =>
      rehearseInPlace(session, whenFree, work, this.#target.path),
    );
  }

  async lock(lock: Lock, options: LockOptions): Promise<void> {
    this.#lock = await takeLock(this.#target, lock, options);
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- what it throws is a rejection
  async close(): Promise<void> {
    this.#closed = true;
    try {
      this.#forget();
    } finally {
      this.#lock?.release();
    }
  }

  #look<T>(work: (reader: Reader) => T): Promise<T> {
    return this.#call({}, (whenFree) =>
      whenFree(() => {
        this.#opened ??= this.#open(false);
        return work(this.#opened.reader);
      }),
    );
  }

  #write<T>(
    options: RunUnitOptions | undefined,
    work: (session: Session, whenFree: WhenFree) => Promise<T>,
  ): Promise<T> {
    return this.#call(options, async (whenFree) => {
      const session = await whenFree(() => this.#writer());
      this.#assertSameFile();
      const result = await work(session, whenFree);
      // In WAL mode SQLite itself does not look, and writes into a file that nobody sees.
      this.#assertSameFile();
      return result;
    });
  }

  #open(toWrite: boolean): Opened {
    const opened = this.#opening.open(toWrite);
    if (opened.writer !== null) this.#file ??= identityOf(this.#target.path);
    return opened;
  }

  #assertSameFile(): void {
    const { path } = this.#target;
    if (this.#file !== identityOf(path)) throw replaced(path);
  }

  #writer(): Session {
    if (!this.#opened?.writer) {
      this.#forget();
      this.#opened = this.#open(true);
    }
    if (this.#opened.writer !== null) return this.#opened.writer;
    throw new StrataError('refused', l10n.t('The connection is for reading only.'));
  }

  async #call<T>(
    options: RunUnitOptions | undefined,
    work: (whenFree: WhenFree) => Promise<T>,
  ): Promise<T> {
    if (this.#closed) throw closed();
    const { path } = this.#target;
    try {
      return await work(waitingFor(path, { ...options, timeout: this.#opening.patience }));
    } catch (error) {
      throw explained(error, path);
    }
  }

  /** What one migration has set must not reach the next: that one gets a session of its own. */
  #forgetSession(): void {
    if (this.#target.path !== ':memory:') this.#forget();
  }

  #forget(): void {
    this.#opened?.reader.close();
    this.#opened = null;
  }
}

export function closed(): StrataError {
  return new StrataError('connect', l10n.t('The connection is closed.'));
}
