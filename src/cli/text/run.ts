import * as l10n from '@vscode/l10n';
import { describeFailure, type StepFailure } from '../../runner/failure.ts';
import type { DoneStep, RunResult, UnfinishedStep } from '../../runner/run-result.ts';
import type { ErrorReport } from '../documents/shared.ts';
import type { Wish } from '../requests.ts';
import { printableLine } from '../../core/printable.ts';

/** What a run that nothing stopped has come to, naming the target. */
export function doneSentence({ done }: RunResult, wish: Wish, target: string): string {
  if (done.length === 0) return nothingToDo(wish, printableLine(target));
  return `\n${l10n.t('{0} on {1}', counts(done), printableLine(target))}`;
}

function nothingToDo(wish: Wish, target: string): string {
  switch (wish.kind) {
    case 'up':
      return wish.to === undefined
        ? l10n.t('Everything is applied on {0}.', target)
        : l10n.t('Everything up to {0} is applied on {1}.', wish.to, target);
    case 'continue':
      return l10n.t('There is nothing to continue on {0}.', target);
    case 'down':
    case 'redo':
      return l10n.t('There is nothing to revert on {0}.', target);
    case 'to':
      return l10n.t('{0} is already there.', target);
  }
}

/** Such as `2 reverted · 1 applied`. */
function counts(done: readonly DoneStep[]): string {
  const count = (direction: 'up' | 'down'): number =>
    done.filter(({ step }) => step.direction === direction).length;
  const [up, down] = [count('up'), count('down')];
  return [down > 0 ? l10n.t('{0} reverted', down) : '', up > 0 ? l10n.t('{0} applied', up) : '']
    .filter((text) => text !== '')
    .join(' · ');
}

export function failedError(failure: StepFailure, done: readonly DoneStep[]): ErrorReport {
  return {
    code: 'failed',
    message: describeFailure(failure, done.length),
    hint: failedHint(failure),
  };
}

function failedHint({ kept, step }: StepFailure): string {
  switch (kept) {
    case 'nothing':
      return l10n.t('Put that right, then go on with the same command.');
    case 'completed':
      return l10n.t(
        'Put that right, then go on with: strata repair {0} --continue',
        step.migration.version,
      );
    case 'unknown':
      return l10n.t('See what is true now with: strata status');
  }
}

export function cancelledError({ done, unfinished }: RunResult): ErrorReport {
  const kept = [
    ...(unfinished === null ? [] : [unfinishedSentence(unfinished)]),
    ...(done.length === 0 ? [] : [l10n.t('What was done before stays: {0}.', counts(done))]),
  ];
  if (kept.length === 0) kept.push(l10n.t('Nothing was changed.'));
  return {
    code: 'cancelled',
    message: [l10n.t('Interrupted.'), ...kept].join(' '),
    hint: l10n.t('See what is true now with: strata status'),
  };
}

function unfinishedSentence({ step, kept }: UnfinishedStep): string {
  const name = `${step.migration.version} ${step.migration.description}`;
  switch (kept) {
    case 'nothing':
      return l10n.t('Nothing of {0} was kept.', name);
    case 'completed':
      return l10n.t(
        'The first statements of {0} may be in the database, since it runs without a transaction; it can be continued.',
        name,
      );
    case 'unknown':
      return l10n.t('Whether {0} was kept could not be found out.', name);
  }
}
