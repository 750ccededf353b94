import type { Subject } from '../../checks/judge-script.ts';
import type { Engine } from '../../core/engine.ts';
import { scriptsIn, type Migration } from '../../core/migration.ts';
import { reconcile } from '../../core/reconcile.ts';
import { isPending } from '../../core/state.ts';
import type { ShadowScript } from '../../databases/shadow.ts';
import type { Project } from '../../project/project.ts';
import { referredIn } from '../../runner/referred.ts';
import type { Reading } from '../model/project-model.ts';

/**
 * The scripts of these files, each in its place: an up script behind all that precede it, a down
 * script behind its own. Where no history tells what is still to run, no rule speaks.
 */
export function subjectsIn(
  project: Project,
  engine: Engine,
  { files, status }: Reading,
  paths: readonly string[],
): readonly Subject[] {
  const statuses = status?.migrations ?? reconcile(files, [], project.convention);
  const pending = new Set(
    status === null ? [] : statuses.filter(isPending).map(({ version }) => version),
  );
  const migrations = statuses.flatMap(({ migration }) => migration ?? []);
  const referred = referredIn(
    project,
    migrations.map(({ up }) => up),
    engine,
  );
  const before = migrations.map(asShadowScript);
  return migrations.flatMap((migration, index) =>
    paths
      .flatMap((path) => scriptsIn(migration, path))
      .map(({ direction, script }) => ({
        ...{ script, direction, engine, referred, version: migration.version },
        severities: project.config.rules,
        rules: pending.has(migration.version),
        before: before.slice(0, direction === 'up' ? index : index + 1),
      })),
  );
}

function asShadowScript({ version, up: { sql, transactional } }: Migration): ShadowScript {
  return { version, sql, transactional };
}
