import { isAbsolute, relative } from 'node:path';
import * as vscode from 'vscode';
import type { Gateway } from './gateway.ts';
import { ProjectModel } from './project-model.ts';

/** The projects of the window: one for each workspace folder on disk. */
export class Projects implements vscode.Disposable {
  readonly #gateway: Gateway;
  readonly #log: vscode.LogOutputChannel;
  readonly #changed = new vscode.EventEmitter<ProjectModel | undefined>();
  readonly #following: vscode.Disposable;
  #all: readonly ProjectModel[] = [];

  /** One project has changed or, with undefined, which there are. */
  readonly onDidChange = this.#changed.event;

  constructor(gateway: Gateway, log: vscode.LogOutputChannel) {
    this.#gateway = gateway;
    this.#log = log;
    this.#update();
    this.#following = vscode.workspace.onDidChangeWorkspaceFolders(() => {
      const before = new Set(this.#all);
      this.#update();
      for (const model of this.#all) if (!before.has(model)) void model.refresh();
    });
  }

  get all(): readonly ProjectModel[] {
    return this.#all;
  }

  /** The project that a file belongs to: of those around it the innermost. */
  of(uri: vscode.Uri): ProjectModel | undefined {
    return this.#all
      .filter((model) => uri.scheme === 'file' && contains(model.root, uri.fsPath))
      .reduce<ProjectModel | undefined>(innermost, undefined);
  }

  async refresh(): Promise<void> {
    await Promise.all(this.#all.map((model) => model.refresh()));
  }

  dispose(): void {
    this.#following.dispose();
    for (const model of this.#all) model.dispose();
    this.#changed.dispose();
  }

  #update(): void {
    const known = new Map(this.#all.map((model) => [model.folder.uri.toString(), model]));
    const folders = (vscode.workspace.workspaceFolders ?? []).filter(
      ({ uri }) => uri.scheme === 'file',
    );
    this.#all = folders.map((folder) => {
      const key = folder.uri.toString();
      const model = known.get(key) ?? this.#open(folder);
      known.delete(key);
      return model;
    });
    for (const gone of known.values()) gone.dispose();
    this.#changed.fire(undefined);
  }

  #open(folder: vscode.WorkspaceFolder): ProjectModel {
    const model = new ProjectModel(folder, this.#gateway, this.#log);
    model.onDidChange(() => {
      this.#changed.fire(model);
    });
    return model;
  }
}

function contains(root: string, path: string): boolean {
  const inner = relative(root, path);
  return !isAbsolute(inner) && inner !== '..' && !/^\.\.[/\\]/.test(inner);
}

function innermost(found: ProjectModel | undefined, model: ProjectModel): ProjectModel {
  return found !== undefined && found.root.length >= model.root.length ? found : model;
}
