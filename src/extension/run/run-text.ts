import * as l10n from '@vscode/l10n';
import { versionBeside } from '../../core/migration.ts';
import type { Plan, Step } from '../../core/plan.ts';
import type { RunEvent, RunResult, UnfinishedStep } from '../../runner/run-result.ts';
import { waitText } from '../../runner/wait.ts';
import { stepTitle } from '../../core/step-title.ts';
import { duration } from '../../core/time.ts';

/** The heading of a run's progress: it names the target. */
export function runTitle({ steps }: Plan, target: string): string {
  if (steps.some(({ continues }) => continues !== undefined)) {
    return l10n.t('Continuing on {0}', target);
  }
  const reverts = steps.some(({ direction }) => direction === 'down');
  const applies = steps.some(({ direction }) => direction === 'up');
  if (reverts && applies) return l10n.t('Reverting and applying on {0}', target);
  return reverts ? l10n.t('Reverting on {0}', target) : l10n.t('Applying to {0}', target);
}

/** What is being done, under a heading that names the target. */
export function atWorkText(event: Extract<RunEvent, { kind: 'started' | 'backing-up' }>): string {
  if (event.kind === 'backing-up') return l10n.t('backing up …');
  const { step, index, count } = event;
  return l10n.t('{0} ({1} of {2})', step.migration.description, index + 1, count);
}

/** For the log: every event is a line of it. */
export function logText(event: RunEvent): string {
  switch (event.kind) {
    case 'waiting':
    case 'took-over':
    case 'blocked':
    case 'retrying':
      return waitText(event);
    case 'resumed':
      return l10n.t('{0} gets on again', event.step.migration.description);
    case 'backing-up':
      return atWorkText(event);
    case 'backed-up':
      return l10n.t('backed up: {0}', event.path);
    case 'planned':
      return event.plan.steps.map(stepTitle).join(', ');
    case 'started':
      return `${stepTitle(event.step)} …`;
    case 'done':
      return `${doneText(event.step)}, ${duration(Number(event.elapsed) / 1e6)}`;
  }
}

function doneText({ direction, migration }: Step): string {
  const { description } = migration;
  const version = versionBeside(migration);
  return direction === 'up'
    ? l10n.t('applied {0} ({1})', description, version)
    : l10n.t('reverted {0} ({1})', description, version);
}

/** Why nothing was done, and how to find out more. */
export function refusedText({ problems }: Pick<Plan, 'problems'>, target: string): string {
  const errors = problems.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (first === undefined) return '';
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
export function cancelledText({ plan, done, unfinished }: RunResult, target: string): string {
  const count = plan.steps.length;
  if (count > 0 && done.length === count) {
    return l10n.t('Cancelled too late: everything was done on {0}.', target);
  }
  const isWhole = unfinished === null || unfinished.kept === 'nothing';
  if (done.length === 0 && isWhole) {
    return l10n.t('Cancelled. Nothing was changed on {0}.', target);
  }
  const before = l10n.t('Cancelled. {0} of {1} done on {2}.', done.length, count, target);
  return `${before} ${isWhole ? l10n.t('Nothing of the rest was kept.') : leftBehind(unfinished)}`;
}

function leftBehind({ step, kept }: UnfinishedStep): string {
  const { description } = step.migration;
  return kept === 'unknown'
    ? l10n.t('Whether {0} was kept could not be found out: look at the status.', description)
    : l10n.t(
        '{0} runs without a transaction: its first statements may be in the database, and it can be continued.',
        description,
      );
}

/** Where a plan has no steps: the answer to a question that was asked in vain. */
export function nothingToDoText(isRevert: boolean, target: string): string {
  return isRevert
    ? l10n.t('Nothing to revert on {0}.', target)
    : l10n.t('Nothing to apply: {0} is up to date.', target);
}
