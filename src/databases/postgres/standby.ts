import * as l10n from '@vscode/l10n';
import { ConnectError } from '../database.ts';
import type { PostgresTarget } from '../target.ts';
import type { Session } from './session.ts';

/** @throws StrataError `connect` where no migration could be applied, with the reason and the remedy */
export function assertWritable(
  { readOnly }: Pick<Session, 'readOnly'>,
  { display }: PostgresTarget,
): void {
  switch (readOnly) {
    case 'standby':
      throw refused(
        l10n.t('The server of {0} is a standby, which only copies its primary.', display),
        l10n.t('Name the primary in the address. To read, any of them will do.'),
      );
    case 'setting':
      throw refused(
        l10n.t(
          'Sessions on {0} are read-only: role, database or server set default_transaction_read_only.',
          display,
        ),
        l10n.t(
          'Use a role that may write, or put options=-c%20default_transaction_read_only=off into the address.',
        ),
      );
    case null:
  }
}

function refused(message: string, hint: string): ConnectError {
  return new ConnectError(message, { hint, lacks: null });
}
