import * as vscode from 'vscode';
import { plain } from './text/plain.ts';

// The one way by which the extension speaks to a person and asks: files, environments and databases
// are named by others, and what they are named must not be more than a name.

export function showInformation(text: string, ...answers: string[]): Thenable<string | undefined> {
  return vscode.window.showInformationMessage(plain(text), ...answers);
}

export function showWarning(text: string, ...answers: string[]): Thenable<string | undefined> {
  return vscode.window.showWarningMessage(plain(text), ...answers);
}

export function showError(text: string, ...answers: string[]): Thenable<string | undefined> {
  return vscode.window.showErrorMessage(plain(text), ...answers);
}

export function showModal(
  title: string,
  detail: string,
  ...answers: string[]
): Thenable<string | undefined> {
  const options = { modal: true, detail: plain(detail) };
  return vscode.window.showWarningMessage(plain(title), options, ...answers);
}

/** In the status bar, for a few seconds. */
export function showInPassing(text: string, milliseconds: number): void {
  vscode.window.setStatusBarMessage(plain(text), milliseconds);
}

export function pick<T extends vscode.QuickPickItem>(
  items: readonly T[] | Promise<readonly T[]>,
  options: vscode.QuickPickOptions,
): Thenable<T | undefined> {
  const shown = Promise.resolve(items).then((all) => all.map(plainItem));
  return vscode.window.showQuickPick(shown, {
    ...options,
    ...plainly(options, 'title', 'placeHolder'),
  });
}

export function ask(options: vscode.InputBoxOptions): Thenable<string | undefined> {
  const validate = options.validateInput?.bind(options);
  return vscode.window.showInputBox({
    ...options,
    ...plainly(options, 'title', 'prompt', 'placeHolder'),
    ...(validate && {
      validateInput: async (text: string) => plainVerdict(await validate(text)),
    }),
  });
}

function plainItem<T extends vscode.QuickPickItem>(item: T): T {
  return { ...item, ...plainly(item, 'label', 'description', 'detail') };
}

function plainVerdict(
  verdict: string | vscode.InputBoxValidationMessage | undefined | null,
): string | vscode.InputBoxValidationMessage | undefined | null {
  if (typeof verdict === 'string') return plain(verdict);
  return verdict && { ...verdict, message: plain(verdict.message) };
}

/** Those of the properties that are there. */
function plainly<K extends string>(
  texts: Readonly<Partial<Record<K, string>>>,
  ...keys: readonly K[]
): Partial<Record<K, string>> {
  const found: Partial<Record<K, string>> = {};
  for (const key of keys) {
    const text = texts[key];
    if (text !== undefined) found[key] = plain(text);
  }
  return found;
}
