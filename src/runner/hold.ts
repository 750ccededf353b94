import { administrationOf } from '../databases/open.ts';
import type { Target } from '../databases/target.ts';
import type { Project } from '../project/project.ts';
import { lockOptions, type LockWish } from './wait.ts';

/** Takes the tool's lock for work on the database as a whole. @returns what lets go of it */
export async function holdLock(
  { convention }: Project,
  target: Target,
  wish: LockWish,
): Promise<() => Promise<void>> {
  const name = target.engine === 'sqlite' ? target.name : target.database;
  const lock = convention.lock(target.engine, name);
  if (lock === null) return () => Promise.resolve();
  const beside = convention.historyTable(target.engine);
  return (await administrationOf(target)).hold(lock, { ...lockOptions(wish), beside });
}
