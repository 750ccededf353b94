import * as l10n from '@vscode/l10n';
import { StrataError } from '../core/errors.ts';

/** Whoever asked for it has taken it back. */
export function cancelled(): StrataError {
  return new StrataError('cancelled', l10n.t('Cancelled.'));
}
