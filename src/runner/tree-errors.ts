import type { Engine } from '../core/engine.ts';
import type { Script } from '../core/migration.ts';
import type { Problem } from '../core/problem.ts';
import type { RuleSeverities } from '../core/severities.ts';
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
  if (engine !== 'postgres' || !treeRules.some((rule) => isStrict(rule, rules))) return errors;

  const serverVersion = Number.parseInt(version, 10);
  const circumstances = [rules, serverVersion];
  const reader = new GrammarReader(loadGrammar);
  const find = async ({ script, ...judged }: Judged): Promise<readonly Problem[]> => {
    const trees = { parsed: await reader.read(script.sql), serverVersion };
    const problems = checkRules(script, { ...judged, engine, severities: rules, trees });
    return problems.filter(isTreeError);
  };
  for (const each of scripts) {
    const known = memory.get(each.script, circumstances);
    errors.set(each.script, known ?? memory.keep(each.script, circumstances, await find(each)));
  }
  return errors;
}

function isStrict({ id, level }: (typeof treeRules)[number], severities: RuleSeverities): boolean {
  return (severities[id] ?? level) === 'error';
}

function isTreeError({ code, severity }: Problem): boolean {
  return severity === 'error' && treeRules.some(({ id }) => id === code);
}

const memory = new Memory();
