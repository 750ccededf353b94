import { administrationOf } from '../databases/open.ts';
import type { LockHolder, LockOptions } from '../databases/database.ts';
import type { Target } from '../databases/target.ts';
import type { Project } from '../project/project.ts';

export interface HoldOptions {
  /** In milliseconds. */
  readonly lockTimeout: number;
  readonly signal?: AbortSignal;
  readonly onWait?: (holder: LockHolder | null) => void;
}

/** Takes the tool's lock for work on the database as a whole. @returns what lets go of it */
export async function holdLock(
  { convention }: Project,
  target: Target,
  { lockTimeout, signal, onWait }: HoldOptions,
): Promise<() => Promise<void>> {
  const name = target.engine === 'sqlite' ? target.name : target.database;
  const lock = convention.lock(target.engine, name);
  if (lock === null) return () => Promise.resolve();
  const options: LockOptions = {
    timeout: lockTimeout,
    ...(signal && { signal }),
    ...(onWait && { onWait }),
  };
  return (await administrationOf(target)).hold(lock, options);
}
