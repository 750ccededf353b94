import * as vscode from 'vscode';
import { StrataError } from '../../core/errors.ts';
import type { Plan } from '../../core/plan.ts';
import type { ProjectModel } from '../model/project-model.ts';

/**
 * Saves the planned files that have unsaved changes.
 *
 * @returns their paths
 * @throws StrataError `refused` when one cannot be saved
 */
export async function saveFirst(model: ProjectModel, plan: Plan): Promise<readonly string[]> {
  const planned = new Set(plan.steps.map(({ script }) => script.path));
  const saved: string[] = [];
  for (const document of vscode.workspace.textDocuments) {
    const path = model.pathOf(document.uri);
    if (!document.isDirty || path === undefined || !planned.has(path)) continue;
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
