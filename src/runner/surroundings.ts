import type { Engine } from '../core/engine.ts';
import type { Script } from '../core/migration.ts';
import type { Project } from '../project/project.ts';
import type { RuleContext } from '../rules/check.ts';
import { indexedIn } from '../rules/indexes.ts';
import { referredTables } from '../rules/references.ts';

/** What rules know of a project's scripts beside the one that they judge. */
export type Surroundings = Required<Pick<RuleContext, 'referred' | 'pragmasFirst' | 'indexed'>>;

/** Rows refer to nothing while the scripts run, where their tool has that off. */
export function surroundingsIn(
  { convention }: Pick<Project, 'convention'>,
  scripts: readonly Script[],
  engine: Engine,
): Surroundings {
  const areKept = engine === 'sqlite' && convention.session.foreignKeys;
  return {
    referred: areKept ? referredTables(scripts, engine) : [],
    // A tool that has scripts without a transaction begins that of the others itself, before them.
    pragmasFirst: convention.noTransaction === null,
    indexed: indexedIn(scripts, engine),
  };
}
