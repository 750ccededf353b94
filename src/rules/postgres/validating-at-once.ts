import * as l10n from '@vscode/l10n';
import { as } from '../../grammar/tree.ts';
import { isSameName } from '../../sql/reader.ts';
import { inMigrations, piecesOf } from '../pieces.ts';
import type { Finding, RuleFix, TreeRule, TreeScript } from '../rule.ts';
import { liveAlterations, tableIn } from './live-tables.ts';
import type { Alteration } from './statements.ts';

export const validatingAtOnce: TreeRule = { id: 'validating-at-once', level: 'warning', check };

function check(script: TreeScript): readonly Finding[] {
  if (!script.script.transactional) return [];
  const actions = liveAlterations(script);
  return actions.flatMap((action): readonly Finding[] => {
    if (action.command.subtype !== 'AT_ValidateConstraint') return [];
    const added = actions.find((each) => adds(each, action));
    if (added === undefined) return [];
    const fix = later(action, script);
    const message = l10n.t(
      'All of {0} is read under the lock that adding the constraint has taken, which lasts until the migration is done. Validate it in a later migration.',
      tableIn(action, script),
    );
    return [{ range: action.range, message, ...(fix && { fix }) }];
  });
}

function adds({ command, table, range }: Alteration, validation: Alteration): boolean {
  const constraint = as(command.def, 'Constraint');
  return (
    range.start < validation.range.start &&
    command.subtype === 'AT_AddConstraint' &&
    constraint?.conname === validation.command.name &&
    isSameName(table, validation.table)
  );
}

function later({ form }: Alteration, script: TreeScript): RuleFix | null {
  const index = script.statements.indexOf(form);
  const pieces = piecesOf(script).map((piece, at) =>
    at === index ? { ...piece, begins: true as const } : piece,
  );
  const parts = inMigrations(pieces, script);
  return parts && { title: l10n.t('Validate it in a later migration'), ...parts };
}
