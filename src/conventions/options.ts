import * as l10n from '@vscode/l10n';
import { StrataError } from '../core/errors.ts';
import type { ToolOptions } from './convention.ts';

/** @throws StrataError `configuration` for the first option that the tool does not have */
export function refuseOptions(
  options: ToolOptions,
  tool: string,
  known: readonly (keyof ToolOptions)[],
  hint: string = l10n.t('Known: {0}.', known.join(', ')),
): void {
  const unknown = Object.keys(options).find((option) => !known.some((each) => each === option));
  if (unknown === undefined) return;
  throw new StrataError(
    'configuration',
    l10n.t('strata.json: {0} does not know the option "{1}".', tool, unknown),
    { hint },
  );
}
