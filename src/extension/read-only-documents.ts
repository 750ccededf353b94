import * as vscode from 'vscode';
import { printableLine } from '../core/printable.ts';

/**
 * Documents to read, of one scheme. They stay what they were when somebody asked, whatever is done
 * since; only one that outlived its window is made anew.
 */
export class ReadOnlyDocuments<Query>
  implements vscode.TextDocumentContentProvider, vscode.Disposable
{
  readonly #scheme: string;
  readonly #make: (query: Query) => string;
  readonly #texts = new Map<string, string>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #registrations: vscode.Disposable;

  readonly onDidChange = this.#changed.event;

  /** @param make gives the text for what `show` was asked, which survives as JSON. */
  constructor(scheme: string, make: (query: Query) => string) {
    this.#scheme = scheme;
    this.#make = make;
    this.#registrations = vscode.Disposable.from(
      vscode.workspace.registerTextDocumentContentProvider(scheme, this),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#texts.delete(uri.toString())),
    );
  }

  /** The title is the tab's, and its ending makes the language. */
  async show(title: string, query: Query): Promise<void> {
    const uri = vscode.Uri.from({
      scheme: this.#scheme,
      path: `/${printableLine(title).replaceAll(/[/\\?#]/g, '_')}`,
      query: JSON.stringify(query),
    });
    this.#texts.set(uri.toString(), this.#make(query));
    // It may be open, from the last time the same was asked.
    this.#changed.fire(uri);
    const document = await vscode.workspace.openTextDocument(uri);
    // A preview would take the place of the one that a person is looking at.
    await vscode.window.showTextDocument(document, { preview: false });
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.toString()) ?? this.#make(JSON.parse(uri.query) as Query);
  }

  dispose(): void {
    this.#registrations.dispose();
    this.#changed.dispose();
  }
}
