import { setTimeout } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { Overlay } from '../../project/migrations.ts';
import type { ProjectModel, Reading } from '../model/project-model.ts';
import type { Projects } from '../model/projects.ts';
import { Coalescing } from '../util/coalescing.ts';
import { bytesToSave } from './bytes-to-save.ts';

/** In milliseconds. The first keystroke counts at once, and those that follow at this distance. */
const PACE = 150;

/** What files and history say, with the unsaved contents of open editors in the files' place. */
export class Readings implements vscode.Disposable {
  readonly #projects: Projects;
  readonly #live = new Map<ProjectModel, LiveReading>();
  readonly #changed = new vscode.EventEmitter<ProjectModel>();
  readonly #following: readonly vscode.Disposable[];

  readonly onDidChange = this.#changed.event;

  constructor(projects: Projects) {
    this.#projects = projects;
    const follow = (document: vscode.TextDocument): void => {
      const model = this.projectOf(document.uri);
      if (model !== undefined) this.#liveOf(model).documentChanged();
    };
    this.#following = [
      projects.onDidChange((model) => {
        if (model === undefined) this.#forgetClosed();
        else this.#liveOf(model).projectChanged();
      }),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        follow(document);
      }),
      vscode.workspace.onDidCloseTextDocument(follow),
    ];
  }

  /** Null as long as the project's files are not known. */
  of(model: ProjectModel): Reading | null {
    return this.#live.get(model)?.reading ?? readingOf(model);
  }

  /** The project in whose migrations folder a file lies. */
  projectOf(uri: vscode.Uri): ProjectModel | undefined {
    return this.#projects.all.find((model) => isInMigrations(model, uri));
  }

  dispose(): void {
    for (const each of this.#following) each.dispose();
    this.#changed.dispose();
  }

  #liveOf(model: ProjectModel): LiveReading {
    const known = this.#live.get(model);
    if (known !== undefined) return known;
    const live = new LiveReading(model, () => {
      this.#changed.fire(model);
    });
    this.#live.set(model, live);
    return live;
  }

  #forgetClosed(): void {
    for (const model of this.#live.keys()) {
      if (!this.#projects.all.includes(model)) this.#live.delete(model);
    }
  }
}

class LiveReading {
  readonly #model: ProjectModel;
  readonly #changed: () => void;
  readonly #reading = new Coalescing(() => this.#read());

  /** Null: the project's own state says it. */
  reading: Reading | null = null;

  constructor(model: ProjectModel, changed: () => void) {
    this.#model = model;
    this.#changed = changed;
  }

  documentChanged(): void {
    void this.#reading.request();
  }

  projectChanged(): void {
    if (unsavedDocuments(this.#model).length > 0) {
      void this.#reading.request();
    } else {
      this.reading = null;
      this.#changed();
    }
  }

  async #read(): Promise<void> {
    // A document that was just saved or closed is in no overlay, and is read from disk.
    const overlay = await unsavedContents(this.#model);
    // Only the folder itself can be unreadable, which the project's next reading reports.
    this.reading = await this.#model.read(overlay).catch(() => null);
    this.#changed();
    await setTimeout(PACE);
  }
}

function readingOf({ state }: ProjectModel): Reading | null {
  switch (state.kind) {
    case 'ready':
      return { files: state.files, status: state.status };
    case 'untrusted':
    case 'no-database':
    case 'unreachable':
      return { files: state.files, status: null };
    case 'loading':
    case 'misconfigured':
    case 'no-folder':
      return null;
  }
}

async function unsavedContents(model: ProjectModel): Promise<Overlay> {
  const overlay = new Map<string, Uint8Array>();
  for (const document of unsavedDocuments(model)) {
    const path = model.pathOf(document.uri);
    if (path !== undefined) overlay.set(path, await bytesToSave(document));
  }
  return overlay;
}

function unsavedDocuments(model: ProjectModel): readonly vscode.TextDocument[] {
  return vscode.workspace.textDocuments.filter(
    (document) => document.isDirty && isInMigrations(model, document.uri),
  );
}

function isInMigrations(model: ProjectModel, uri: vscode.Uri): boolean {
  const folder = model.project?.migrationsFolder;
  const path = model.pathOf(uri);
  if (folder === undefined || path === undefined) return false;
  return folder === '' ? !path.startsWith('../') : path.startsWith(`${folder}/`);
}
