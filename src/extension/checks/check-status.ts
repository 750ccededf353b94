import * as vscode from 'vscode';
import { MIGRATION_FILES } from '../diagnostics/migration-files.ts';
import { SHADOWS_PAGE } from '../diagnostics/docs.ts';
import type { Readings } from '../diagnostics/readings.ts';
import { followEditor } from '../follow/follow-editor.ts';
import type { ProjectModel } from '../model/project-model.ts';
import { plain } from '../text/plain.ts';
import type { LiveChecks } from './live-checks.ts';
import { NOT_YET } from './project-check.ts';
import type { Remedy } from './shadow-keeper.ts';
import { standingText } from './standing-text.ts';

/** Beside a migration’s language: where it is checked, or why only its text is. */
export class CheckStatus implements vscode.Disposable {
  readonly #checks: LiveChecks;
  readonly #readings: Readings;
  readonly #item: vscode.LanguageStatusItem;
  readonly #following: vscode.Disposable;

  constructor(checks: LiveChecks, readings: Readings) {
    this.#checks = checks;
    this.#readings = readings;
    this.#item = vscode.languages.createLanguageStatusItem('strata.checks', MIGRATION_FILES);
    this.#item.name = vscode.l10n.t('Strata checks');
    this.#following = followEditor(checks.onDidChange, () => {
      this.#update();
    });
  }

  dispose(): void {
    this.#following.dispose();
    this.#item.dispose();
  }

  #update(): void {
    const uri = vscode.window.activeTextEditor?.document.uri;
    const model = uri && this.#readings.projectOf(uri);
    const check = model && this.#checks.of(model);
    const standing = uri && model && check?.standingOf(model.pathOf(uri) ?? '');
    const { text, detail, remedy, isWarning } = standingText(standing ?? NOT_YET);
    this.#item.text = plain(text);
    this.#item.detail = detail === null ? '' : plain(detail);
    this.#item.busy = check?.isBusy ?? false;
    this.#item.severity = isWarning
      ? vscode.LanguageStatusSeverity.Warning
      : vscode.LanguageStatusSeverity.Information;
    this.#item.command =
      remedy === null || model === undefined ? undefined : command(remedy, model);
  }
}

function command(remedy: Remedy, { id }: ProjectModel): vscode.Command {
  switch (remedy) {
    case 'ask':
      return {
        command: 'strata.allowShadow',
        title: vscode.l10n.t('Check on That Server…'),
        arguments: [{ root: id }],
      };
    case 'settings':
      return {
        command: 'workbench.action.openSettings',
        title: vscode.l10n.t('Open Settings'),
        arguments: ['strata.check'],
      };
    case 'problems':
      return {
        command: 'workbench.actions.view.problems',
        title: vscode.l10n.t('Show Problems'),
      };
    case 'explain':
      return {
        command: 'vscode.open',
        title: vscode.l10n.t('How to Check'),
        arguments: [vscode.Uri.parse(SHADOWS_PAGE)],
      };
  }
}
