import { Buffer } from 'node:buffer';
import * as vscode from 'vscode';
import type { LineEnding } from '../../conventions/text-form.ts';
import { lineEndingsAttribute, withLine } from './attribute-line.ts';

/** Not for people: quick fixes call it. */
export const GIT_ATTRIBUTES_COMMAND = '_strata.gitAttributes';

export function registerGitAttributes(): vscode.Disposable {
  return vscode.commands.registerCommand(GIT_ATTRIBUTES_COMMAND, keepLineEndings);
}

/** Has git keep the line endings of migrations; an edit of the workspace, which can be undone. */
async function keepLineEndings(uri: vscode.Uri, lineEnding: LineEnding): Promise<void> {
  const line = lineEndingsAttribute(lineEnding);
  const edit = new vscode.WorkspaceEdit();
  const document = await openIfThere(uri);
  if (document === null) {
    edit.createFile(uri, { contents: Buffer.from(`${line}\n`) });
  } else {
    const text = document.getText();
    const after = withLine(text, line);
    if (after === null) return;
    edit.insert(uri, document.positionAt(text.length), after.slice(text.length));
  }
  if (await vscode.workspace.applyEdit(edit)) await document?.save();
}

async function openIfThere(uri: vscode.Uri): Promise<vscode.TextDocument | null> {
  try {
    return await vscode.workspace.openTextDocument(uri);
  } catch {
    return null;
  }
}
