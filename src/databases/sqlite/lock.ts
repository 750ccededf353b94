import { dirname, resolve } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { Lock } from '../../core/engine.ts';
import { StrataError } from '../../core/errors.ts';
import type { LockHolder, LockOptions } from '../database.ts';
import type { SqliteTarget } from '../target.ts';
import { journalsOf } from './file.ts';
import { holderOfLockFile, takeLockFile, type HeldLockFile } from './lock-file.ts';

export type { HeldLockFile };

/**
 * Takes a tool's lock file. Each migration takes SQLite's own write lock besides, and there is no
 * other that outlasts it.
 *
 * @returns null for a database in memory, which nobody else can get at
 * @throws StrataError `lock`, `cancelled`; `configuration` for a file of the database itself; `refused`
 *   for a lock that SQLite does not have
 */
export async function takeLock(
  { path }: SqliteTarget,
  lock: Lock,
  options: LockOptions,
): Promise<HeldLockFile | null> {
  const file = lockFileOf(path, lock);
  return file === null ? null : takeLockFile(file, options);
}

/** Who holds it, looked at without taking it. @throws StrataError as `holderOfLockFile` */
export async function lockHolder({ path }: SqliteTarget, lock: Lock): Promise<LockHolder | null> {
  const file = lockFileOf(path, lock);
  return file === null ? null : holderOfLockFile(file);
}

/** Absolute; null for a database in memory. */
function lockFileOf(path: string, lock: Lock): string | null {
  if (lock.kind === 'advisory') {
    throw new StrataError('refused', l10n.t('SQLite has no advisory locks.'), {
      hint: l10n.t('Each migration locks the file while it is applied or reverted.'),
    });
  }
  if (path === ':memory:') return null;
  const file = resolve(dirname(path), lock.path);
  if (file === path || journalsOf(path).includes(file)) throw notOfTheDatabase(file);
  return file;
}

function notOfTheDatabase(file: string): StrataError {
  return new StrataError(
    'configuration',
    l10n.t('The lock file {0} would be a file of the database itself.', file),
    { hint: l10n.t('Give it another name: "lockFile" in strata.json.') },
  );
}
