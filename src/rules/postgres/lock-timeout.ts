import type { Node } from '@pgsql/types';
import { as, strings, within } from '../../grammar/tree.ts';
import type { TreeScript } from '../rule.ts';
import { treesIn } from './statements.ts';

/** From where on a script says how long it waits for a lock; infinity: it does not. */
export function lockTimeoutFrom(script: TreeScript): number {
  return treesIn(script).find(({ tree }) => isSetting(tree))?.form.start ?? Infinity;
}

function isSetting(tree: Node): boolean {
  if (as(tree, 'VariableSetStmt')?.name === 'lock_timeout') return true;
  return [...within(tree, 'FuncCall')].some(
    ({ funcname, args }) =>
      strings(funcname).at(-1) === 'set_config' &&
      as(args?.[0], 'A_Const')?.sval?.sval === 'lock_timeout',
  );
}
