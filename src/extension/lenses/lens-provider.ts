import * as vscode from 'vscode';
import type { CommandId } from '../commands/command-ids.ts';
import type { Readings } from '../diagnostics/readings.ts';
import { lensesOf, type Lens, type LensAction } from './lenses.ts';

const SCRIPTS: vscode.DocumentFilter = { scheme: 'file', pattern: '**/*.sql' };

const COMMANDS: Readonly<Record<LensAction, CommandId>> = {
  apply: 'strata.apply',
  applyUpToHere: 'strata.applyUpToHere',
  revert: 'strata.revert',
  revertDownToHere: 'strata.revertDownToHere',
  showPlan: 'strata.showPlan',
};

/** In milliseconds: how long "2 minutes ago" may stay. */
const MINUTE = 60_000;

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
      vscode.languages.registerCodeLensProvider(SCRIPTS, this),
    );
  }

  provideCodeLenses({ uri }: vscode.TextDocument): vscode.CodeLens[] {
    const model = this.#readings.projectOf(uri);
    const status = model && this.#readings.of(model)?.status;
    if (!status) return [];
    const path = model.pathOf(uri);
    const migration = status.migrations.find(
      (each) => each.migration?.up.path === path || each.migration?.down?.path === path,
    );
    if (migration === undefined) return [];
    const script = migration.migration?.up.path === path ? 'up' : 'down';
    const moment = { now: new Date(), locale: vscode.env.language };
    const lenses = lensesOf(migration, script, { status, failure: model.lastFailure, moment });
    return lenses.map((lens) => toCodeLens(lens, uri));
  }

  dispose(): void {
    clearInterval(this.#timer);
    this.#registered.dispose();
    this.#changed.dispose();
  }
}

function toCodeLens({ title, tooltip, action }: Lens, uri: vscode.Uri): vscode.CodeLens {
  return new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), {
    title,
    // Without a command it is text that cannot be clicked.
    command: action === null ? '' : COMMANDS[action],
    ...(tooltip !== null && { tooltip }),
    ...(action !== null && { arguments: [uri] }),
  });
}
