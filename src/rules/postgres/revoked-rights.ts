import type { GrantStmt } from '@pgsql/types';
import * as l10n from '@vscode/l10n';
import { as, strings } from '../../grammar/tree.ts';
import { isOneOf, type ObjectName } from '../../sql/reader.ts';
import type { Finding, TreeRule, TreeScript } from '../rule.ts';
import { nameFrom, nameOf, treesIn } from './statements.ts';

export const revokedRights: TreeRule = { id: 'revoked-rights', level: 'warning', check };

function check(script: TreeScript): readonly Finding[] {
  if (script.direction === 'down') return [];
  return treesIn(script).flatMap(({ tree, form }): readonly Finding[] => {
    const rights = as(tree, 'GrantStmt');
    const role = as(tree, 'GrantRoleStmt');
    const defaults = as(tree, 'AlterDefaultPrivilegesStmt')?.action;
    const takes = [rights, role, defaults].some((each) => each != null && !each.is_grant);
    if (!takes || (rights !== null && isOwn(rights, form.start, script))) return [];
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
function isOwn({ objects = [] }: GrantStmt, at: number, { statements }: TreeScript): boolean {
  const made = statements.flatMap((each) =>
    each.kind === 'create' && each.start < at && each.name !== null ? [each.name] : [],
  );
  const names = objects.map((node): ObjectName => {
    const relation = as(node, 'RangeVar');
    if (relation !== null) return nameOf(relation);
    const routine = as(node, 'ObjectWithArgs')?.objname ?? as(node, 'List')?.items ?? [node];
    return nameFrom(strings(routine));
  });
  return names.length > 0 && names.every((name) => isOneOf(made, name));
}
