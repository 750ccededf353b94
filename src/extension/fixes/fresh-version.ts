import * as vscode from 'vscode';
import { StrataError } from '../../core/errors.ts';
import { isRecorded } from '../../core/fresh-version.ts';
import { filesOf } from '../../core/migration.ts';
import type { ProjectFiles } from '../../project/migrations.ts';
import { renumbering } from '../../project/renumber.ts';
import type { ProjectModel } from '../model/project-model.ts';
import { carryOut } from './renaming.ts';

/**
 * Gives a file, with those that belong to it, a version newer than all others.
 *
 * @param path relative to the project
 * @throws StrataError `usage` for a file of no migration; `refused` for an applied one, and where
 *   something stands in the way; nothing was changed then
 */
export async function giveFreshVersion(model: ProjectModel, path: string): Promise<void> {
  await model.refresh();
  const { project, state } = model;
  if (project === null || !('files' in state)) throw nothingToRenumber(path);
  const paths = together(path, state.files);
  const migrations = state.kind === 'ready' ? state.status.migrations : [];
  if (migrations.some((status) => isRecorded(status, paths))) {
    throw new StrataError(
      'refused',
      vscode.l10n.t('{0} is applied, so it keeps its version: the history knows it by that.', path),
    );
  }
  const { candidates } = state.files;
  await carryOut(model.root, renumbering(project, candidates, paths, new Date()));
  await model.refreshFiles();
}

/** The files of its migration; for a file whose name says no version, as its problem has it. */
function together(path: string, { migrations, problems }: ProjectFiles): readonly string[] {
  const own = migrations.map(filesOf).find((paths) => paths.includes(path));
  if (own !== undefined) return own;
  for (const { fix } of problems) {
    if (fix?.kind === 'renumber' && fix.paths.includes(path)) return fix.paths;
  }
  throw nothingToRenumber(path);
}

function nothingToRenumber(path: string): StrataError {
  return new StrataError('usage', vscode.l10n.t('{0} is no file of a migration.', path));
}
