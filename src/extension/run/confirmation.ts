import * as l10n from '@vscode/l10n';
import type { Plan } from '../../core/plan.ts';
import type { ReadyState } from '../model/state.ts';
import { stepTitle } from '../plan/plan-text.ts';
import { targetIn } from '../text/where.ts';
import { checklist } from './checklist.ts';

/** Of a longer list the rest is a number: a dialog that outgrows the screen has no buttons. */
const LISTED = 12;

/** What a person is asked before anything is done. */
export interface Question {
  readonly title: string;
  /** The list, the target, and what is unusual. */
  readonly detail: string;
  /** What agreeing does: the verb and how many. */
  readonly action: string;
  /** The name that has to be typed to agree; null: a click is enough. */
  readonly typed: string | null;
}

/** Applying to a file or this machine can be seen and reverted at once; all else is asked. */
export function needsConfirmation(
  { steps }: Plan,
  { target, environment }: Pick<ReadyState, 'target' | 'environment'>,
): boolean {
  return (
    !target.local ||
    environment?.protected === true ||
    steps.some(({ direction }) => direction === 'down')
  );
}

export function question(plan: Plan, state: ReadyState): Question {
  const { environment, target, source } = state;
  const { steps, problems } = plan;
  const listed = steps.slice(0, LISTED).map((step) => `• ${stepTitle(step)}`);
  if (steps.length > LISTED) listed.push(l10n.t('… and {0} more', steps.length - LISTED));
  const parts = [
    listed.join('\n'),
    problems.map(({ message }) => message).join('\n'),
    l10n.t('Target: {0}\nAddress: {1}', target.display, source),
    environment?.protected === true ? checklist(plan, state).join('\n') : '',
  ];
  return {
    ...words(plan, targetIn(environment, target)),
    detail: parts.filter((part) => part !== '').join('\n\n'),
    typed: environment?.protected === true ? environment.name : null,
  };
}

function words({ steps }: Plan, target: string): Pick<Question, 'title' | 'action'> {
  const count = steps.filter(({ direction }) => direction === 'down').length;
  const applied = steps.length - count;
  if (count > 0 && applied > 0) {
    return {
      title:
        count === 1
          ? l10n.t('Revert 1 migration on {0} and apply it again?', target)
          : l10n.t('Revert {0} migrations on {1} and apply {2}?', count, target, applied),
      action: l10n.t('Revert and Apply {0}', applied),
    };
  }
  if (count > 0) {
    return {
      title:
        count === 1
          ? l10n.t('Revert 1 migration on {0}?', target)
          : l10n.t('Revert {0} migrations on {1}?', count, target),
      action: l10n.t('Revert {0}', count),
    };
  }
  return {
    title:
      applied === 1
        ? l10n.t('Apply 1 migration to {0}?', target)
        : l10n.t('Apply {0} migrations to {1}?', applied, target),
    action: l10n.t('Apply {0}', applied),
  };
}
