import * as vscode from 'vscode';
import type { PostgresTarget } from '../../databases/target.ts';
import { showModal } from '../window.ts';
import type { Consents } from './consents.ts';

/**
 * Asks whether scratch databases may be made on a server, and remembers it; the same question takes
 * the answer back.
 *
 * @returns undefined: nothing was answered
 */
export async function askConsent(
  consents: Consents,
  target: PostgresTarget,
): Promise<boolean | undefined> {
  const yes = vscode.l10n.t('Check There');
  const no = vscode.l10n.t('Never Check There');
  const answer = await showModal(
    vscode.l10n.t('Check migrations in scratch databases on {0}?', target.display),
    vscode.l10n.t(
      'Strata makes a database named strata_shadow_… on that server, applies the migrations there to see what comes of them, and drops it. Nothing is done in {0}.',
      target.name,
    ),
    yes,
    no,
  );
  if (answer === undefined) return undefined;
  await consents.remember(target, answer === yes);
  return answer === yes;
}
