import * as l10n from '@vscode/l10n';
import { StrataError } from '../core/errors.ts';

/** @throws StrataError `usage` when a migration's file cannot be called so */
export function refuseFileName(name: string): void {
  if (name === '') {
    throw new StrataError('usage', l10n.t('A migration needs a name, for example: add users'));
  }
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[/\\:*?"<>|\x00-\x1F]/.test(name)) {
    throw new StrataError(
      'usage',
      l10n.t('"{0}" cannot be part of a file name. Use letters, digits and spaces.', name),
    );
  }
}

/** UTC, `YYYYMMDDHHMMSS`; counted on from `newest` where that is not yet past. */
export function nextTimestamp(newest: bigint, now: Date): string {
  const stamp = BigInt(now.toISOString().replace(/\D/g, '').slice(0, 14));
  return (stamp > newest ? stamp : newest + 1n).toString();
}
