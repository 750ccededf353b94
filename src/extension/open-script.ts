import * as vscode from 'vscode';
import type { StepFailure } from '../runner/failure.ts';
import type { ProjectModel } from './model/project-model.ts';

/** Opens a file of the project, at a place in it where one is given. */
export async function openScript(
  model: ProjectModel,
  path: string,
  at?: vscode.Position,
): Promise<void> {
  await vscode.window.showTextDocument(model.uriOf(path), {
    ...(at && { selection: new vscode.Range(at, at) }),
  });
}

/** Where the failing statement begins. */
export async function openFailure(model: ProjectModel, failure: StepFailure): Promise<void> {
  const { location, step } = failure;
  const at = location && new vscode.Position(location.line - 1, location.column - 1);
  await openScript(model, step.script.path, at ?? undefined);
}
