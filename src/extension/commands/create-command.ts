import * as vscode from 'vscode';
import { draftReversing } from '../../checks/draft-reversing.ts';
import type { Candidate, ScaffoldRequest } from '../../conventions/convention.ts';
import { StrataError } from '../../core/errors.ts';
import { filesOf } from '../../core/migration.ts';
import { isApplied, type MigrationStatus } from '../../core/state.ts';
import { createMigration, firstDecidesKind } from '../../project/create.ts';
import { gitUserName } from '../../project/git.ts';
import type { Project } from '../../project/project.ts';
import type { CheckFlow } from '../checks/check-flow.ts';
import type { ProjectModel } from '../model/project-model.ts';
import { ready } from '../model/ready.ts';
import { openScript } from '../open-script.ts';
import { settleConvention } from '../run/ask-for-convention.ts';
import { ask, pick } from '../window.ts';
import type { Handlers } from './register.ts';
import type { ChosenMigration, Targets } from './targets.ts';
import { notApplied } from './revert-commands.ts';
import { listFiles } from './new-files.ts';

export function createCommand(targets: Targets, flow: Pick<CheckFlow, 'draftingOn'>) {
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
      const asks = existing.length === 0 && firstDecidesKind(project.convention);
      const kind = asks ? await askForKind(project, name) : { reversible: null };
      if (kind === undefined) return;
      const author = await authorIn(model);
      await createAndOpen(model, project, { ...request(name, kind.reversible), author });
    },

    async 'strata.createReversing'(argument) {
      const chosen = await chooseApplied(targets, argument);
      if (chosen === undefined) return;
      const { model, status } = chosen;
      if (!isApplied(status)) throw notApplied(status);
      if (status.migration === null || model.project === null) throw noFile(status);
      const drafting = await flow.draftingOn(model, model.project, status.migration);
      const { name, ...sql } = await draftReversing(status.migration, drafting);
      const author = await authorIn(model);
      await createAndOpen(model, model.project, { ...request(name, null), author, sql });
    },
  } satisfies Partial<Handlers>;
}

export interface NameQuestion {
  readonly title: string;
  readonly prompt: string;
  readonly value: string;
}

/**
 * Makes a migration of a draft, once a person has said what it is called, and opens it.
 *
 * @returns false: nobody said it
 */
export async function createFromDraft(
  model: ProjectModel,
  question: NameQuestion,
  draft: (project: Project) => ScaffoldRequest['sql'] | Promise<ScaffoldRequest['sql']>,
): Promise<boolean> {
  const project = await settledProject(model);
  const name = project === null ? undefined : await ask(question);
  if (project === null || name === undefined || name.trim() === '') return false;
  const [author, sql] = await Promise.all([authorIn(model), draft(project)]);
  await createAndOpen(model, project, { ...request(name, null), author, sql });
  return true;
}

/** Null: it is not known which tool its files are for, and nobody said it. */
async function settledProject(model: ProjectModel): Promise<Project | null> {
  if (model.project === null || !(await settleConvention(model, model.project))) return null;
  // The answer may have made another project of it.
  return model.project;
}

/** Writes the files and puts the cursor below what the up script says. */
export async function createAndOpen(
  model: ProjectModel,
  project: Project,
  what: ScaffoldRequest,
): Promise<void> {
  const paths = await createMigration(project, what);
  await model.refreshFiles(new Set(paths));
  const [first] = paths;
  if (first === undefined) return;
  const { state } = model;
  const migrations = 'files' in state ? state.files.migrations : [];
  const up = migrations.find((migration) => filesOf(migration).includes(first))?.up;
  const line = up === undefined ? 0 : up.start.line - 1 + up.sql.trimEnd().split('\n').length;
  await openScript(model, up?.path ?? first, new vscode.Position(line, 0));
}

/** What is known of who is at work; in a stranger's folder nobody is asked. */
async function authorIn({ root, isTrusted }: ProjectModel): Promise<string | null> {
  return isTrusted ? await gitUserName(root) : null;
}

/** The row's or the lens's, or what a person picks; undefined: none. */
async function chooseApplied(
  targets: Targets,
  argument: unknown,
): Promise<ChosenMigration | undefined> {
  return await targets.pickMigration(argument, {
    title: vscode.l10n.t('Create Reversing Migration'),
    placeHolder: vscode.l10n.t('Which applied migration is the new one to take back?'),
    among: ({ project, migrations }) =>
      project.convention.revertOrder(
        migrations.filter((each) => isApplied(each) && each.migration !== null),
      ),
  });
}

function noFile({ description }: MigrationStatus): StrataError {
  return new StrataError(
    'refused',
    vscode.l10n.t('There is no file of {0} from which its reversal could be made.', description),
  );
}

/** Says while it is typed which files will be made, or why they can't be. */
async function askForName(
  project: Project,
  existing: readonly Candidate[],
): Promise<string | undefined> {
  const name = await ask({
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
      message: listFiles(files),
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
    listFiles(convention.scaffold(request(name, reversible), []));
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
  return await pick(isReversible ? items.toReversed() : items, {
    title: vscode.l10n.t('Create Migration'),
    placeHolder: vscode.l10n.t('The ones that follow will be of the same kind'),
  });
}

function request(name: string, reversible: boolean | null): ScaffoldRequest {
  return { name, reversible, numbering: null, author: null, sql: null, now: new Date() };
}
