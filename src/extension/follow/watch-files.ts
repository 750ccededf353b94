import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';

/** Calls back for every change below a folder, or of one file where a pattern names it. */
export function watch(
  folder: string,
  pattern: string,
  changed: (uri: vscode.Uri) => void,
): vscode.Disposable {
  const watcher = vscode.workspace.createFileSystemWatcher(
    new vscode.RelativePattern(vscode.Uri.file(folder), pattern),
  );
  watcher.onDidCreate(changed);
  watcher.onDidChange(changed);
  watcher.onDidDelete(changed);
  return watcher;
}

/** A file and its companions, such as SQLite's `-wal`; inside or outside the workspace. */
export function watchWithCompanions(path: string, changed: () => void): vscode.Disposable {
  const name = basename(path).replaceAll(/[*?{}[\]]/g, '[$&]');
  return watch(dirname(path), `${name}{,-wal,-journal}`, changed);
}
