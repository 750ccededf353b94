import { isAbsolute, join, relative } from 'node:path';
import * as vscode from 'vscode';
import { findProjects, type ProjectLocation } from '../../project/find.ts';
import { readSettings } from '../settings.ts';
import { Coalescing } from '../util/coalescing.ts';
import { ProjectModel, type ProjectPlace, type ProjectServices } from './project-model.ts';
import { projectNames } from './project-names.ts';

/** The projects of the window: all that are found in its workspace folders on disk. */
export class Projects implements vscode.Disposable {
  readonly #services: ProjectServices;
  readonly #changed = new vscode.EventEmitter<ProjectModel | undefined>();
  readonly #following: vscode.Disposable;
  readonly #closing = new AbortController();
  readonly #finding = new Coalescing(() => this.#find());
  #all: readonly ProjectModel[] = [];

  /** One project has changed or, with undefined, which there are. */
  readonly onDidChange = this.#changed.event;

  constructor(services: ProjectServices) {
    this.#services = services;
    // Until something is found, so that there is always one for each folder.
    this.#adopt(foldersOnDisk().map((folder) => placeless(folder)));
    this.#following = vscode.workspace.onDidChangeWorkspaceFolders(() => void this.find());
  }

  get all(): readonly ProjectModel[] {
    return this.#all;
  }

  /** The project that a file belongs to: of those around it the innermost. */
  of(uri: vscode.Uri): ProjectModel | undefined {
    return this.#all
      .filter(({ root }) => uri.scheme === 'file' && contains(root, uri.fsPath))
      .reduce<ProjectModel | undefined>(
        (found, model) => (found === undefined ? model : nearer(found, model, uri.fsPath)),
        undefined,
      );
  }

  /** Looks which projects there are; new ones are read, known ones stay as they are. */
  find(): Promise<void> {
    return this.#finding.request();
  }

  /** Reads again what is true of each. */
  async refresh(): Promise<void> {
    await Promise.all(this.#all.map((model) => model.refresh()));
  }

  dispose(): void {
    this.#following.dispose();
    this.#closing.abort();
    for (const model of this.#all) model.dispose();
    this.#changed.dispose();
  }

  async #find(): Promise<void> {
    const { signal } = this.#closing;
    const found = await Promise.all(
      foldersOnDisk().map(async (folder) => {
        const locations = await this.#locate(folder, signal);
        return locations.length === 0
          ? [placeless(folder)]
          : locations.map((location) => ({ ...location, folder }));
      }),
    );
    if (signal.aborted) return;
    this.#adopt(found.flat());
    const unread = this.#all.filter(({ state }) => state.kind === 'loading');
    await Promise.all(unread.map((model) => model.refresh()));
  }

  /** Where somebody has said which folder it is, that is the one. */
  async #locate(
    folder: vscode.WorkspaceFolder,
    signal: AbortSignal,
  ): Promise<readonly ProjectLocation[]> {
    const root = folder.uri.fsPath;
    const { migrationsFolder } = readSettings(folder);
    if (migrationsFolder !== undefined) return [{ root, migrationsFolder }];
    try {
      return await findProjects(root, { signal });
    } catch (error) {
      if (!signal.aborted) this.#services.log.warn(`${folder.name}: ${String(error)}`);
      return [];
    }
  }

  #adopt(found: readonly Unnamed[]): void {
    const places = named(found);
    const known = new Map(this.#all.map((model) => [model.id, model]));
    const before = this.#all;
    this.#all = places.map((place) => {
      const model = known.get(place.id) ?? this.#open(place);
      model.place = place;
      known.delete(place.id);
      return model;
    });
    for (const gone of known.values()) gone.dispose();
    if (!isSame(before, this.#all)) this.#changed.fire(undefined);
  }

  #open(place: ProjectPlace): ProjectModel {
    const model = new ProjectModel(place, this.#services);
    model.onDidChange(() => {
      this.#changed.fire(model);
    });
    return model;
  }
}

type Unnamed = Omit<ProjectPlace, 'id' | 'name'>;

function foldersOnDisk(): readonly vscode.WorkspaceFolder[] {
  return (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
}

/** A folder in which nothing was found: the first migration would make it a project. */
function placeless(folder: vscode.WorkspaceFolder): Unnamed {
  return { folder, root: folder.uri.fsPath, migrationsFolder: null };
}

/** A workspace folder may lie in another one, and then finds the same projects. */
function named(found: readonly Unnamed[]): readonly ProjectPlace[] {
  const unique = new Map<string, Unnamed>();
  const firstAt = new Map<string, Unnamed>();
  for (const place of found) {
    const { root, migrationsFolder } = place;
    const first = firstAt.get(root);
    firstAt.set(root, first ?? place);
    const isFirst = first === undefined || first.migrationsFolder === migrationsFolder;
    unique.set(isFirst ? root : `${root}#${migrationsFolder ?? ''}`, place);
  }
  const places = [...unique.values()];
  const names = projectNames(
    places.map(({ root, migrationsFolder, folder }) => ({
      root,
      migrationsFolder,
      folder: { name: folder.name, path: folder.uri.fsPath },
    })),
  );
  return [...unique].map(([id, place], index) => ({ ...place, id, name: names[index] ?? id }));
}

function isSame(a: readonly ProjectModel[], b: readonly ProjectModel[]): boolean {
  return a.length === b.length && a.every((model, index) => model === b[index]);
}

function contains(root: string, path: string): boolean {
  const inner = relative(root, path);
  return !isAbsolute(inner) && inner !== '..' && !/^\.\.[/\\]/.test(inner);
}

/** The innermost of two and, at one root, the one among whose migrations it is. */
function nearer(a: ProjectModel, b: ProjectModel, path: string): ProjectModel {
  if (a.root !== b.root) return a.root.length > b.root.length ? a : b;
  const isHolding = ({ root, project }: ProjectModel): boolean =>
    project !== null && contains(join(root, project.migrationsFolder), path);
  return isHolding(b) ? b : a;
}
