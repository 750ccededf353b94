import { Buffer } from 'node:buffer';
import * as vscode from 'vscode';
import { draftDownScript } from '../../checks/draft-reversing.ts';
import { StrataError } from '../../core/errors.ts';
import type { Migration } from '../../core/migration.ts';
import type { Problem } from '../../core/problem.ts';
import type { LiveChecks } from '../checks/live-checks.ts';
import { toRange } from '../diagnostics/diagnostic.ts';
import { spanOf } from '../diagnostics/place.ts';
import { markedFiles } from '../diagnostics/problems.ts';
import type { Readings } from '../diagnostics/readings.ts';
import { lackOfDown } from '../fixes/lack-of-down.ts';
import type { ProjectModel, Reading } from '../model/project-model.ts';
import type { Handlers } from './register.ts';
import type { Targets } from './targets.ts';

/** The way back of a migration that has none, written from what its up script does. */
export function draftCommands(
  targets: Targets,
  readings: Readings,
  checks: Pick<LiveChecks, 'draftingOn'>,
) {
  return {
    async 'strata.draftDown'(argument) {
      const { model, migration } = targets.files(argument);
      const reading = readings.of(model);
      const lack = reading && lackOfDown(migration, reading);
      if (!lack || model.project === null) throw nothingLacks(migration);
      const drafting = checks.draftingOn(model, model.project, migration);
      const sql = await draftDownScript(migration, drafting);
      if (sql === null) throw nothingKnown(migration);
      const edit = new vscode.WorkspaceEdit();
      const uri = place(edit, { model, migration, reading, lack, sql });
      await vscode.workspace.applyEdit(edit);
      await vscode.window.showTextDocument(uri);
    },
  } satisfies Partial<Handlers>;
}

interface Placing {
  readonly model: ProjectModel;
  readonly migration: Migration;
  readonly reading: Reading;
  readonly lack: Problem;
  readonly sql: string;
}

/** In a new file, in a new section, or where nothing is written yet. */
function place(
  edit: vscode.WorkspaceEdit,
  { model, migration: { down }, reading, lack: { fix, path }, sql }: Placing,
): vscode.Uri {
  if (fix?.kind === 'create') {
    const uri = model.uriOf(fix.path);
    edit.createFile(uri, { contents: Buffer.from(sql) });
    return uri;
  }
  const uri = model.uriOf(path ?? '');
  const isMarked = markedFiles(reading.files).has(path ?? '');
  if (fix?.kind === 'edit') {
    for (const { location, text } of fix.edits) {
      edit.replace(uri, toRange(spanOf(location, isMarked)), `${text}${sql}`);
    }
    return uri;
  }
  const { line, column } = down?.start ?? { line: 1, column: 1 };
  const location = { line, column, endLine: line, endColumn: column };
  edit.insert(uri, toRange(spanOf(location, isMarked)).start, column === 1 ? sql : `\n${sql}`);
  return uri;
}

function nothingLacks({ description }: Migration): StrataError {
  return new StrataError(
    'usage',
    vscode.l10n.t('{0} has a down script, or its tool has no place for one.', description),
  );
}

function nothingKnown({ description }: Migration): StrataError {
  return new StrataError(
    'refused',
    vscode.l10n.t('No way back is known for what {0} does.', description),
    { hint: vscode.l10n.t('Write the down script by hand.') },
  );
}
