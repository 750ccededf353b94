import * as l10n from '@vscode/l10n';
import { isRefused, type Plan, type Step } from '../../core/plan.ts';
import type { RunEvent, RunResult } from '../../runner/run.ts';
import { stepTitle } from '../plan/plan-text.ts';
import { duration } from '../text/time.ts';

/** The heading of a run's progress: it names the target. */
export function runTitle({ steps }: Plan, target: string): string {
  const reverts = steps.some(({ direction }) => direction === 'down');
  const applies = steps.some(({ direction }) => direction === 'up');
  if (reverts && applies) return l10n.t('Reverting and applying on {0}', target);
  return reverts ? l10n.t('Reverting on {0}', target) : l10n.t('Applying to {0}', target);
}

/** What is going on, for the progress notification; null where nothing new is to be said. */
export function progressText(event: RunEvent): string | null {
  switch (event.kind) {
    case 'waiting':
      return event.holder === null
        ? l10n.t('waiting for the lock that another session holds')
        : l10n.t('waiting for the lock, held by {0}', event.holder);
    case 'started':
      return l10n.t(
        '{0} ({1} of {2})',
        event.step.migration.description,
        event.index + 1,
        event.count,
      );
    case 'done':
      return null;
  }
}

/** The same for the log. */
export function logText(event: RunEvent): string {
  switch (event.kind) {
    case 'waiting':
      return progressText(event) ?? '';
    case 'started':
      return `${stepTitle(event.step)} …`;
    case 'done':
      return `${doneText(event.step)}, ${duration(Number(event.elapsed) / 1e6)}`;
  }
}

function doneText({ direction, migration: { version, description } }: Step): string {
  return direction === 'up'
    ? l10n.t('applied {0} {1}', version, description)
    : l10n.t('reverted {0} {1}', version, description);
}

/** Why nothing was done, and how to find out more. */
export function refusedText(plan: Plan, target: string): string {
  const errors = plan.problems.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (!isRefused(plan) || first === undefined) return '';
  const reason = first.message.split('\n')[0] ?? '';
  return errors.length === 1
    ? l10n.t('Nothing was changed on {0}. {1}', target, reason)
    : l10n.t(
        'Nothing was changed on {0}, for {1} reasons. The first: {2}',
        target,
        errors.length,
        reason,
      );
}

/** What is true after a run was cancelled. */
export function cancelledText({ plan, done }: RunResult, target: string): string {
  const next = plan.steps[done.length];
  if (plan.steps.length > 0 && next === undefined) {
    return l10n.t('Cancelled too late: everything was done on {0}.', target);
  }
  const first = plan.steps[0];
  if (first === undefined || next === undefined || done.length === 0) {
    return l10n.t('Cancelled. Nothing was changed on {0}.', target);
  }
  const stopped = whatWasStopped(next);
  return done.length === 1
    ? l10n.t('Cancelled. 1 of {0} was done on {1}; {2}.', plan.steps.length, target, stopped)
    : l10n.t(
        'Cancelled. {0} of {1} were done on {2}; {3}.',
        done.length,
        plan.steps.length,
        target,
        stopped,
      );
}

function whatWasStopped({ direction, migration: { description } }: Step): string {
  return direction === 'up'
    ? l10n.t('{0} was not applied', description)
    : l10n.t('{0} was not reverted', description);
}

/** Where a plan has no steps: the answer to a question that was asked in vain. */
export function nothingToDoText(isRevert: boolean, target: string): string {
  return isRevert
    ? l10n.t('Nothing to revert on {0}.', target)
    : l10n.t('Nothing to apply: {0} is up to date.', target);
}
