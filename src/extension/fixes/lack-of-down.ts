import type { Migration } from '../../core/migration.ts';
import type { Problem } from '../../core/problem.ts';
import type { Reading } from '../model/project-model.ts';

/** That a migration has no way back, where its tool has a place for one; undefined: it has, or has none. */
export function lackOfDown(migration: Migration, { files }: Reading): Problem | undefined {
  return files.problems.find(
    (problem) => problem.version === migration.version && isLackOfDown(problem, migration),
  );
}

export function isLackOfDown({ code, location }: Problem, { down }: Migration): boolean {
  if (code === 'missing-down') return true;
  // An empty up section is another matter.
  return code === 'empty-section' && down !== null && location?.line === down.marker?.line;
}
