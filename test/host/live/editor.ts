import assert from 'node:assert/strict';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import * as vscode from 'vscode';

/** A file of the workspace's migrations. */
export function script(name: string): vscode.Uri {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder);
  return vscode.Uri.file(join(folder.uri.fsPath, 'migrations', name));
}

export async function open(name: string): Promise<vscode.TextEditor> {
  return await vscode.window.showTextDocument(script(name));
}

export async function write(name: string, text: string): Promise<void> {
  await vscode.workspace.fs.writeFile(script(name), Buffer.from(text));
}

/** A file of the project’s folder; null: none. */
export async function put(name: string, text: string | null): Promise<void> {
  const uri = vscode.Uri.joinPath(script('x'), '../..', name);
  if (text !== null) await vscode.workspace.fs.writeFile(uri, Buffer.from(text));
  else if (await isThere(uri)) await vscode.workspace.fs.delete(uri);
}

export async function read(name: string): Promise<string> {
  return Buffer.from(await vscode.workspace.fs.readFile(script(name))).toString();
}

export async function remove(...names: string[]): Promise<void> {
  for (const name of names) await vscode.workspace.fs.delete(script(name));
}

export async function exists(name: string): Promise<boolean> {
  return await isThere(script(name));
}

async function isThere(uri: vscode.Uri): Promise<boolean> {
  return await vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}

/** Leaves nothing unsaved behind. */
export async function closeAll(): Promise<void> {
  while (vscode.window.activeTextEditor !== undefined) {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  }
}

/** `code line:character-line:character`, or without a range where that is the first line. */
export function problems(name: string): readonly string[] {
  return diagnostics(name).map(({ code, range: { start, end } }) => {
    assert.ok(typeof code === 'object');
    const isFirstLine = start.line + start.character + end.line === 0 && end.character > 1000;
    const range = `${start.line}:${start.character}-${end.line}:${end.character}`;
    return isFirstLine ? `${code.value}` : `${code.value} ${range}`;
  });
}

export function diagnostics(name: string): readonly vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(script(name)).filter(({ source }) => source === 'strata');
}

export async function lenses(name: string): Promise<readonly vscode.CodeLens[]> {
  await vscode.workspace.openTextDocument(script(name));
  return await vscode.commands.executeCommand<vscode.CodeLens[]>(
    'vscode.executeCodeLensProvider',
    script(name),
    10,
  );
}

export async function lensTitles(name: string): Promise<readonly string[]> {
  return (await lenses(name)).map(({ command }) => command?.title ?? '');
}

/** Clicks a lens. */
export async function click(name: string, title: RegExp): Promise<void> {
  const found = (await lenses(name)).find(({ command }) => title.test(command?.title ?? ''));
  assert.ok(found?.command, `${name} has no lens ${String(title)}`);
  const { command, arguments: parameters = [] } = found.command;
  await vscode.commands.executeCommand(command, ...(parameters as unknown[]));
}

export async function quickFixes(name: string): Promise<readonly vscode.CodeAction[]> {
  const [first] = diagnostics(name);
  assert.ok(first, `${name} has no problem`);
  await vscode.workspace.openTextDocument(script(name));
  return await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    script(name),
    first.range,
    vscode.CodeActionKind.QuickFix.value,
  );
}

/**
 * Carries out the only quick fix of the first problem that needs no answer, by the editor's own command, as often as it
 * takes: the command says nothing where the window has not yet heard of the selection.
 */
export async function fix(name: string, title: string): Promise<void> {
  const fixes = await quickFixes(name);
  // Others are offered beside it, and never preferred.
  const preferred = fixes.filter(({ isPreferred }) => isPreferred);
  assert.deepEqual(
    preferred.map((action) => action.title),
    [title],
  );
  const editor = await open(name);
  const { start } = diagnostics(name)[0]?.range ?? new vscode.Range(0, 0, 0, 0);
  editor.selection = new vscode.Selection(start, start);
  const before = problems(name);
  for (let attempt = 1; ; attempt++) {
    await vscode.commands.executeCommand('editor.action.autoFix');
    const isDone = await eventually(() => problems(name).length < before.length, true).then(
      () => true,
      () => false,
    );
    if (isDone) return;
    assert.ok(attempt < 3, `${title}: nothing came of it`);
  }
}

/** Waits until the two are equal; the comparison's own message when that takes too long. */
export async function eventually<T>(actual: () => T | Promise<T>, expected: T): Promise<void> {
  const end = Date.now() + 5000;
  for (;;) {
    const value = await actual();
    try {
      assert.deepEqual(value, expected);
      return;
    } catch (error) {
      if (Date.now() > end) throw error;
    }
    await setTimeout(20);
  }
}
