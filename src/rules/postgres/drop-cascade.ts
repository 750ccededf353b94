import type { Node } from '@pgsql/types';
import * as l10n from '@vscode/l10n';
import type { TextRange } from '../../core/problem.ts';
import { as } from '../../grammar/tree.ts';
import type { Finding, TreeRule, TreeScript } from '../rule.ts';
import { alterationsIn, treesIn } from './statements.ts';

export const dropCascade: TreeRule = { id: 'drop-cascade', level: 'warning', check };

function check(script: TreeScript): readonly Finding[] {
  if (script.direction === 'down') return [];
  const whole = treesIn(script)
    .filter(({ tree }) => cascades(tree))
    .map(({ tree, parsed }) => finding(parsed, script, as(tree, 'TruncateStmt') !== null));
  const actions = alterationsIn(script)
    .filter(({ command }) => command.behavior === 'DROP_CASCADE')
    .map(({ range }) => finding(range, script, false));
  return [...whole, ...actions];
}

function cascades(tree: Node): boolean {
  const { behavior } = as(tree, 'DropStmt') ??
    as(tree, 'TruncateStmt') ??
    as(tree, 'DropOwnedStmt') ??
    as(tree, 'AlterDomainStmt') ?? { behavior: undefined };
  return behavior === 'DROP_CASCADE';
}

/** It marks the word, which is the last of a statement, and may be of an action. */
function finding(range: TextRange, { read }: TreeScript, truncates: boolean): Finding {
  const reader = read(range);
  let { start } = range;
  while (reader.skipTo('cascade')) {
    ({ start } = reader.rest);
    reader.take();
  }
  return {
    range: { start, end: reader.readFrom(start).end },
    message: truncates
      ? l10n.t(
          'Every table that refers to it is emptied as well, in this migration and without a word. Name the tables that are meant, without CASCADE.',
        )
      : l10n.t(
          'Whatever depends on it is dropped as well, without a word: views, constraints, functions, columns of other tables. Drop what is meant by name, without CASCADE.',
        ),
  };
}
