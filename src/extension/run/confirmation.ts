import * as l10n from '@vscode/l10n';
import type { Plan } from '../../core/plan.ts';
import type { UnfinishedScript } from '../../core/unfinished.ts';
import type { Environment } from '../../project/destination.ts';
import { backupFolder } from '../../runner/backup.ts';
import type { ReadyState } from '../model/state.ts';
import { stepTitle } from '../../core/step-title.ts';
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
  /** What has to be typed to agree, and why; null: a click is enough. */
  readonly typed: { readonly name: string; readonly prompt: string } | null;
}

/** Applying to a file or this machine can be seen and reverted at once; all else is asked. */
export function needsConfirmation(
  { steps }: Plan,
  { target, environment }: Pick<ReadyState, 'target' | 'environment'>,
): boolean {
  return (
    !target.local ||
    environment?.protected === true ||
    steps.some(({ direction, continues }) => direction === 'down' || continues !== undefined)
  );
}

export function question(plan: Plan, state: ReadyState): Question {
  const { environment, target, source } = state;
  const { steps, problems } = plan;
  const parts = [
    ...steps.flatMap(({ continues }) => continues ?? []).map(beginningText),
    shortList(steps.map((step) => `• ${stepTitle(step)}`)).join('\n'),
    problems.map(({ message }) => message).join('\n'),
    l10n.t('Target: {0}\nAddress: {1}', target.display, source),
    environment?.protected === true ? checklist(plan, state).join('\n') : '',
  ];
  return {
    ...words(plan, targetIn(environment, target)),
    detail: parts.filter((part) => part !== '').join('\n\n'),
    typed: protection(environment),
  };
}

/** Whoever loses a database has read its name. */
export function resetQuestion(state: ReadyState): Question {
  const { environment, target, source, status } = state;
  const folder = backupFolder(status.project, target);
  return {
    title: l10n.t('Reset {0}?', targetIn(environment, target)),
    detail: [
      l10n.t('All its tables and data are dropped, and every migration is applied from zero.'),
      status.server.exists
        ? l10n.t('A backup is made first, in {0}.', folder)
        : l10n.t('There is no database yet, so no backup is made.'),
      l10n.t('Target: {0}\nAddress: {1}', target.display, source),
    ].join('\n\n'),
    action: l10n.t('Reset'),
    typed: {
      name: target.name,
      prompt: l10n.t('Type the name of the database, {0}, to go on.', target.name),
    },
  };
}

/** As much of it as fits into a dialog. */
export function shortList(all: readonly string[]): readonly string[] {
  if (all.length <= LISTED) return all;
  return [...all.slice(0, LISTED), l10n.t('… and {0} more', all.length - LISTED)];
}

/** What a protected environment asks for before anything is done there; null: it is none. */
export function protection(environment: Environment | null): Question['typed'] {
  if (environment?.protected !== true) return null;
  const { name } = environment;
  return {
    name,
    prompt: l10n.t('This environment is protected. Type its name, {0}, to go on.', name),
  };
}

/** What a person should know of a script that goes on where it ended. */
function beginningText(unfinished: UnfinishedScript): string {
  const { completed, total, next, inDoubt, invalidIndexes } = unfinished;
  const sentences = [
    l10n.t('Done already, and not repeated: {0} of {1} statements.', completed, total),
    next === null
      ? l10n.t('All that is left is to record it.')
      : l10n.t('It goes on with statement {0}, at line {1}.', completed + 1, next.line),
    inDoubt && next !== null
      ? l10n.t('That one was under way: look at the database whether it is done already.')
      : '',
    invalidIndexes.length === 0
      ? ''
      : l10n.t('First it drops the invalid index {0}.', invalidIndexes.join(', ')),
  ];
  return sentences.filter((sentence) => sentence !== '').join(' ');
}

function words({ steps }: Plan, target: string): Pick<Question, 'title' | 'action'> {
  const continued = steps.find(({ continues }) => continues !== undefined);
  if (continued !== undefined) {
    const { description } = continued.migration;
    return {
      title:
        continued.direction === 'up'
          ? l10n.t('Continue to apply {0} to {1}?', description, target)
          : l10n.t('Continue to revert {0} on {1}?', description, target),
      action: l10n.t('Continue'),
    };
  }
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
