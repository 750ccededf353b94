import type { Engine } from '../core/engine.ts';
import type { Script } from '../core/migration.ts';
import type { Project } from '../project/project.ts';
import { referredTables } from '../rules/references.ts';

/** What rows may refer to while the project's scripts run: nothing, where its tool has that off. */
export function referredIn(
  { convention }: Pick<Project, 'convention'>,
  scripts: readonly Script[],
  engine: Engine,
): readonly string[] {
  const areKept = engine === 'sqlite' && convention.session.foreignKeys;
  return areKept ? referredTables(scripts, engine) : [];
}
