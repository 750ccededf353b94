import * as l10n from '@vscode/l10n';
import { StrataError } from '../../../core/errors.ts';
import { elsewhere } from '../../elsewhere.ts';
import type { PostgresTarget } from '../../target.ts';
import { asConnectError } from '../connect-error.ts';
import { endsSession, isServerError } from '../server-error.ts';

/** Why no scratch database can be had, and what to do. */
export function refusedScratch(error: unknown, target: PostgresTarget): StrataError {
  if (!isServerError(error) || endsSession(error)) return asConnectError(error, target);
  const { display, user } = target;
  const { message, code = '' } = error;
  const refused = (hint: string) =>
    new StrataError(
      'connect',
      l10n.t('No scratch database can be had on the server of {0}: {1}.', display, message),
      { hint },
    );
  if (code === '42501') {
    return refused(
      l10n.t('Grant the right: ALTER ROLE {0} CREATEDB. Or: {1}', `"${user}"`, elsewhere()),
    );
  }
  if (code === '55006') {
    return refused(
      l10n.t('End the sessions there, or try again in a moment. Or: {0}', elsewhere()),
    );
  }
  if (code.startsWith('53')) {
    return refused(l10n.t('Make room on that server, or: {0}', elsewhere()));
  }
  return refused(elsewhere());
}

/**
 * The server itself is in trouble: what a script did there tells nothing of the script. That it needs
 * more locks (53200) or temporary files (53400) than the server lets it have does, on no rows.
 */
export function isServersTrouble(code: string | null): boolean {
  return code !== null && /^(?:53[013]00|58030|XX001|XX002)/.test(code);
}
