import * as l10n from '@vscode/l10n';
import { strings, within } from '../../grammar/tree.ts';
import { isOneOf } from '../../sql/reader.ts';
import type { Finding, TreeRule, TreeScript } from '../rule.ts';
import { nameFrom, statementsIn, treesIn } from './statements.ts';

export const newEnumValue: TreeRule = { id: 'new-enum-value', level: 'warning', check };

function check(script: TreeScript): readonly Finding[] {
  if (!script.script.transactional) return [];
  const added = addedValues(script);
  if (added.size === 0) return [];
  return treesIn(script).flatMap(({ tree, parsed }) =>
    [...within(tree, 'A_Const')].flatMap(({ sval, location }): readonly Finding[] => {
      const value = added.get(sval?.sval ?? '');
      if (value === undefined || value.at > parsed.start) return [];
      const start = parsed.placeOf(location);
      const end = script.read({ start, end: parsed.end }).take()?.end ?? start;
      return [
        {
          range: { start, end },
          message: l10n.t(
            'PostgreSQL refuses a value of {0} in the transaction that adds it. Use it in a later migration.',
            value.type,
          ),
        },
      ];
    }),
  );
}

interface AddedValue {
  readonly type: string;
  readonly at: number;
}

/** By value, those that are added to types which were there before. */
function addedValues(script: TreeScript): ReadonlyMap<string, AddedValue> {
  const own = statementsIn(script, 'CreateEnumStmt').map(({ node }) => nameOfType(node.typeName));
  return new Map(
    statementsIn(script, 'AlterEnumStmt').flatMap(({ node, parsed }) => {
      const type = nameOfType(node.typeName);
      const isAdded = node.newVal !== undefined && node.oldVal === undefined;
      if (!isAdded || isOneOf(own, type)) return [];
      return [[node.newVal ?? '', { type: type.name, at: parsed.start }] as const];
    }),
  );
}

function nameOfType(parts: Parameters<typeof strings>[0]): ReturnType<typeof nameFrom> {
  return nameFrom(strings(parts));
}
