import * as vscode from 'vscode';
import type { Candidate, ScaffoldRequest } from '../../conventions/convention.ts';
import { StrataError } from '../../core/errors.ts';
import { createMigration } from '../../project/create.ts';
import type { Project } from '../../project/project.ts';
import type { ProjectModel } from '../model/project-model.ts';
import { ready } from '../model/ready.ts';
import { openScript } from '../open-script.ts';
import { settleConvention } from './ask-for-convention.ts';
import type { Handlers } from './register.ts';
import type { Targets } from './targets.ts';

export function createCommand(targets: Targets) {
  return {
    async 'strata.create'(argument) {
      const model = await targets.project(argument);
      if (model === undefined) return;
      await model.refresh();
      // Without a project the state has the reason.
      if (model.project === null) ready(model);
      else if (!(await settleConvention(model, model.project))) return;
      const { project, state } = model;
      if (project === null) return;
      const existing = 'files' in state ? state.files.candidates : [];
      const name = await askForName(project, existing);
      if (name === undefined) return;
      const kind = existing.length === 0 ? await askForKind(project, name) : { reversible: null };
      if (kind !== undefined) await createAndOpen(model, project, request(name, kind.reversible));
    },
  } satisfies Partial<Handlers>;
}

/** Writes the files and puts the cursor below what the template says. */
export async function createAndOpen(
  model: ProjectModel,
  project: Project,
  what: ScaffoldRequest,
): Promise<void> {
  const [first] = await createMigration(project, what);
  await model.refresh();
  if (first === undefined) return;
  const { lineCount } = await vscode.workspace.openTextDocument(model.uriOf(first));
  await openScript(model, first, new vscode.Position(lineCount - 1, 0));
}

/** Says while it is typed which files will be made, or why they can't be. */
async function askForName(
  project: Project,
  existing: readonly Candidate[],
): Promise<string | undefined> {
  const name = await vscode.window.showInputBox({
    title: vscode.l10n.t('Create Migration'),
    prompt: vscode.l10n.t('What does it do?'),
    placeHolder: vscode.l10n.t('add users'),
    validateInput: (text) => (text.trim() === '' ? undefined : preview(project, existing, text)),
  });
  return name?.trim() === '' ? undefined : name;
}

function preview(
  project: Project,
  existing: readonly Candidate[],
  name: string,
): vscode.InputBoxValidationMessage {
  try {
    const files = project.convention.scaffold(request(name, null), existing);
    return {
      message: files.map(({ path }) => path).join(', '),
      severity: vscode.InputBoxValidationSeverity.Info,
    };
  } catch (error) {
    if (!(error instanceof StrataError)) throw error;
    return { message: error.message, severity: vscode.InputBoxValidationSeverity.Error };
  }
}

/** Only the first migration is a choice: all others are as the newest is. */
async function askForKind(
  { convention }: Project,
  name: string,
): Promise<{ reversible: boolean } | undefined> {
  const describe = (reversible: boolean): string =>
    convention
      .scaffold(request(name, reversible), [])
      .map(({ path }) => path)
      .join(', ');
  const items = [
    { label: vscode.l10n.t('One script'), detail: describe(false), reversible: false },
    {
      label: vscode.l10n.t('With a way back: an up and a down script'),
      detail: describe(true),
      reversible: true,
    },
  ];
  // What the tool itself would do comes first.
  const isReversible = convention.scaffold(request(name, null), []).length > 1;
  return await vscode.window.showQuickPick(isReversible ? items.toReversed() : items, {
    title: vscode.l10n.t('Create Migration'),
    placeHolder: vscode.l10n.t('The ones that follow will be of the same kind'),
  });
}

function request(name: string, reversible: boolean | null): ScaffoldRequest {
  return { name, reversible, numbering: null, author: null, sql: null, now: new Date() };
}
