import * as vscode from 'vscode';
import { bytesInForm, type TextForm } from '../../conventions/text-form.ts';

/** Not for people: quick fixes call it. */
export const REWRITE_COMMAND = '_strata.rewrite';

export function registerRewrite(): vscode.Disposable {
  return vscode.commands.registerCommand(REWRITE_COMMAND, rewrite);
}

/**
 * Saves a file in another form. A document's byte order mark is no part of its text, and VS Code
 * has no way to save a document in another encoding, so it is done on disk; the editor follows.
 */
async function rewrite(uri: vscode.Uri, form: TextForm): Promise<void> {
  const open = vscode.workspace.textDocuments.find(
    (document) => document.uri.toString() === uri.toString(),
  );
  if (open?.isDirty && !(await open.save())) return;
  const bytes = await vscode.workspace.fs.readFile(uri);
  await vscode.workspace.fs.writeFile(uri, bytesInForm(bytes, form));
}
