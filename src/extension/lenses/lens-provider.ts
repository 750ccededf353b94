import * as vscode from 'vscode';
import type { Readings } from '../diagnostics/readings.ts';

/** Also the files that VS Code does not take for SQL. */
export const SCRIPTS: vscode.DocumentFilter = { scheme: 'file', pattern: '**/*.sql' };

/** In milliseconds: how long "2 minutes ago" may stay. */
const MINUTE = 60_000;

/** In milliseconds: by then a file that was opened is drawn. */
const DRAWN = 500;

/** State and actions above the scripts of migrations. */
export class LensProvider implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #readings: Readings;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #timer: NodeJS.Timeout;
  readonly #registered: vscode.Disposable;

  readonly onDidChangeCodeLenses = this.#changed.event;

  constructor(readings: Readings) {
    this.#readings = readings;
    const refresh = (): void => {
      this.#changed.fire();
    };
    this.#timer = setInterval(refresh, MINUTE);
    this.#registered = vscode.Disposable.from(
      readings.onDidChange(refresh),
      // A file that is opened again gets the lenses that the editor remembers, which cannot be
      // clicked, and may keep them until there are others.
      vscode.window.onDidChangeVisibleTextEditors(() => setTimeout(refresh, DRAWN).unref()),
      vscode.languages.registerCodeLensProvider(SCRIPTS, this),
    );
  }

  async provideCodeLenses({ uri }: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    const model = this.#readings.projectOf(uri);
    if (model === undefined) return [];
    const { codeLensesOf } = await import('./code-lenses.ts');
    const reading = this.#readings.of(model);
    return reading === null ? [] : codeLensesOf(model, reading, uri);
  }

  dispose(): void {
    clearInterval(this.#timer);
    this.#registered.dispose();
    this.#changed.dispose();
  }
}
