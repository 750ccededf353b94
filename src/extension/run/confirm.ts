import * as vscode from 'vscode';
import type { Question } from './confirmation.ts';

/** Asks; `showSql` opens what would happen, to be read before the answer. */
export type Confirm = (question: Question, showSql: () => Promise<void>) => Promise<boolean>;

/**
 * A modal. Whoever wants to read the SQL gets it, and then the same question beside it as a
 * notification, since behind a modal nothing can be read or scrolled.
 */
export const confirmInModal: Confirm = async (question, showSql) =>
  (await isClicked(question, showSql)) && (await isTyped(question));

async function isClicked(
  { title, detail, action }: Question,
  showSql: () => Promise<void>,
): Promise<boolean> {
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
}

/** A name that has to be typed is one that has been read. */
async function isTyped({ title, typed }: Question): Promise<boolean> {
  if (typed === null) return true;
  return await typeName({
    title,
    name: typed,
    prompt: vscode.l10n.t('This environment is protected. Type its name, {0}, to go on.', typed),
  });
}

/** Whether the name was typed, letter by letter; Escape is no. */
export async function typeName(words: {
  readonly title: string;
  readonly prompt: string;
  readonly name: string;
}): Promise<boolean> {
  const { title, prompt, name } = words;
  const text = await vscode.window.showInputBox({
    title,
    prompt,
    placeHolder: name,
    ignoreFocusOut: true,
    validateInput: (typed) => (typed === name ? undefined : vscode.l10n.t('Type {0}', name)),
  });
  return text === name;
}
