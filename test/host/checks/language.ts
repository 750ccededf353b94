import { basename } from 'node:path';
import * as vscode from 'vscode';
import { script } from '../live/editor.ts';

/** Types at the beginning of a line. */
export async function type(editor: vscode.TextEditor, line: number, text: string): Promise<void> {
  await editor.edit((edit) => {
    edit.insert(new vscode.Position(line, 0), text);
  });
}

/** What Strata tells there, as Markdown; of diagnostics nothing. */
export async function hover(
  name: string,
  line: number,
  character: number,
): Promise<readonly string[]> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    script(name),
    new vscode.Position(line, character),
  );
  return hovers
    .flatMap(({ contents }) => contents as vscode.MarkdownString[])
    .map(({ value }) => value)
    .filter((value) => value.includes('```sql'));
}

/** The tables and columns that are offered there. */
export async function completions(
  name: string,
  line: number,
  character: number,
): Promise<readonly string[]> {
  const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    script(name),
    new vscode.Position(line, character),
  );
  const { Field, Struct } = vscode.CompletionItemKind;
  return items
    .filter(({ kind }) => kind === Field || kind === Struct)
    .map(({ label }) => (typeof label === 'string' ? label : label.label))
    .sort();
}

export async function definition(
  name: string,
  line: number,
  character: number,
): Promise<readonly string[]> {
  return await places('vscode.executeDefinitionProvider', name, line, character);
}

export async function references(
  name: string,
  line: number,
  character: number,
): Promise<readonly string[]> {
  return await places('vscode.executeReferenceProvider', name, line, character);
}

/** `file line:character-line:character` */
async function places(
  command: string,
  name: string,
  line: number,
  character: number,
): Promise<readonly string[]> {
  const found = await vscode.commands.executeCommand<vscode.Location[]>(
    command,
    script(name),
    new vscode.Position(line, character),
  );
  return found.map(({ uri, range: { start, end } }) => {
    const range = `${start.line}:${start.character}-${end.line}:${end.character}`;
    return `${basename(uri.fsPath)} ${range}`;
  });
}
