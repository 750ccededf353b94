import * as vscode from 'vscode';
import type { Engine } from '../../core/engine.ts';
import { hasFile, headOf, scriptsIn, type Script } from '../../core/migration.ts';
import { isBlank } from '../../sql/blank.ts';
import type { CommandId } from '../commands/command-ids.ts';
import { repairCommands } from '../commands/repair-ids.ts';
import { downPlace } from '../fixes/down-place.ts';
import type { ProjectModel, Reading } from '../model/project-model.ts';
import { plain } from '../text/plain.ts';
import { draftLens, lensesOf, type Lens, type LensAction, type LensContext } from './lenses.ts';

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

/** Of a file of a project, as it was read. */
export function codeLensesOf(
  model: ProjectModel,
  { files, status }: Reading,
  uri: vscode.Uri,
): vscode.CodeLens[] {
  if (status === null) return [];
  const path = model.pathOf(uri) ?? '';
  const context: LensContext = {
    status,
    failure: model.lastFailure,
    environment: 'environment' in model.state ? model.state.environment : null,
    isBusy: model.busy !== null,
    moment: { now: new Date(), locale: vscode.env.language },
  };
  const told = status.migrations.flatMap((each) => {
    const { migration } = each;
    if (migration === null || !hasFile(migration, path)) return [];
    return scriptsIn(migration, path).flatMap(({ direction, script }) =>
      lensesOf(each, direction, context).map((lens) => toCodeLens(lens, uri, lineOf(script))),
    );
  });
  const toDraft = linesToDraft(files, path, status.target.engine);
  return [...told, ...toDraft.map((line) => toCodeLens(draftLens(), uri, line))];
}

/** Where in a file a way back is still to be written of what is written. */
function linesToDraft(files: Reading['files'], path: string, engine: Engine): readonly number[] {
  return files.migrations
    .filter((each) => hasFile(each, path) && !isBlank(each.up.sql, engine))
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
