import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import { StrataError } from '../../core/errors.ts';
import { BUSY_TIMEOUT_MS, isBusy, SqliteError, type Driver, type Session } from './driver.ts';
import { explained, inUse, whenInUse } from './failures.ts';
import { canWrite, sizeOf } from './file.ts';

/** What is done with a SQLite file as a whole; it takes long, so that a child process does it. */

/**
 * Copies a database as one transaction sees it, while others use it, and checks the copy. Foreign
 * keys are not: a backup shows what there was, and some tools work without them.
 *
 * @param file there and empty
 */
export function copyOut(driver: Driver, path: string, file: string): void {
  try {
    // A connection that may write leaves no -wal and -shm behind, and takes back what a process
    // that died has left unfinished.
    const session = driver.open(path, canWrite(path) ? 'write' : 'read');
    try {
      session.all({ sql: 'VACUUM INTO $1', values: [file] });
    } finally {
      session.close();
    }
  } catch (error) {
    throw isOfTheCopy(error) ? unwritable(file, error) : explained(error, path);
  }
  const fault = faultIn(driver, file);
  if (fault !== null) {
    throw new StrataError('refused', l10n.t('{0} is damaged: {1}.', path, fault), {
      hint: l10n.t('Look with “PRAGMA integrity_check” what is left, or go back to a backup.'),
    });
  }
}

/**
 * Puts a backup's content in the place of a database's.
 *
 * SQLite's own backup writes it into the live file in one transaction. To put another file in its
 * place would be unsafe: whoever has the database open and idle holds no lock that could be seen,
 * and would go on writing into the old one (https://www.sqlite.org/howtocorrupt.html, 1.4).
 *
 * @returns false when what lies at `path` is no database, so that nobody can have it open as one
 */
export async function putBack(driver: Driver, path: string, file: string): Promise<boolean> {
  const fault = sizeOf(file) === 0 ? l10n.t('it is empty') : faultIn(driver, file);
  if (fault !== null) {
    throw new StrataError('refused', l10n.t('{0} is no sound backup: {1}.', file, fault), {
      hint: l10n.t('Nothing was restored. Take another backup.'),
    });
  }
  if (sizeOf(path) === null) return false;
  try {
    const session = driver.open(path, 'write');
    try {
      await overwrite(driver, session, path, file);
      return true;
    } finally {
      session.close();
    }
  } catch (error) {
    if (error instanceof SqliteError && error.code.startsWith('SQLITE_NOTADB')) return false;
    throw refusal(error, path);
  }
}

/** Makes sure that nobody else is at work in the database, as far as SQLite can tell. */
export function claim(driver: Driver, path: string): void {
  try {
    const session = driver.open(path, 'write');
    try {
      // In WAL mode every other connection stands in the way, otherwise one that reads or writes.
      session.exec('PRAGMA locking_mode = EXCLUSIVE');
      session.exec('BEGIN EXCLUSIVE');
      session.exec('ROLLBACK');
    } finally {
      session.close();
    }
  } catch (error) {
    throw refusal(error, path);
  }
}

const PAUSE_MS = 50;

/** A finished backup has raised the schema's version by one; nothing else tells that it is. */
async function overwrite(
  driver: Driver,
  session: Session,
  path: string,
  file: string,
): Promise<void> {
  const deadline = performance.now() + BUSY_TIMEOUT_MS;
  for (;;) {
    const before = schemaVersion(session);
    await driver.overwrite(path, file);
    if (schemaVersion(session) !== before) return;
    if (performance.now() >= deadline) throw new SqliteError('SQLITE_BUSY', 'database is locked');
    await sleep(PAUSE_MS);
  }
}

function schemaVersion(session: Session): unknown {
  return session.all({ sql: 'PRAGMA schema_version', values: [] })[0]?.schema_version;
}

/** What is wrong with a file; null: nothing. */
function faultIn(driver: Driver, file: string): string | null {
  try {
    const session = driver.open(file, 'read');
    try {
      const [row] = session.all({ sql: 'PRAGMA integrity_check(1)', values: [] });
      const verdict = String(row?.integrity_check);
      return verdict === 'ok' ? null : verdict.replaceAll(/\s+/g, ' ');
    } finally {
      session.close();
    }
  } catch (error) {
    if (error instanceof SqliteError) return error.message;
    throw error;
  }
}

function isOfTheCopy(error: unknown): boolean {
  return error instanceof SqliteError && /^SQLITE_(FULL|IOERR|CANTOPEN)/.test(error.code);
}

function unwritable(file: string, error: unknown): StrataError {
  const { code, message } = error as SqliteError;
  const why = code === 'SQLITE_FULL' ? l10n.t('the disk is full') : message;
  return new StrataError(
    'refused',
    l10n.t('No backup can be written to {0}: {1}.', dirname(file), why),
    {
      hint: l10n.t('Nothing was changed. Make room, or name another folder for backups.'),
      cause: error,
    },
  );
}

function refusal(error: unknown, path: string): unknown {
  if (error instanceof SqliteError && isBusy(error)) {
    return new StrataError('refused', inUse(path, error), { hint: whenInUse(), cause: error });
  }
  if (error instanceof SqliteError && error.code === 'SQLITE_READONLY') {
    return new StrataError(
      'refused',
      l10n.t('{0} can’t be replaced while it is in WAL mode: {1}.', path, error.message),
      {
        hint: l10n.t(
          'The backup has another page size. Close all programs that use the file, delete it with its -wal and -shm, and restore again.',
        ),
        cause: error,
      },
    );
  }
  return explained(error, path);
}
