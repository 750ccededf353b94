import * as l10n from '@vscode/l10n';
import type { Plan, Step } from '../../core/plan.ts';
import { sqlOf } from '../../sql/continuation.ts';
import { plural } from './plural.ts';
import { printable, printableLine } from '../../core/printable.ts';
import type { Style } from './style.ts';

/** A plan as SQL that could be read by itself: everything said besides is a comment. */
export function planLines(plan: Plan, style: Style): readonly string[] {
  const steps = plan.steps.flatMap((step) => ['', ...stepLines(step, style)]);
  return [style.strong(`-- ${summary(plan)}`), ...steps];
}

function summary({ steps }: Plan): string {
  const count = (direction: Step['direction']): number =>
    steps.filter((step) => step.direction === direction).length;
  const [up, down] = [count('up'), count('down')];
  const parts = [
    down > 0
      ? plural(down, l10n.t('revert 1 migration'), l10n.t('revert {0} migrations', down))
      : '',
    up > 0 ? plural(up, l10n.t('apply 1 migration'), l10n.t('apply {0} migrations', up)) : '',
  ].filter((part) => part !== '');
  return parts.length === 0
    ? l10n.t('Plan: nothing to do.')
    : l10n.t('Plan: {0}. Nothing has been changed.', parts.join(', '));
}

function stepLines(step: Step, style: Style): readonly string[] {
  const { direction, migration, script, from, continues } = step;
  const { version, description } = migration;
  const what =
    direction === 'up'
      ? l10n.t('apply {0} {1}', version, description)
      : l10n.t('revert {0} {1}', version, description);
  const notes = [
    what,
    script.path,
    ...(script.transactional ? [] : [l10n.t('without a transaction')]),
    ...(continues === undefined ? [] : [l10n.t('continued from statement {0}', from + 1)]),
  ];
  return [style.strong(`-- ${printableLine(notes.join(' · '))}`), printable(sqlOf(step).trimEnd())];
}
