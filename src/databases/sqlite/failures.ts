import * as l10n from '@vscode/l10n';
import { StrataError } from '../../core/errors.ts';
import { isBusy, SqliteError } from './driver.ts';

/** What the failure of a file at `path` means to people; what is not SQLite's stays as it is. */
export function explained(error: unknown, path: string): unknown {
  if (!(error instanceof SqliteError)) return error;
  const { code, message } = error;
  const is = (...names: string[]) => names.some((name) => code.startsWith(`SQLITE_${name}`));

  if (isBusy(error)) {
    return new StrataError('lock', inUse(path, error), { hint: whenInUse(), cause: error });
  }
  if (is('NOTADB')) {
    return connectError(
      l10n.t('{0} is not a SQLite database, or it is encrypted.', path),
      l10n.t('Check the address: it has to name a SQLite file.'),
    );
  }
  if (is('CORRUPT')) {
    return connectError(
      l10n.t('{0} is damaged: {1}.', path, message),
      l10n.t('Look with “PRAGMA integrity_check” what is left, or go back to a backup.'),
    );
  }
  if (is('READONLY_ROLLBACK', 'READONLY_RECOVERY')) {
    return connectError(
      l10n.t('{0} holds a transaction that another process left unfinished.', path),
      l10n.t('It goes away when the file is opened for writing, with the -journal file beside it.'),
    );
  }
  if (is('READONLY_DBMOVED')) return replaced(path);
  if (is('READONLY')) {
    return connectError(
      l10n.t('{0} can’t be written ({1}).', path, message),
      l10n.t('Check the permissions of the file and of its folder.'),
    );
  }
  if (is('CANTOPEN', 'PERM', 'AUTH')) {
    return connectError(
      l10n.t('{0} can’t be opened ({1}).', path, message),
      l10n.t('Check that the path is right and that you may read and write there.'),
    );
  }
  if (is('FULL')) {
    const { message: told, hint } = fullWords(path);
    return new StrataError('failed', told, { hint, cause: error });
  }
  return new StrataError('failed', l10n.t('{0}: {1}.', path, message), { cause: error });

  function connectError(text: string, hint: string): StrataError {
    return new StrataError('connect', text, { hint, cause: error });
  }
}

export function replaced(path: string): StrataError {
  const { message, hint } = replacedWords(path);
  return new StrataError('connect', message, { hint });
}

/** What a failure says of the file and not of the statement that met it; null: nothing. */
export function ofTheFile(
  error: SqliteError,
  path: string,
): { readonly message: string; readonly hint: string } | null {
  if (isBusy(error)) return { message: inUse(path, error), hint: whenInUse() };
  if (error.code === 'SQLITE_FULL') return fullWords(path);
  if (error.code === 'SQLITE_READONLY_DBMOVED') return replacedWords(path);
  return null;
}

function fullWords(path: string) {
  return {
    message: l10n.t('{0}: the disk is full.', path),
    hint: l10n.t('Make room and try again: what was begun has been taken back.'),
  };
}

function replacedWords(path: string) {
  return {
    message: l10n.t(
      '{0} was moved, removed or replaced while it was in use: what was written last is not in the file that is there now.',
      path,
    ),
    hint: l10n.t('See that nobody else puts files there, look at the status, and run again.'),
  };
}

export function inUse(path: string, { heldBy }: SqliteError): string {
  return l10n.t(
    '{0} is locked: {1} holds it and did not let go in time.',
    path,
    heldBy ?? l10n.t('another process'),
  );
}

export function whenInUse(): string {
  return l10n.t('Close the program that uses the file, or wait until it is done, and try again.');
}
