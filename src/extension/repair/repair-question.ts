import * as l10n from '@vscode/l10n';
import type { Repair, RepairPlan } from '../../core/repair.ts';
import type { MigrationStatus } from '../../core/state.ts';
import type { ReadyState } from '../model/state.ts';
import { protection, shortList, type Question } from '../run/confirmation.ts';
import { targetIn } from '../text/where.ts';
import { changedColumns, rowText, subject, verb } from './repair-text.ts';

/** What the person has said, or could not see, before the question. */
export interface Grounds {
  /** Why, in the person's own words; empty: not said. */
  readonly reason: string;
  /** False: what was applied is nowhere to be found, so that nobody has compared. */
  readonly compared: boolean;
}

/** Of a value in a dialog, in characters: the document has it whole. */
const SHORT = 24;

export function repairQuestion(
  plan: RepairPlan,
  repair: Repair,
  { environment, target, source, status }: ReadyState,
  { reason, compared }: Grounds,
): Question {
  const rows = plan.amendments.map((each) => {
    const isChange = each.before !== null && each.after !== null;
    const columns = isChange ? changedColumns(each.before, each.after) : [];
    const changes = columns.map(
      ({ column, before, after }) => `   ${column}: ${short(before)} → ${short(after)}`,
    );
    return [`• ${rowText(each, status.migrations)}`, ...changes].join('\n');
  });
  const parts = [
    meaning(repair),
    shortList(rows).join('\n'),
    plan.problems.map(({ message }) => message).join('\n'),
    compared
      ? ''
      : l10n.t('Neither Strata nor git has the text that was applied, so there is no comparison.'),
    reason === '' ? '' : l10n.t('Reason: {0}', reason),
    l10n.t('Target: {0}\nAddress: {1}', target.display, source),
  ];
  return {
    title: title(repair, plan, status.migrations, targetIn(environment, target)),
    detail: parts.filter((part) => part !== '').join('\n\n'),
    action: action(repair, plan),
    typed: protection(environment),
  };
}

function title(
  repair: Repair,
  plan: RepairPlan,
  known: readonly MigrationStatus[],
  target: string,
): string {
  const name = subject(plan, known);
  switch (repair.kind) {
    case 'accept':
      return l10n.t('Accept the new checksum of {0} on {1}?', name, target);
    case 'applied':
    case 'baseline':
      return l10n.t('Mark {0} as applied on {1}?', name, target);
    case 'not-applied':
      return l10n.t('Mark {0} as not applied on {1}?', name, target);
    case 'forget':
      return l10n.t('Forget {0} on {1}?', name, target);
  }
}

/** What a person answers for: nobody looks at the database. */
function meaning({ kind }: Repair): string {
  switch (kind) {
    case 'accept':
      return l10n.t(
        'From now on the file as it is counts as what was applied. Nothing is applied; only the history changes.',
      );
    case 'applied':
      return l10n.t(
        'You say that all of it is in the database. Nothing is applied; only the history changes.',
      );
    case 'not-applied':
      return l10n.t(
        'You say that nothing of it is in the database. Nothing is reverted; only the history changes.',
      );
    case 'forget':
      return l10n.t(
        'Its file is missing. What it did stays in the database; only the history changes, and no longer tells of it.',
      );
    case 'baseline':
      return l10n.t(
        'You say that what they do is in the database already. Nothing is applied; only the history changes.',
      );
  }
}

function action(repair: Repair, { amendments }: RepairPlan): string {
  return repair.kind === 'baseline'
    ? l10n.t('Mark {0} as Applied', amendments.length)
    : verb(repair);
}

function short(value: string | null): string {
  if (value === null) return l10n.t('(none)');
  return value.length <= SHORT ? value : `${value.slice(0, SHORT / 2)}…`;
}
