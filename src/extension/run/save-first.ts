import * as vscode from 'vscode';
import { StrataError } from '../../core/errors.ts';
import { filesOf } from '../../core/migration.ts';
import type { ProjectFiles } from '../../project/migrations.ts';
import type { ProjectModel } from '../model/project-model.ts';

/**
 * Saves every file of a migration with unsaved changes, also those that are not to run: a plan is judged by
 * what is on disk, and that must be what the person sees.
 *
 * @returns their paths
 * @throws StrataError `refused` when one cannot be saved
 */
export async function saveFirst(
  model: ProjectModel,
  { migrations }: ProjectFiles,
): Promise<readonly string[]> {
  const files = new Set(migrations.flatMap(filesOf));
  const saved: string[] = [];
  for (const document of vscode.workspace.textDocuments) {
    const path = model.pathOf(document.uri);
    if (!document.isDirty || path === undefined || !files.has(path)) continue;
    if (!(await document.save())) {
      throw new StrataError(
        'refused',
        vscode.l10n.t('{0} has unsaved changes and could not be saved. Nothing was changed.', path),
      );
    }
    saved.push(path);
  }
  return saved;
}
