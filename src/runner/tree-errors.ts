import type { Engine } from '../core/engine.ts';
import type { Script } from '../core/migration.ts';
import type { Problem } from '../core/problem.ts';
import { isStrict } from '../core/severities.ts';
import type { ServerInfo } from '../databases/database.ts';
import { loadGrammar } from '../grammar/libpg-query.ts';
import { GrammarReader } from '../grammar/reader.ts';
import type { Project } from '../project/project.ts';
import { checkRules } from '../rules/check.ts';
import { treeRules } from '../rules/registry.ts';
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
  { config: { rules } }: Pick<Project, 'config'>,
): Promise<TreeErrors> {
  const errors = new Map<Script, readonly Problem[]>();
  const strict = treeRules.map(({ id }) => id).filter((id) => isStrict(id, rules));
  if (engine !== 'postgres' || strict.length === 0) return errors;

  const serverVersion = Number.parseInt(version, 10);
  const circumstances = [rules, serverVersion];
  const reader = new GrammarReader(loadGrammar);
  const find = async ({ script, ...judged }: Judged): Promise<readonly Problem[]> => {
    const trees = { parsed: await reader.read(script.sql), serverVersion };
    const problems = checkRules(script, { ...judged, engine, severities: rules, trees });
    return problems.filter(({ code }) => strict.some((id) => id === code));
  };
  for (const each of scripts) {
    const known = memory.get(each.script, circumstances);
    errors.set(each.script, known ?? memory.keep(each.script, circumstances, await find(each)));
  }
  return errors;
}

const memory = new Memory();
