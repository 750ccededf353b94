import * as l10n from '@vscode/l10n';
import type { Check } from '../../checks/check.ts';
import { printable } from '../../core/printable.ts';
import type { FoundShadow } from '../shadow.ts';
import { countProblems } from './problems.ts';
import { plural } from './plural.ts';
import { shadowText } from './shadow.ts';

/** What was tried, what was not, and what came of it. */
export function checkVerdict(
  { migrations, trips, problems, unchecked }: Check,
  found: FoundShadow,
): readonly string[] {
  const counted = countProblems(problems);
  const isSound = problems.every(({ severity }) => severity !== 'error');
  if (found.shadow === null) {
    return [
      l10n.t('Only the text was checked. {0}', printable(found.reason)),
      ...(found.remedy === null ? [] : [printable(found.remedy)]),
      counted === '' ? l10n.t('Not checked to the end.') : notSound(counted),
    ];
  }
  const applied = trips.filter(({ up }) => up.failure === null).length;
  const walked = trips.filter(({ again }) => again?.failure === null).length;
  const tried = l10n.t(
    'On {0}: {1} of {2} migrations applied from nothing, {3} reverted and applied again.',
    ...[shadowText(found.shadow), applied, migrations.length, walked],
  );
  const rest = unchecked.map((each) => l10n.t('Not checked: {0}', each));
  if (!isSound) return [tried, ...rest, notSound(counted)];
  const nothing =
    unchecked.length === 0 ? l10n.t('No problem.') : l10n.t('No problem in the rest.');
  return [tried, ...rest, counted === '' ? nothing : l10n.t('No error: {0}.', counted)];
}

function notSound(counted: string): string {
  return l10n.t('Not sound: {0}.', counted);
}

/** While it goes on. */
export function checkProgress(done: number, count: number): string {
  return `  … ${plural(count, l10n.t('checking'), l10n.t('checking, {0} of {1}', done, count))}`;
}
