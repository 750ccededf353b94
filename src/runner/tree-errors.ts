import type { Engine } from '../core/engine.ts';
import type { Script } from '../core/migration.ts';
import type { Problem } from '../core/problem.ts';
import { TREE_RULE_IDS } from '../core/rule-ids.ts';
import { isStrict } from '../core/severities.ts';
import type { ServerInfo } from '../databases/database.ts';
import type { Project } from '../project/project.ts';
import type { ReadingThreads, ScriptAnalyst } from './script-analyst.ts';
import { Memory, type Judged } from './script-problems.ts';

/** What rules that read trees say against scripts. */
export type TreeErrors = ReadonlyMap<Script, readonly Problem[]>;

/**
 * Errors alone, since they keep a plan from running, and only where a team takes such a rule for
 * one: nobody else has to wait for PostgreSQL's grammar.
 */
export async function treeErrors(
  scripts: readonly Judged[],
  engine: Engine,
  { version }: Pick<ServerInfo, 'version'>,
  { config: { rules: severities } }: Pick<Project, 'config'>,
  threads: Pick<ReadingThreads, 'analyst'>,
): Promise<TreeErrors> {
  const errors = new Map<Script, readonly Problem[]>();
  const strict = TREE_RULE_IDS.filter((id) => isStrict(id, severities));
  if (engine !== 'postgres' || strict.length === 0) return errors;

  const serverVersion = Number.parseInt(version, 10);
  const circumstances = [severities, serverVersion];
  const analyst = threads.analyst ?? (await analystOfThisThread());
  const find = async (judged: Judged): Promise<readonly Problem[]> => {
    const request = { ...judged, engine, severities, serverVersion, rules: true };
    const { problems } = await analyst.analyse(request);
    return problems.filter(({ code }) => strict.some((id) => id === code));
  };
  for (const each of scripts) {
    const known = memory.get(each.script, circumstances);
    errors.set(each.script, known ?? memory.keep(each.script, circumstances, await find(each)));
  }
  return errors;
}

/** Loaded by those only who have no other: it brings PostgreSQL's grammar along. */
async function analystOfThisThread(): Promise<ScriptAnalyst> {
  return (await import('./own-analyst.ts')).ownAnalyst;
}

const memory = new Memory();
