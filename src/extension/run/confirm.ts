import * as vscode from 'vscode';
import type { Question } from './confirmation.ts';

/** Asks; `showSql` opens what would happen, to be read before the answer. */
export type Confirm = (question: Question, showSql: () => Promise<void>) => Promise<boolean>;

/**
 * A modal. Whoever wants to read the SQL gets it, and then the same question beside it as a
 * notification, since behind a modal nothing can be read or scrolled.
 */
export const confirmInModal: Confirm = async ({ title, detail, action }, showSql) => {
  const sql = vscode.l10n.t('Show SQL');
  const answer = await vscode.window.showWarningMessage(
    title,
    { modal: true, detail },
    action,
    sql,
  );
  if (answer !== sql) return answer === action;
  await showSql();
  return (await vscode.window.showWarningMessage(title, action)) === action;
};
