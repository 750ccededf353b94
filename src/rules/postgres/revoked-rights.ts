import type { GrantStmt } from '@pgsql/types';
import * as l10n from '@vscode/l10n';
import { as, strings } from '../../grammar/tree.ts';
import type { ObjectName } from '../../sql/reader.ts';
import { NameSet } from '../name-set.ts';
import type { Finding, TreeRule, TreeScript } from '../rule.ts';
import { nameFrom, nameOf, treesIn } from './statements.ts';

export const revokedRights: TreeRule = { id: 'revoked-rights', level: 'warning', check };

function check(script: TreeScript): readonly Finding[] {
  if (script.direction === 'down') return [];
  const made = new NameSet();
  return treesIn(script).flatMap(({ tree, form }): readonly Finding[] => {
    if (form.kind === 'create' && form.name !== null) made.add(form.name);
    const rights = as(tree, 'GrantStmt');
    const role = as(tree, 'GrantRoleStmt');
    const defaults = as(tree, 'AlterDefaultPrivilegesStmt')?.action;
    const takes = [rights, role, defaults].some((each) => each != null && !each.is_grant);
    if (!takes || (rights !== null && isOwn(rights, made))) return [];
    const { start, end } = form;
    return [
      {
        range: { start, end },
        message: l10n.t(
          'Who does without these rights from now on is told by an error only, and so may be the application that is running. See that nobody needs them.',
        ),
      },
    ];
  });
}

/** It is about what the script has made itself, and nobody uses yet. */
function isOwn({ objects = [] }: GrantStmt, made: NameSet): boolean {
  const names = objects.map((node): ObjectName => {
    const relation = as(node, 'RangeVar');
    if (relation !== null) return nameOf(relation);
    const routine = as(node, 'ObjectWithArgs')?.objname ?? as(node, 'List')?.items ?? [node];
    return nameFrom(strings(routine));
  });
  return names.length > 0 && names.every((name) => made.has(name));
}
