import * as vscode from 'vscode';
import { MIGRATION_FILES } from './migration-files.ts';
import { originsOf } from './origins.ts';
import type { PublishedProblems } from './published-problems.ts';

/** Below a problem that branches brought about: which commit and branch it was. */
export class OriginHovers implements vscode.HoverProvider, vscode.Disposable {
  readonly #published: PublishedProblems;
  readonly #registered: vscode.Disposable;

  constructor(published: PublishedProblems) {
    this.#published = published;
    this.#registered = vscode.languages.registerHoverProvider(MIGRATION_FILES, this);
  }

  async provideHover(
    { uri }: vscode.TextDocument,
    position: vscode.Position,
  ): Promise<vscode.Hover | undefined> {
    const found = this.#published.at(uri, new vscode.Range(position, position));
    const texts = await Promise.all(found.map(({ model, problem }) => originsOf(model, [problem])));
    const lines = texts.flat();
    if (lines.length === 0) return undefined;
    return new vscode.Hover(lines.map((line) => new vscode.MarkdownString(line)));
  }

  dispose(): void {
    this.#registered.dispose();
  }
}
