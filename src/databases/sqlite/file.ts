import {
  accessSync,
  closeSync,
  constants,
  openSync,
  readSync,
  statSync,
  type Stats,
} from 'node:fs';
import { dirname } from 'node:path';
import * as l10n from '@vscode/l10n';
import { StrataError } from '../../core/errors.ts';

/** Null when nothing is there. @throws StrataError when it is no file, or can't be looked at */
export function statDatabase(path: string): Stats | null {
  const stats = statOrNull(path);
  if (stats?.isDirectory()) {
    throw unusable(
      l10n.t('{0} is a folder, not a SQLite file.', path),
      l10n.t('Add the name of the file to the address.'),
    );
  }
  if (stats !== null && !stats.isFile()) {
    throw unusable(
      l10n.t('{0} is not a file.', path),
      l10n.t('Check the address: it has to name a SQLite file.'),
    );
  }
  return stats;
}

/** What SQLite keeps beside a database that is in use, or was when its process was killed. */
export function journalsOf(path: string): readonly string[] {
  return ['-wal', '-shm', '-journal'].map((suffix) => path + suffix);
}

/** The size in bytes; null when there is no such file. */
export function sizeOf(path: string): number | null {
  return statOrNull(path)?.size ?? null;
}

/** Another file of the same name has another one; null when there is no such file. */
export function identityOf(path: string): string | null {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stats ? `${stats.dev} ${stats.ino}` : null;
}

/** @throws StrataError saying why a database can't be made at `path` */
export function assertCreatable(path: string): void {
  const folder = dirname(path);
  if (statOrNull(folder)?.isDirectory() !== true) {
    throw unusable(
      l10n.t('{0} can’t be made: there is no folder {1}.', path, folder),
      l10n.t('Make the folder, or correct the address.'),
    );
  }
  assertAccess(folder, l10n.t('{0} can’t be made: its folder is read-only.', path));
}

/** SQLite opens a file that it may not write for reading, and says so only when it is too late. */
export function assertWritable(path: string): void {
  assertAccess(path, l10n.t('{0} is read-only.', path));
  assertAccess(
    dirname(path),
    l10n.t(
      '{0} can’t be written: SQLite keeps its journal beside it, and the folder is read-only.',
      path,
    ),
  );
}

export function canWrite(path: string): boolean {
  try {
    assertWritable(path);
    return true;
  } catch {
    return false;
  }
}

/**
 * The header says that the file is in WAL mode.
 *
 * Not to be asked while this process has the file open in WAL mode: closing any descriptor of a
 * file drops all locks that the process holds on it (https://www.sqlite.org/howtocorrupt.html).
 */
export function isInWalMode(path: string): boolean {
  const header = Buffer.alloc(20);
  const file = openToRead(path);
  try {
    return readSync(file, header, 0, 20, 0) === 20 && header[18] === 2;
  } finally {
    closeSync(file);
  }
}

function openToRead(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (error) {
    throw unusable(
      l10n.t('{0} can’t be read ({1}).', path, (error as NodeJS.ErrnoException).code ?? ''),
      l10n.t('Check its permissions.'),
      error,
    );
  }
}

function statOrNull(path: string): Stats | null {
  try {
    return statSync(path, { throwIfNoEntry: false }) ?? null;
  } catch (error) {
    throw unusable(
      l10n.t('{0} can’t be looked at ({1}).', path, (error as NodeJS.ErrnoException).code ?? ''),
      l10n.t('Check that the path is right and that you may read there.'),
    );
  }
}

function assertAccess(path: string, message: string): void {
  try {
    accessSync(path, constants.W_OK);
  } catch (error) {
    throw unusable(message, l10n.t('Change its permissions, or use another file.'), error);
  }
}

function unusable(message: string, hint: string, cause?: unknown): StrataError {
  return new StrataError('connect', message, { hint, cause });
}
