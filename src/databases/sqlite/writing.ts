import * as l10n from '@vscode/l10n';
import { StrataError } from '../../core/errors.ts';
import type { ConnectOptions } from '../database.ts';
import type { SqliteTarget } from '../target.ts';
import type { Driver, Session } from './driver.ts';
import { assertCreatable, assertWritable, statDatabase } from './file.ts';

/** Opens for writing, and makes the file where the address allows it. */
export function openForWriting(
  driver: Driver,
  target: SqliteTarget,
  { foreignKeys, lockTimeout }: Pick<ConnectOptions, 'foreignKeys' | 'lockTimeout'>,
): Session {
  assertAllowed(target);
  const session = driver.open(target.path, target.mode === 'rw' ? 'write' : 'create');
  try {
    if (lockTimeout !== undefined) {
      session.exec(`PRAGMA busy_timeout = ${Math.ceil(lockTimeout)}`);
    }
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

function assertAllowed({ path, mode }: SqliteTarget): void {
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
