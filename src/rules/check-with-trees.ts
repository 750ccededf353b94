import type { Script } from '../core/migration.ts';
import type { Problem } from '../core/problem.ts';
import { checkRules, type RuleContext } from './check.ts';
import type { TreeScript } from './rule.ts';
import { treeRules } from './tree-registry.ts';

/** What all rules say of a script for PostgreSQL that is still to run. */
export function checkWithTrees(
  script: Script,
  {
    parsed,
    serverVersion,
    ...context
  }: Omit<RuleContext, 'trees'> & Pick<TreeScript, 'parsed' | 'serverVersion'>,
): readonly Problem[] {
  return checkRules(script, { ...context, trees: { rules: treeRules, parsed, serverVersion } });
}
