import * as vscode from 'vscode';
import type { UnfinishedScript } from '../../core/unfinished.ts';
import { pick } from '../window.ts';

/**
 * Whether the statement in doubt is done, as only somebody who has looked can say.
 *
 * @returns undefined: nobody says
 */
export async function pickWhetherDone({
  completed,
  next,
}: UnfinishedScript): Promise<boolean | undefined> {
  const number = completed + 1;
  const line = next === null ? '' : vscode.l10n.t('line {0}', next.line);
  const chosen = await pick(
    [
      {
        label: vscode.l10n.t('Continue With Statement {0}…', number),
        description: line,
        detail: vscode.l10n.t('It is not done, or does no harm when it is done again.'),
        done: false,
      },
      {
        label: vscode.l10n.t('Continue After Statement {0}…', number),
        detail: vscode.l10n.t('It is done: nobody heard of it, but the database shows it.'),
        done: true,
      },
    ],
    {
      title: vscode.l10n.t('Statement {0} Was Under Way', number),
      placeHolder: vscode.l10n.t('Look at the database: is it done?'),
    },
  );
  return chosen?.done;
}
