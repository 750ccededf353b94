import { Buffer } from 'node:buffer';
import * as vscode from 'vscode';
import { formOf } from '../../conventions/text-form.ts';
import { StrataError } from '../../core/errors.ts';
import type { Migration } from '../../core/migration.ts';
import type { MigrationStatus } from '../../core/state.ts';
import { restoredFile } from '../../project/restored-file.ts';
import { bytesToSave } from '../diagnostics/bytes-to-save.ts';
import type { ProjectModel } from '../model/project-model.ts';

/** The file of an edited migration, with what is not saved yet. */
export interface EditedFile {
  readonly document: vscode.TextDocument;
  /** As saving would write them. */
  readonly bytes: Uint8Array;
  readonly edited: MigrationStatus;
  readonly migration: Migration;
}

/** The file, and what it is to be again. */
export interface Restoration extends EditedFile {
  /** With its byte order mark. */
  readonly text: string;
}

/** @throws StrataError `usage` where nothing was edited */
export async function editedNow(
  model: ProjectModel,
  { migration, version }: MigrationStatus,
): Promise<EditedFile> {
  if (migration === null) throw notEdited();
  const { path } = migration.up;
  const document = await vscode.workspace.openTextDocument(model.uriOf(path));
  // An editor may not have heard yet that its file has changed.
  const bytes = document.isDirty
    ? await bytesToSave(document)
    : await vscode.workspace.fs.readFile(document.uri);
  const now = model.read(new Map([[path, bytes]]))?.status?.migrations;
  const edited = now?.find((each) => each.version === version);
  if (edited?.migration == null || edited.state !== 'modified') throw notEdited();
  return { document, bytes, edited, migration: edited.migration };
}

/**
 * The file with what was applied in the script's place; what else it holds stays, unsaved or not.
 *
 * @throws StrataError `usage` where nothing was edited, `refused` where nobody knows what was applied
 */
export async function restorationOf(
  model: ProjectModel,
  status: MigrationStatus,
): Promise<Restoration> {
  // First, since then what was edited is known by its statements too.
  const applied = await model.appliedText(status);
  const file = await editedNow(model, status);
  const { project } = model;
  if (applied === null || project === null) throw notKnown(status);
  const text = restoredFile(file.bytes, file.migration, applied, project.convention);
  if (text === null) throw notKnown(status);
  return { ...file, text };
}

export function notEdited(): StrataError {
  return new StrataError('usage', vscode.l10n.t('No applied migration was edited.'), {
    hint: vscode.l10n.t('There is nothing to put right.'),
  });
}

/**
 * Gives the file its text and saves it: as an edit, which can be undone, where an editor has a way to
 * write these very bytes, else on disk.
 */
export async function restore(model: ProjectModel, restoration: Restoration): Promise<void> {
  const { document, text } = restoration;
  const isShown = Buffer.from(await bytesToSave(document)).equals(restoration.bytes);
  if (isShown && canEdit(restoration)) await edit(restoration);
  if (document.isDirty) await document.save();
  const bytes = Buffer.from(text);
  // What saving made of it, such as a formatter or another encoding, is not what was applied.
  const saved = await vscode.workspace.fs.readFile(document.uri);
  if (!bytes.equals(saved)) await vscode.workspace.fs.writeFile(document.uri, bytes);
  await model.refreshFiles();
}

/** An editor's text has one kind of line endings, and no byte order mark. */
function canEdit({ document: { encoding }, text }: Restoration): boolean {
  const { lineEnding, byteOrderMark } = formOf(text);
  const isUniform = lineEnding !== null || !text.includes('\n');
  return isUniform && encoding === (byteOrderMark ? 'utf8bom' : 'utf8');
}

async function edit({ document, text }: Restoration): Promise<void> {
  const { lineEnding, byteOrderMark } = formOf(text);
  const end = document.positionAt(document.getText().length);
  const whole = new vscode.Range(new vscode.Position(0, 0), end);
  const { LF, CRLF } = vscode.EndOfLine;
  const change = new vscode.WorkspaceEdit();
  change.set(document.uri, [
    vscode.TextEdit.replace(whole, byteOrderMark ? text.slice(1) : text),
    ...(lineEnding === null ? [] : [vscode.TextEdit.setEndOfLine(lineEnding === 'LF' ? LF : CRLF)]),
  ]);
  await vscode.workspace.applyEdit(change);
}

function notKnown({ description }: MigrationStatus): StrataError {
  return new StrataError(
    'refused',
    vscode.l10n.t(
      'What was applied as {0} is not known: neither Strata nor git has that text.',
      description,
    ),
    { hint: vscode.l10n.t('Take the edit back by hand, or accept the new checksum.') },
  );
}
