import * as l10n from '@vscode/l10n';
import { isTelling } from '../../checks/engine-problems.ts';
import type { StepFailure } from '../../runner/failure.ts';

/** All that the server said. */
export function failureMessage({ message, code, detail, hint }: StepFailure): string {
  const lines = [isTelling(code) ? `${message} (${code})` : message];
  if (detail !== null) lines.push(detail);
  if (hint !== null) lines.push(l10n.t('Hint: {0}', hint));
  return lines.join('\n');
}
