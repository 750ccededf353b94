import * as vscode from 'vscode';
import { ask, showModal, showWarning } from '../window.ts';
import type { Question } from './confirmation.ts';

/** Asks; `showSql` opens what would happen, to be read before the answer, where that is SQL. */
export type Confirm = (
  question: Question,
  showSql: (() => Promise<void>) | null,
) => Promise<boolean>;

/**
 * A modal. Whoever wants to read the SQL gets it, and then the same question beside it as a
 * notification, since behind a modal nothing can be read or scrolled.
 */
export const confirmInModal: Confirm = async (question, showSql) =>
  (await isClicked(question, showSql)) && (await isTyped(question));

async function isClicked(
  { title, detail, action }: Question,
  showSql: (() => Promise<void>) | null,
): Promise<boolean> {
  const sql = vscode.l10n.t('Show SQL');
  const answers = showSql === null ? [action] : [action, sql];
  const answer = await showModal(title, detail, ...answers);
  if (answer !== sql || showSql === null) return answer === action;
  await showSql();
  return (await showWarning(title, action)) === action;
}

/** A name that has to be typed is one that has been read; Escape is no. */
async function isTyped({ title, typed }: Question): Promise<boolean> {
  if (typed === null) return true;
  const { name, prompt } = typed;
  const text = await ask({
    title,
    prompt,
    placeHolder: name,
    ignoreFocusOut: true,
    // It takes the prompt's place, and so says the same.
    validateInput: (written) => (written === name ? undefined : prompt),
  });
  return text === name;
}
