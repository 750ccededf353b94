import * as vscode from 'vscode';
import { StrataError } from '../core/errors.ts';
import { redact } from '../core/redact.ts';
import type { Log } from './log.ts';
import { sentence } from './tree/message.ts';
import { showError } from './window.ts';

/** One message for a person, with the whole in the log. */
export async function reportError(error: unknown, log: Log): Promise<void> {
  if (error instanceof StrataError) {
    log.error(sentence(error));
  } else {
    log.error(redact(error instanceof Error ? (error.stack ?? error.message) : String(error)));
  }
  const message =
    error instanceof StrataError
      ? sentence(error)
      : vscode.l10n.t(
          'Strata met an error that it did not expect: {0}',
          redact(error instanceof Error ? error.message : String(error)),
        );
  const showLog = vscode.l10n.t('Show Log');
  if ((await showError(message, showLog)) === showLog) log.show();
}
