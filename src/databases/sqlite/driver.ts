import type { Row, Statement } from '../../core/statement.ts';

export type DriverName = 'better-sqlite3' | 'node:sqlite';

/** How long SQLite itself waits for another process that holds the file. */
export const BUSY_TIMEOUT_MS = 5_000;

/** The same where we wait ourselves, and only a passing moment is left to SQLite. */
export const BRIEF_BUSY_TIMEOUT_MS = 50;

/** A library that speaks SQLite. All of it is synchronous and cannot be interrupted. */
export interface Driver {
  readonly name: DriverName;
  /**
   * `write` expects the file to be there, `create` makes it. Nothing is read yet, so that a file
   * which is no database fails with the first statement only.
   *
   * @throws SqliteError
   */
  open(path: string, mode: 'read' | 'write' | 'create'): Session;
  /**
   * Opens without locks and without `-wal` and `-shm`, as if no other process could change the
   * file: whoever reads has to see to it. Null where the library has no way to ask for that.
   */
  readonly openImmutable: ((path: string) => Reader) | null;
  /**
   * Writes all of one database over another, in one transaction of that other; by SQLite's own
   * backup. Neither library tells when somebody else holds the other one and nothing was written.
   */
  overwrite(path: string, source: string): Promise<void>;
  /** Opens a copy in memory of what `serialize` gave. Null where the library can't. */
  readonly restore: ((image: Uint8Array) => Session) | null;
}

/** An open database, to look at. Every method throws SqliteError. */
export interface Reader {
  /** Carries out one statement; integers come back as BigInt, blobs as Uint8Array. */
  all(statement: Statement): readonly Row[];
  close(): void;
}

/** An open database. Every method throws SqliteError. */
export interface Session extends Reader {
  readonly inTransaction: boolean;
  /** Carries out a text without parameters, each statement to its end; rows are dropped. */
  exec(sql: string): void;
  /** Compiles one statement and does no more. */
  prepare(sql: string): void;
  /** All of the database as the bytes that its file would have. */
  serialize(): Uint8Array;
}

/** SQLite's own words, and its extended result code by name, such as SQLITE_CONSTRAINT_UNIQUE. */
export class SqliteError extends Error {
  override readonly name = 'SqliteError';
  readonly code: string;
  /** Who had the file locked; null: that cannot be told, or nobody waited for it. */
  readonly heldBy: string | null;

  constructor(code: string, message: string, heldBy: string | null = null) {
    super(message);
    this.code = code;
    this.heldBy = heldBy;
  }
}

export function isBusy({ code }: SqliteError): boolean {
  return /^SQLITE_(BUSY|LOCKED)/.test(code);
}
