import * as vscode from 'vscode';

/** Updates what is about the active editor: now, when another is active, and when `onDidChange` tells. */
export function followEditor(
  onDidChange: vscode.Event<unknown>,
  update: () => void,
): vscode.Disposable {
  const following = vscode.Disposable.from(
    onDidChange(update),
    vscode.window.onDidChangeActiveTextEditor(update),
  );
  update();
  return following;
}
