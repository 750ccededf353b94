import { dirname, resolve } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { Lock } from '../../core/engine.ts';
import { StrataError } from '../../core/errors.ts';
import type { LockOptions } from '../database.ts';
import type { SqliteTarget } from '../target.ts';
import { takeLockFile, type HeldLockFile } from './lock-file.ts';

export type { HeldLockFile };

/**
 * Takes a tool's lock file. Each migration takes SQLite's own write lock besides, and there is no
 * other that outlasts it.
 *
 * @returns null for a database in memory, which nobody else can get at
 * @throws StrataError `lock`, `cancelled`; `refused` for a lock that SQLite does not have
 */
export async function takeLock(
  { path }: SqliteTarget,
  lock: Lock,
  options: LockOptions,
): Promise<HeldLockFile | null> {
  if (lock.kind === 'advisory') {
    throw new StrataError('refused', l10n.t('SQLite has no advisory locks.'), {
      hint: l10n.t('Each migration locks the file while it is applied or reverted.'),
    });
  }
  if (path === ':memory:') return null;
  return takeLockFile(resolve(dirname(path), lock.path), options);
}
