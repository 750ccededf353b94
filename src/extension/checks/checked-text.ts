import * as l10n from '@vscode/l10n';
import type { Checked } from './check-flow.ts';
import { placeText } from './standing-text.ts';

/** What came of checking all, in one line. */
export function checkedText({
  result: { migrations, problems, unchecked },
  about,
}: Checked): string {
  const count = (wanted: string): number =>
    problems.filter(({ severity }) => severity === wanted).length;
  const where = about === null ? l10n.t('by their text only') : placeText(about);
  const [errors, warnings] = [count('error'), count('warning')];
  return [
    l10n.t('Checked {0} migrations {1}.', migrations.length, where),
    errors + warnings === 0
      ? l10n.t('No problem.')
      : l10n.t('Errors: {0}. Warnings: {1}.', errors, warnings),
    ...unchecked.map((each) => l10n.t('Not checked: {0}', each)),
  ].join(' ');
}
