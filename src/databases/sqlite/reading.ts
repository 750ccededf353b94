import { constants, copyFileSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Row, Statement } from '../../core/statement.ts';
import type { SqliteTarget } from '../target.ts';
import { SqliteError, type Driver, type Reader } from './driver.ts';
import { isInWalMode, sizeOf, statDatabase } from './file.ts';
import { assertAllowed, openForWriting } from './writing.ts';

/** One way of looking at a file, good for as long as the file stays as it was. */
interface View {
  readonly reader: Reader;
  /** SQLite's own locks keep a writer from changing the file while it is read. */
  readonly locked: boolean;
  /** To be closed again after each use. */
  readonly brief: boolean;
}

const ATTEMPTS = 5;

/**
 * Opens for looking: nothing in the file or beside it changes.
 *
 * A reader in SQLite's usual way leaves `-wal` and `-shm` beside a file in WAL mode, so each state
 * of the file is looked at in a way of its own. When the file has changed, it is opened anew.
 */
export class FileReader implements Reader {
  readonly #driver: Driver;
  readonly #immutable: Driver | null;
  readonly #target: SqliteTarget;
  #view: View | null = null;
  #stamp = '';

  /** @param immutable the driver for a file that nobody else has open, if there is one */
  constructor(driver: Driver, immutable: Driver | null, target: SqliteTarget) {
    this.#driver = driver;
    this.#immutable = immutable;
    this.#target = target;
    this.all({ sql: 'PRAGMA schema_version', values: [] });
  }

  all(statement: Statement): readonly Row[] {
    for (let attempt = 1; ; attempt++) {
      const last = attempt === ATTEMPTS;
      try {
        const { reader, locked, brief } = this.#current();
        const rows = reader.all(statement);
        if (brief) this.close();
        if (locked || !this.#hasChanged()) return rows;
        if (last) throw new SqliteError('SQLITE_BUSY', 'the file changes all the time');
      } catch (error) {
        const hot = this.#isHotJournal(error);
        if (last || !(hot || this.#hasChanged())) {
          this.close();
          throw error;
        }
        this.close();
        if (hot) this.#recover();
      }
    }
  }

  close(): void {
    this.#view?.reader.close();
    this.#view = null;
  }

  #current(): View {
    if (this.#view !== null && !this.#hasChanged()) return this.#view;
    this.close();
    this.#stamp = stampOf(this.#target.path);
    this.#view = this.#open();
    return this.#view;
  }

  #hasChanged(): boolean {
    return this.#stamp !== stampOf(this.#target.path);
  }

  #open(): View {
    const { path } = this.#target;
    if (path === ':memory:' || statDatabase(path) === null) {
      return { reader: unwritable(this.#driver, ':memory:'), locked: true, brief: false };
    }
    const log = sizeOf(`${path}-wal`);
    const shared = sizeOf(`${path}-shm`) !== null;
    if (log !== null && shared) {
      // Another process has it open, or died over it. An open reader would keep that process from
      // removing its log when it closes.
      return { reader: this.#driver.open(path, 'read'), locked: true, brief: true };
    }
    if (log === null && !isInWalMode(path)) {
      return { reader: this.#driver.open(path, 'read'), locked: true, brief: false };
    }
    const whole = log === null || log === 0;
    const immutable = this.#immutable?.openImmutable;
    if (whole && immutable) return { reader: immutable(path), locked: false, brief: false };
    return { reader: copy(this.#driver, path), locked: false, brief: false };
  }

  #isHotJournal(error: unknown): boolean {
    return (
      error instanceof SqliteError &&
      error.code === 'SQLITE_READONLY_ROLLBACK' &&
      this.#target.mode !== 'ro'
    );
  }

  /** A process died in mid-transaction: until that is taken back, nobody can read. */
  #recover(): void {
    const target: SqliteTarget = { ...this.#target, mode: 'rw' };
    assertAllowed(target);
    openForWriting(this.#driver, target, { foreignKeys: false }).close();
  }
}

/** What stands for the real file must not look as if it could be changed. */
function unwritable(driver: Driver, path: string): Reader {
  const session = driver.open(path, 'create');
  session.exec('PRAGMA query_only = ON');
  return session;
}

/** A file in WAL mode that can't be opened without leaving traces is looked at elsewhere. */
function copy(driver: Driver, path: string): Reader {
  const folder = mkdtempSync(join(tmpdir(), 'strata-sqlite-'));
  const remove = () => {
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const file = join(folder, 'copy.db');
    copyFileSync(path, file, constants.COPYFILE_FICLONE);
    if (sizeOf(`${path}-wal`) !== null) copyFileSync(`${path}-wal`, `${file}-wal`);
    const session = unwritable(driver, file);
    return {
      all: (statement) => session.all(statement),
      close: () => {
        session.close();
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}

/** Differs whenever the file, or a log beside it, has been written. */
function stampOf(path: string): string {
  return [path, `${path}-wal`]
    .map((file) => {
      const stats = statSync(file, { bigint: true, throwIfNoEntry: false });
      return stats ? `${stats.ino} ${stats.size} ${stats.mtimeNs}` : 'absent';
    })
    .join();
}
