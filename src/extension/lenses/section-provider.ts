import * as vscode from 'vscode';
import { hasFile } from '../../core/migration.ts';
import type { Readings } from '../diagnostics/readings.ts';
import { SCRIPTS } from './lens-provider.ts';
import { sectionsOf, type Section } from './sections.ts';

/** Folding and outline of files that hold both scripts of a migration. */
export class SectionProvider
  implements vscode.FoldingRangeProvider, vscode.DocumentSymbolProvider, vscode.Disposable
{
  readonly #readings: Readings;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #registered: vscode.Disposable;

  readonly onDidChangeFoldingRanges = this.#changed.event;

  constructor(readings: Readings) {
    this.#readings = readings;
    this.#registered = vscode.Disposable.from(
      readings.onDidChange(() => {
        this.#changed.fire();
      }),
      vscode.languages.registerFoldingRangeProvider(SCRIPTS, this),
      vscode.languages.registerDocumentSymbolProvider(SCRIPTS, this, {
        label: vscode.l10n.t('Migration'),
      }),
    );
  }

  /** Without sections none: then the editor folds by indentation. */
  provideFoldingRanges(document: vscode.TextDocument): vscode.FoldingRange[] | undefined {
    const sections = this.#sectionsOf(document);
    if (sections.length === 0) return undefined;
    return sections.map(
      ({ start, end }) => new vscode.FoldingRange(start, end, vscode.FoldingRangeKind.Region),
    );
  }

  provideDocumentSymbols(document: vscode.TextDocument): vscode.DocumentSymbol[] {
    return this.#sectionsOf(document).map(({ direction, start, end }) => {
      const marker = document.lineAt(start).range;
      const whole = marker.union(document.lineAt(end).range);
      const name = direction === 'up' ? vscode.l10n.t('Up') : vscode.l10n.t('Down');
      return new vscode.DocumentSymbol(name, '', vscode.SymbolKind.Event, whole, marker);
    });
  }

  dispose(): void {
    this.#registered.dispose();
    this.#changed.dispose();
  }

  #sectionsOf({ uri, lineCount }: vscode.TextDocument): readonly Section[] {
    const model = this.#readings.projectOf(uri);
    const migrations = (model && this.#readings.of(model)?.files.migrations) ?? [];
    const path = model?.pathOf(uri) ?? '';
    return migrations
      .filter((migration) => hasFile(migration, path))
      .flatMap((migration) => sectionsOf(migration, path, lineCount));
  }
}
