import { existsSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join, sep } from 'node:path';
import * as vscode from 'vscode';
import type { Renumbering } from '../../conventions/convention.ts';
import { StrataError } from '../../core/errors.ts';

/** Absolute. */
interface Move {
  readonly from: string;
  readonly to: string;
}

/**
 * Renames files and folders, and rewrites what says their names inside, as one edit of the
 * workspace: open editors follow, and undoing takes it back. All of it or nothing.
 *
 * @param root absolute; the renumbering's paths are relative to it
 * @throws StrataError `refused` when it can't be done; then everything is as it was
 */
export async function carryOut(root: string, { renames, rewrites }: Renumbering): Promise<void> {
  const moves = renames
    .filter(({ from, to }) => from !== to)
    .map(({ from, to }) => ({ from: join(root, from), to: join(root, to) }));
  for (const { to } of moves)
    if (existsSync(to)) throw refused(vscode.l10n.t('{0} is there already.', to));
  await saveBelow(moves);

  const edit = new vscode.WorkspaceEdit();
  for (const { from, to } of moves) edit.renameFile(vscode.Uri.file(from), vscode.Uri.file(to));
  const rewritten: vscode.Uri[] = [];
  for (const each of rewrites) {
    const uri = vscode.Uri.file(join(root, each.path));
    const document = await vscode.workspace.openTextDocument(placeBefore(uri.fsPath, moves));
    const text = document.getText();
    const after = each.rewrite(text);
    if (after === text) continue;
    const whole = new vscode.Range(document.positionAt(0), document.positionAt(text.length));
    edit.replace(uri, whole, after);
    rewritten.push(uri);
  }
  if (!(await vscode.workspace.applyEdit(edit))) {
    await takeBack(moves);
    throw refused(vscode.l10n.t('A file could not be renamed.'));
  }
  for (const uri of rewritten) await (await vscode.workspace.openTextDocument(uri)).save();
}

/** Where a file still is, before the moves. */
function placeBefore(path: string, moves: readonly Move[]): vscode.Uri {
  const move = moves.find(({ to }) => path === to || path.startsWith(to + sep));
  return vscode.Uri.file(move === undefined ? path : move.from + path.slice(move.to.length));
}

/** An editor with unsaved changes would keep them for a file that is no more. */
async function saveBelow(moves: readonly Move[]): Promise<void> {
  for (const document of vscode.workspace.textDocuments) {
    const { fsPath } = document.uri;
    const isMoved = moves.some(({ from }) => fsPath === from || fsPath.startsWith(from + sep));
    if (!isMoved || !document.isDirty || (await document.save())) continue;
    throw refused(vscode.l10n.t('{0} has unsaved changes and could not be saved.', fsPath));
  }
}

/** VS Code leaves done what it did before the renaming that failed. */
async function takeBack(moves: readonly Move[]): Promise<void> {
  for (const { from, to } of moves.toReversed()) {
    if (existsSync(to) && !existsSync(from)) await rename(to, from);
  }
}

function refused(reason: string): StrataError {
  return new StrataError('refused', vscode.l10n.t('{0} Nothing was renamed.', reason));
}
