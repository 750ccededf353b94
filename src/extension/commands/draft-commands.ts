import { Buffer } from 'node:buffer';
import * as vscode from 'vscode';
import { draftDownScript } from '../../checks/draft-reversing.ts';
import { StrataError } from '../../core/errors.ts';
import type { Migration } from '../../core/migration.ts';
import type { CheckFlow } from '../checks/check-flow.ts';
import { toRange } from '../diagnostics/diagnostic.ts';
import { spanOf } from '../diagnostics/place.ts';
import { markedFiles } from '../diagnostics/problems.ts';
import type { Readings } from '../diagnostics/readings.ts';
import { downPlace, type DownPlace } from '../fixes/down-place.ts';
import { noDatabase } from '../model/no-database.ts';
import type { ProjectModel, Reading } from '../model/project-model.ts';
import type { Handlers } from './register.ts';
import type { Targets } from './targets.ts';

/** The way back of a migration that has none, written from what its up script does. */
export function draftCommands(
  targets: Targets,
  readings: Readings,
  flow: Pick<CheckFlow, 'draftingOn'>,
) {
  return {
    async 'strata.draftDown'(argument) {
      const { model, migration: saved } = targets.files(argument);
      const { project, destination } = model;
      const reading = readings.of(model);
      if (project === null || destination === null || reading === null) {
        throw noDatabase(model.name);
      }
      // As it is now, be it saved or not.
      const { version, up } = saved;
      const migration =
        reading.files.migrations.find(
          (each) => each.version === version && each.up.path === up.path,
        ) ?? saved;
      const place = downPlace(migration, reading, destination.target.engine);
      if (place === null) throw nothingLacks(migration);
      const sql = await draftDownScript(
        migration,
        await flow.draftingOn(model, project, migration),
      );
      if (sql === null) throw nothingKnown(migration);
      const { downPlaceholder } = project.convention;
      const edit = new vscode.WorkspaceEdit();
      const uri =
        place.kind === 'missing'
          ? make(edit, place, { model, reading, sql })
          : await write(edit, place, { model, sql, downPlaceholder });
      await vscode.workspace.applyEdit(edit);
      await vscode.window.showTextDocument(uri);
    },
  } satisfies Partial<Handlers>;
}

/** In a file or in a section of its own. */
function make(
  edit: vscode.WorkspaceEdit,
  { path, fix }: Extract<DownPlace, { kind: 'missing' }>,
  { model, reading, sql }: { model: ProjectModel; reading: Reading; sql: string },
): vscode.Uri {
  if (fix.kind === 'create') {
    const uri = model.uriOf(fix.path);
    edit.createFile(uri, { contents: Buffer.from(sql) });
    return uri;
  }
  const uri = model.uriOf(path);
  const isMarked = markedFiles(reading.files).has(path);
  for (const { location, text } of fix.kind === 'edit' ? fix.edits : []) {
    edit.replace(uri, toRange(spanOf(location, isMarked)), `${text}${sql}`);
  }
  return uri;
}

interface Writing {
  readonly model: ProjectModel;
  readonly sql: string;
  readonly downPlaceholder: string;
}

/** Where its tool says that it is to be written, else where the script begins. */
async function write(
  edit: vscode.WorkspaceEdit,
  { path, line, isSection }: Extract<DownPlace, { kind: 'unwritten' }>,
  { model, sql, downPlaceholder }: Writing,
): Promise<vscode.Uri> {
  const document = await vscode.workspace.openTextDocument(model.uriOf(path));
  const first = document.lineAt(Math.min(line, document.lineCount) - 1);
  const { start, end } = first.rangeIncludingLineBreak;
  const begin = isSection ? end : start;
  const offset = document.offsetAt(begin);
  const placeholder = document.getText().indexOf(downPlaceholder, offset);
  if (placeholder >= 0) {
    const written = new vscode.Range(
      document.positionAt(placeholder),
      document.positionAt(placeholder + downPlaceholder.length),
    );
    edit.replace(document.uri, written, sql.trimEnd());
  } else {
    const isBelowLastLine = isSection && end.isEqual(first.range.end);
    edit.insert(document.uri, begin, isBelowLastLine ? `\n${sql}` : sql);
  }
  return document.uri;
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
