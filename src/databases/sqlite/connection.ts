import { basename } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { Capabilities, Guard, Lock, Unit } from '../../core/engine.ts';
import { StrataError } from '../../core/errors.ts';
import type { Row, Statement, TableName } from '../../core/statement.ts';
import type {
  Connection,
  LocatedTable,
  LockOptions,
  RunUnitOptions,
  ServerInfo,
} from '../database.ts';
import type { SqliteTarget } from '../target.ts';
import type { Reader, Session } from './driver.ts';
import { cancelled, explained } from './failures.ts';
import { takeLock, type HeldLockFile } from './lock.ts';
import { runByStatement } from './run-by-statement.ts';
import { runInTransaction } from './run-in-transaction.ts';
import { Script } from './script.ts';
import { dropIfEmpty, inOneTransaction } from './transaction.ts';

/** Of whoever writes, SQLite locks the file itself. */
export const CAPABILITIES: Capabilities = { advisoryLocks: false, wholeScripts: true };

export interface Opened {
  readonly reader: Reader;
  /** The same as `reader`; null where nothing may change. */
  readonly writer: Session | null;
}

/** A connection within this process: each call blocks it until it is done. */
export class SqliteConnection implements Connection {
  readonly engine = 'sqlite';
  readonly server: ServerInfo;
  readonly #target: SqliteTarget;
  readonly #open: () => Opened;
  #opened: Opened | null;
  #closed = false;
  #lock: HeldLockFile | null = null;

  /** @throws whatever `open` throws */
  constructor(target: SqliteTarget, exists: boolean, open: () => Opened) {
    this.#target = target;
    this.#open = open;
    this.#opened = open();
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
    return this.#call(({ reader }) => {
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
    return this.#call(({ reader }) => reader.all(statement));
  }

  execute(statements: readonly Statement[], guards?: readonly Guard[]): Promise<void> {
    return this.#call((opened) => {
      inOneTransaction(writerOf(opened), statements, guards);
    });
  }

  dropIfEmpty(table: TableName): Promise<void> {
    return this.#call((opened) => {
      dropIfEmpty(writerOf(opened), table);
    });
  }

  /** An index is made whole or not at all. */
  invalidIndexes(): Promise<readonly string[]> {
    return Promise.resolve([]);
  }

  capabilities(): Promise<Capabilities> {
    return Promise.resolve(CAPABILITIES);
  }

  /** A signal that fires while the script runs comes too late here. */
  run(unit: Unit, { signal }: RunUnitOptions = {}): Promise<bigint> {
    return this.#call((opened) => {
      if (signal?.aborted) throw cancelled();
      const session = writerOf(opened);
      const script = new Script(unit.script, this.#target.path);
      const start = process.hrtime.bigint();
      try {
        if (unit.transactional) runInTransaction(session, script, unit);
        else runByStatement(session, script, unit);
        return process.hrtime.bigint() - start;
      } finally {
        if (script.leavesTraces) this.#forgetSession();
      }
    });
  }

  async lock(lock: Lock, options: LockOptions): Promise<void> {
    this.#lock = await takeLock(this.#target, lock, options);
  }

  close(): Promise<void> {
    return attempt(() => {
      this.#closed = true;
      this.#opened?.reader.close();
      this.#opened = null;
    }).finally(() => this.#lock?.release());
  }

  #call<T>(work: (opened: Opened) => T): Promise<T> {
    return attempt(() => {
      if (this.#closed) throw closed();
      try {
        this.#opened ??= this.#open();
        return work(this.#opened);
      } catch (error) {
        throw explained(error, this.#target.path);
      }
    });
  }

  /** What one migration has set must not reach the next: that one gets a session of its own. */
  #forgetSession(): void {
    if (this.#target.path === ':memory:') return;
    this.#opened?.reader.close();
    this.#opened = null;
  }
}

export function closed(): StrataError {
  return new StrataError('connect', l10n.t('The connection is closed.'));
}

function writerOf({ writer }: Opened): Session {
  if (writer !== null) return writer;
  throw new StrataError('refused', l10n.t('The connection is for reading only.'));
}

function attempt<T>(work: () => T): Promise<T> {
  return new Promise((resolve) => {
    resolve(work());
  });
}
