import * as vscode from 'vscode';
import { StrataError } from '../../core/errors.ts';
import { filesOf, versionBeside, type Migration } from '../../core/migration.ts';
import type { MigrationStatus } from '../../core/state.ts';
import type { Status } from '../../runner/status.ts';
import type { ProjectModel } from '../model/project-model.ts';
import type { Projects } from '../model/projects.ts';
import { ready } from '../model/ready.ts';
import { projectsShown } from '../tree/outline.ts';
import { targetText } from '../tree/project-node.ts';
import { pick } from '../window.ts';
import { subjectOf, type Subject } from './migration-ref.ts';

export interface ChosenMigration {
  readonly model: ProjectModel;
  readonly status: MigrationStatus;
}

export interface ChosenFiles {
  readonly model: ProjectModel;
  readonly migration: Migration;
}

export interface MigrationQuestion {
  readonly title: string;
  readonly placeHolder: string;
  /** @throws StrataError where there is none to choose */
  among(status: Status): readonly MigrationStatus[];
}

/** Finds out what a command is about: a row, a file, a reference, or what a person picks. */
export class Targets {
  readonly #projects: Pick<Projects, 'all' | 'of'>;

  constructor(projects: Pick<Projects, 'all' | 'of'>) {
    this.#projects = projects;
  }

  /** Undefined: the person chose none. */
  async project(argument?: unknown): Promise<ProjectModel | undefined> {
    const subject = subjectOf(argument);
    const given = subject && this.#projectOf(subject);
    if (given !== undefined) return given;

    const shown = projectsShown(this.#projects.all);
    const candidates = shown.length > 0 ? shown : this.#projects.all;
    if (candidates.length === 0) throw noWorkspace();
    return candidates.length === 1
      ? candidates[0]
      : await pickProject(this.#inSightFirst(candidates));
  }

  /** What the argument or else the open file belongs to. @throws StrataError when that is nothing */
  async migration(argument?: unknown): Promise<ChosenMigration> {
    const { model, subject } = this.#about(argument);
    // What a lens or a row was drawn from may be of the past.
    if (model.state.kind === 'loading') await model.refresh();
    const { status } = ready(model);
    const found =
      subject instanceof vscode.Uri
        ? model.statusOf(subject)
        : status.migrations.find(({ version }) => version === subject.version);
    if (found === undefined) throw noMigration();
    return { model, status: found };
  }

  /** The row's or the lens's, or what a person picks, the open one first; undefined: none. */
  async pickMigration(
    argument: unknown,
    { title, placeHolder, ...question }: MigrationQuestion,
  ): Promise<ChosenMigration | undefined> {
    if (argument !== undefined) return await this.migration(argument);
    const model = await this.project();
    if (model === undefined) return undefined;
    await model.refresh();
    const uri = vscode.window.activeTextEditor?.document.uri;
    const open = uri && model.statusOf(uri);
    const items = question
      .among(ready(model).status)
      .toSorted((a, b) => Number(b === open) - Number(a === open))
      .map((status) => ({
        label: status.description,
        description: versionBeside(status),
        status,
      }));
    const chosen = await pick(items, { title, placeHolder, matchOnDescription: true });
    return chosen && { model, status: chosen.status };
  }

  /** The same for its files, of which no database need know. @throws StrataError */
  files(argument?: unknown): ChosenFiles {
    const { model, subject } = this.#about(argument);
    const { state } = model;
    const migrations = 'files' in state ? state.files.migrations : [];
    const path = subject instanceof vscode.Uri ? model.pathOf(subject) : undefined;
    const version = subject instanceof vscode.Uri ? undefined : subject.version;
    const migration = migrations.find(
      (each) => each.version === version || (path !== undefined && filesOf(each).includes(path)),
    );
    if (migration === undefined) throw noMigration();
    return { model, migration };
  }

  /** One file, which need not be a migration's: the row's or the one that is named or open. @throws StrataError */
  file(argument?: unknown): { readonly model: ProjectModel; readonly path: string } {
    const { model, subject } = this.#about(argument);
    const path =
      subject instanceof vscode.Uri
        ? model.pathOf(subject)
        : this.files(argument).migration.up.path;
    if (path === undefined) throw noMigration();
    return { model, path };
  }

  /** What is first in a pick is what Enter chooses. */
  #inSightFirst(models: readonly ProjectModel[]): readonly ProjectModel[] {
    const uri = vscode.window.activeTextEditor?.document.uri;
    const inSight = uri && this.#projects.of(uri);
    return models.toSorted((a, b) => Number(b === inSight) - Number(a === inSight));
  }

  #about(argument: unknown): { model: ProjectModel; subject: Subject } {
    const subject = subjectOf(argument) ?? vscode.window.activeTextEditor?.document.uri;
    const model = subject && this.#projectOf(subject);
    if (subject === undefined || model === undefined) throw noMigration();
    return { model, subject };
  }

  #projectOf(subject: Subject): ProjectModel | undefined {
    if (subject instanceof vscode.Uri) return this.#projects.of(subject);
    return this.#projects.all.find(({ id }) => id === subject.root);
  }
}

async function pickProject(models: readonly ProjectModel[]): Promise<ProjectModel | undefined> {
  const items = models.map((model) => ({
    label: model.name,
    description: targetText(model.state),
    model,
  }));
  const placeHolder = vscode.l10n.t('Which project?');
  return (await pick(items, { placeHolder }))?.model;
}

function noWorkspace(): StrataError {
  return new StrataError('usage', vscode.l10n.t('No folder is open.'), {
    hint: vscode.l10n.t('Open the folder of a project with migrations.'),
  });
}

function noMigration(): StrataError {
  return new StrataError('usage', vscode.l10n.t('This is not a migration that Strata knows.'), {
    hint: vscode.l10n.t('Open the file of a migration, or use the Migrations view.'),
  });
}
