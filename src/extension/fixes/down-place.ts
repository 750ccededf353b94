import type { Engine } from '../../core/engine.ts';
import { headOf, type Migration } from '../../core/migration.ts';
import type { Fix, Problem } from '../../core/problem.ts';
import { isBlank } from '../../sql/blank.ts';
import type { Reading } from '../model/project-model.ts';

/** Where the way back of a migration is still to be written; the path is relative to the project. */
export type DownPlace =
  /** Its file, or its section, is still to be made. */
  | { readonly kind: 'missing'; readonly path: string; readonly fix: Fix }
  /** It is there, and says nothing: it begins on `line`, from 1, below its marker where it has one. */
  | {
      readonly kind: 'unwritten';
      readonly path: string;
      readonly line: number;
      readonly isSection: boolean;
    };

/** Null: it is written, or its tool has no place for it, or it is said not to be reversible. */
export function downPlace(
  migration: Migration,
  { files }: Pick<Reading, 'files'>,
  engine: Engine,
): DownPlace | null {
  const { version, down, metadata } = migration;
  if (metadata?.reversible === false) return null;
  if (down !== null) {
    if (!isBlank(down.sql, engine)) return null;
    const isSection = down.marker !== null;
    return { kind: 'unwritten', path: down.path, line: headOf(down).line, isSection };
  }
  const lack = files.problems.find(
    (problem) => problem.version === version && isLackOfDown(problem, migration),
  );
  if (lack?.path == null) return null;
  const { path, location, fix } = lack;
  if (fix !== undefined) return { kind: 'missing', path, fix };
  return { kind: 'unwritten', path, line: location?.line ?? 1, isSection: location !== null };
}

/** That a migration has no way back, where its tool has a place for one. */
export function isLackOfDown(
  { code, location }: Problem,
  { up, down }: Pick<Migration, 'up' | 'down'>,
): boolean {
  if (code === 'missing-down') return true;
  // An empty up section is another matter.
  return code === 'empty-section' && down === null && location?.line !== up.marker?.line;
}
