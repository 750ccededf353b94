import { asShadowScript, type Subject } from '../../checks/judge-script.ts';
import type { Engine } from '../../core/engine.ts';
import { hasFile, scriptsIn, type Migration } from '../../core/migration.ts';
import { reconcile } from '../../core/reconcile.ts';
import { isPending, type MigrationStatus } from '../../core/state.ts';
import type { Project } from '../../project/project.ts';
import { surroundingsIn } from '../../runner/surroundings.ts';
import type { Reading } from '../model/project-model.ts';

/** One that is open. */
export interface LiveSubject extends Subject {
  /** Applied as it is now. */
  readonly isApplied: boolean;
}

/**
 * The scripts of these files, each in its place: an up script behind all that precede it, a down
 * script behind its own. Where no history tells what is still to run, no rule speaks.
 */
export function subjectsIn(
  project: Project,
  engine: Engine,
  reading: Reading,
  paths: readonly string[],
): readonly LiveSubject[] {
  const statuses = inOrder(project, reading).filter(({ migration }) => migration !== null);
  const migrations = migrationsOf(statuses);
  const isOpen = (migration: Migration): boolean => paths.some((path) => hasFile(migration, path));
  if (!migrations.some(isOpen)) return [];
  const surroundings = surroundingsIn(
    project,
    migrations.map(({ up }) => up),
    engine,
  );
  const before = migrations.map(asShadowScript);
  return migrations.flatMap((migration, index) => {
    if (!isOpen(migration)) return [];
    const { version } = migration;
    const status = statuses[index];
    return paths
      .flatMap((path) => scriptsIn(migration, path))
      .map(({ direction, script }) => ({
        ...{ script, direction, engine, ...surroundings, version },
        severities: project.config.rules,
        rules: reading.status !== null && status !== undefined && isPending(status),
        isApplied: direction === 'up' && status?.state === 'applied',
        before: before.slice(0, direction === 'up' ? index : index + 1),
      }));
  });
}

/** The migrations that have files, as they are applied one after another. */
export function migrationsIn(project: Project, reading: Reading): readonly Migration[] {
  return migrationsOf(inOrder(project, reading));
}

function inOrder(project: Project, { files, status }: Reading): readonly MigrationStatus[] {
  return status?.migrations ?? reconcile(files, [], project.convention);
}

function migrationsOf(statuses: readonly MigrationStatus[]): readonly Migration[] {
  return statuses.flatMap(({ migration }) => migration ?? []);
}
