import * as l10n from '@vscode/l10n';
import { as } from '../../grammar/tree.ts';
import { isSameName } from '../../sql/reader.ts';
import { withOneChanged } from '../pieces.ts';
import type { Finding, RuleFix, TreeRule, TreeScript } from '../rule.ts';
import { liveAlterations, tableIn } from './live-tables.ts';
import type { Alteration } from './statements.ts';

export const validatingAtOnce: TreeRule = { id: 'validating-at-once', level: 'warning', check };

function check(script: TreeScript): readonly Finding[] {
  if (!script.script.transactional) return [];
  const actions = liveAlterations(script);
  const additions = Map.groupBy(actions.filter(isAddition), constraintOf);
  return actions.flatMap((action): readonly Finding[] => {
    if (action.command.subtype !== 'AT_ValidateConstraint') return [];
    const added = additions.get(action.command.name);
    if (!added?.some((each) => adds(each, action))) return [];
    const fix = later(action, script);
    const message = l10n.t(
      'All of {0} is read under the lock that adding the constraint has taken, which lasts until the migration is done. Validate it in a later migration.',
      tableIn(action, script),
    );
    return [{ range: action.range, message, ...(fix && { fix }) }];
  });
}

function isAddition({ command }: Alteration): boolean {
  return command.subtype === 'AT_AddConstraint';
}

function constraintOf({ command }: Alteration): string | undefined {
  return as(command.def, 'Constraint')?.conname;
}

function adds({ table, range }: Alteration, validation: Alteration): boolean {
  return range.start < validation.range.start && isSameName(table, validation.table);
}

function later({ form }: Alteration, script: TreeScript): RuleFix | null {
  const parts = withOneChanged(form, (piece) => [{ ...piece, begins: true }], script);
  return parts && { title: l10n.t('Validate it in a later migration'), ...parts };
}
