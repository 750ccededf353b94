import * as l10n from '@vscode/l10n';
import { StrataError } from '../../core/errors.ts';
import type { ConnectOptions } from '../database.ts';
import type { SqliteTarget } from '../target.ts';
import { BUSY_TIMEOUT_MS, type Driver, type Session } from './driver.ts';
import { assertCreatable, assertWritable, statDatabase } from './file.ts';

export interface Writing extends Pick<ConnectOptions, 'foreignKeys'> {
  /** In milliseconds: what SQLite waits by itself, blocking its process. */
  readonly busyTimeout?: number;
}

/** Opens for writing, and makes the file where the address allows it. */
export function openForWriting(
  driver: Driver,
  target: Pick<SqliteTarget, 'path' | 'mode'>,
  { foreignKeys, busyTimeout = BUSY_TIMEOUT_MS }: Writing,
): Session {
  const session = driver.open(target.path, target.mode === 'rw' ? 'write' : 'create');
  try {
    session.exec(`PRAGMA busy_timeout = ${busyTimeout}`);
    setForeignKeys(session, foreignKeys);
    // better-sqlite3 is built to lose the last commits in WAL mode when the power fails.
    session.exec('PRAGMA synchronous = FULL');
    readHeader(session);
    return session;
  } catch (error) {
    session.close();
    throw error;
  }
}

export function setForeignKeys(session: Session, on: boolean): void {
  session.exec(`PRAGMA foreign_keys = ${on ? 'ON' : 'OFF'}`);
}

/** Opening reads nothing: what is wrong with a file shows here, and a hot journal is recovered. */
export function readHeader(session: Session): void {
  session.all({ sql: 'PRAGMA schema_version', values: [] });
}

/** @throws StrataError where the address, or who may write there, forbids it */
export function assertAllowed({ path, mode }: SqliteTarget): void {
  if (mode === 'ro') {
    throw new StrataError(
      'refused',
      l10n.t('{0} is not written: its address says mode=ro.', path),
      {
        hint: l10n.t('Take mode=ro out of the address to apply or revert there.'),
      },
    );
  }
  if (path === ':memory:') return;
  if (statDatabase(path) !== null) {
    assertWritable(path);
  } else if (mode === 'rw') {
    throw new StrataError(
      'connect',
      l10n.t('There is no file {0}, and its address says mode=rw, which makes none.', path),
      { hint: l10n.t('Correct the path, or take mode=rw out of the address.') },
    );
  } else {
    assertCreatable(path);
  }
}
