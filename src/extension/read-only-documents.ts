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
  readonly #make: (query: Query) => string | Promise<string>;
  readonly #texts = new Map<string, string>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #registrations: vscode.Disposable;

  readonly onDidChange = this.#changed.event;

  /** @param make gives the text for what `show` was asked, which survives as JSON. */
  constructor(scheme: string, make: (query: Query) => string | Promise<string>) {
    this.#scheme = scheme;
    this.#make = make;
    this.#registrations = vscode.Disposable.from(
      vscode.workspace.registerTextDocumentContentProvider(scheme, this),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#texts.delete(uri.toString())),
    );
  }

  async show(title: string, query: Query): Promise<void> {
    const document = await vscode.workspace.openTextDocument(await this.prepare(title, query));
    // A preview would take the place of the one that a person is looking at.
    await vscode.window.showTextDocument(document, { preview: false });
  }

  /** The document's address, made anew. The title is the tab's, and its ending makes the language. */
  async prepare(title: string, query: Query): Promise<vscode.Uri> {
    const uri = vscode.Uri.from({
      scheme: this.#scheme,
      path: `/${printableLine(title).replaceAll(/[/\\?#]/g, '_')}`,
      query: JSON.stringify(query),
    });
    this.#texts.set(uri.toString(), await this.#make(query));
    // It may be open, from the last time the same was asked.
    this.#changed.fire(uri);
    return uri;
  }

  provideTextDocumentContent(uri: vscode.Uri): string | Promise<string> {
    return this.#texts.get(uri.toString()) ?? this.#make(JSON.parse(uri.query) as Query);
  }

  dispose(): void {
    this.#registrations.dispose();
    this.#changed.dispose();
  }
}
