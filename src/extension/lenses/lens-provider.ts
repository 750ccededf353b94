import * as vscode from 'vscode';
import type { Engine } from '../../core/engine.ts';
import { filesOf, headOf, scriptsIn, type Script } from '../../core/migration.ts';
import { isBlank } from '../../sql/blank.ts';
import type { CommandId } from '../commands/command-ids.ts';
import { repairCommands } from '../commands/repair-ids.ts';
import type { Readings } from '../diagnostics/readings.ts';
import { downPlace } from '../fixes/down-place.ts';
import type { Reading } from '../model/project-model.ts';
import { plain } from '../text/plain.ts';
import { draftLens, lensesOf, type Lens, type LensAction, type LensContext } from './lenses.ts';

/** Also the files that VS Code does not take for SQL. */
export const SCRIPTS: vscode.DocumentFilter = { scheme: 'file', pattern: '**/*.sql' };

const COMMANDS: Readonly<Record<LensAction, CommandId>> = {
  apply: 'strata.apply',
  applyUpToHere: 'strata.applyUpToHere',
  revert: 'strata.revert',
  revertDownToHere: 'strata.revertDownToHere',
  ...repairCommands,
  compare: 'strata.compare',
  rehearse: 'strata.rehearse',
  showPlan: 'strata.showPlan',
  draftDown: 'strata.draftDown',
};

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

  provideCodeLenses({ uri }: vscode.TextDocument): vscode.CodeLens[] {
    const model = this.#readings.projectOf(uri);
    if (model === undefined) return [];
    const { files, status } = this.#readings.of(model) ?? {};
    if (!files || !status) return [];
    const path = model.pathOf(uri) ?? '';
    const context: LensContext = {
      status,
      failure: model.lastFailure,
      environment: 'environment' in model.state ? model.state.environment : null,
      isBusy: model.busy !== null,
      moment: { now: new Date(), locale: vscode.env.language },
    };
    const told = status.migrations.flatMap((each) =>
      (each.migration === null ? [] : scriptsIn(each.migration, path)).flatMap(
        ({ direction, script }) =>
          lensesOf(each, direction, context).map((lens) => toCodeLens(lens, uri, lineOf(script))),
      ),
    );
    const toDraft = linesToDraft(files, path, status.target.engine);
    return [...told, ...toDraft.map((line) => toCodeLens(draftLens(), uri, line))];
  }

  dispose(): void {
    clearInterval(this.#timer);
    this.#registered.dispose();
    this.#changed.dispose();
  }
}

/** Where in a file a way back is still to be written of what is written. */
function linesToDraft(files: Reading['files'], path: string, engine: Engine): readonly number[] {
  return files.migrations
    .filter((each) => filesOf(each).includes(path) && !isBlank(each.up.sql, engine))
    .flatMap((each) => {
      const place = downPlace(each, { files }, engine);
      return place?.kind === 'unwritten' && place.path === path ? [place.line - 1] : [];
    });
}

/** On the marker of a section; a script that is a whole file has its lenses on top. */
function lineOf(script: Script): number {
  return headOf(script).line - 1;
}

function toCodeLens(
  { title, tooltip, action }: Lens,
  uri: vscode.Uri,
  line: number,
): vscode.CodeLens {
  return new vscode.CodeLens(new vscode.Range(line, 0, line, 0), {
    title: plain(title),
    // Without a command it is text that cannot be clicked.
    command: action === null ? '' : COMMANDS[action],
    ...(tooltip !== null && { tooltip: plain(tooltip) }),
    ...(action !== null && { arguments: [uri] }),
  });
}
