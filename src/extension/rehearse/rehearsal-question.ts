import * as l10n from '@vscode/l10n';
import type { Plan } from '../../core/plan.ts';
import { stepTitle } from '../../core/step-title.ts';
import type { ReadyState } from '../model/state.ts';
import { protection, shortList, type Question } from '../run/confirmation.ts';
import { targetIn } from '../text/where.ts';

/** The locks are real: where others may be at work, somebody has to want that. Null: nobody is asked. */
export function rehearsalQuestion({ steps }: Plan, state: ReadyState): Question | null {
  const { environment, target, source } = state;
  if (target.local && environment?.protected !== true) return null;
  const where = targetIn(environment, target);
  return {
    title:
      steps.length === 1
        ? l10n.t('Rehearse 1 migration on {0}?', where)
        : l10n.t('Rehearse {0} migrations on {1}?', steps.length, where),
    detail: [
      l10n.t(
        'It is carried out for real and taken back. Until then it locks tables as applying does, and others may have to wait.',
      ),
      shortList(steps.map((step) => `• ${stepTitle(step)}`)).join('\n'),
      l10n.t('Target: {0}\nAddress: {1}', target.display, source),
    ].join('\n\n'),
    action: l10n.t('Rehearse {0}', steps.length),
    typed: protection(environment),
  };
}
