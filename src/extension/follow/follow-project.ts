import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { tools } from '../../conventions/registry.ts';
import { CONFIG_FILE } from '../../project/config.ts';
import type { ProjectModel } from '../model/project-model.ts';
import { Debounced } from './debounced.ts';
import { sqliteStamp } from './sqlite-stamp.ts';
import { watch, watchWithCompanions } from './watch-files.ts';

/** In milliseconds. Long enough that what our own reading leaves behind is gone again. */
const SETTLE = 200;

/** Keeps one project's model true: its files, its configuration and its SQLite database. */
export class ProjectFollower implements vscode.Disposable {
  readonly #model: ProjectModel;
  readonly #fixed: vscode.Disposable;
  readonly #files: Debounced;
  readonly #database: Debounced;
  #folder: string | null = null;
  #folderWatcher: vscode.Disposable | undefined;
  #path: string | null = null;
  #pathWatcher: vscode.Disposable | undefined;
  #stamp: string | null = null;

  constructor(model: ProjectModel) {
    this.#model = model;
    this.#files = new Debounced(SETTLE, () => void model.refresh());
    this.#database = new Debounced(SETTLE, () => void this.#checkDatabase());
    const changed = (): void => {
      this.#files.call();
    };
    const configuration = [CONFIG_FILE, ...tools.flatMap(({ configFiles }) => configFiles)];
    this.#fixed = vscode.Disposable.from(
      watch(model.root, `{${configuration.join(',')}}`, changed),
      ...foldersUpTo(model.folder.uri.fsPath, model.root).map((folder) =>
        watch(folder, '.env', changed),
      ),
      model.onDidChange(() => {
        this.#adjust();
      }),
    );
    this.#adjust();
  }

  dispose(): void {
    this.#fixed.dispose();
    this.#folderWatcher?.dispose();
    this.#pathWatcher?.dispose();
    this.#files.dispose();
    this.#database.dispose();
  }

  /** Watches the folder and the database that the project has now. */
  #adjust(): void {
    const { project, state, root } = this.#model;
    const folder = project === null ? null : join(root, project.migrationsFolder);
    if (folder !== this.#folder) {
      this.#folder = folder;
      this.#folderWatcher?.dispose();
      this.#folderWatcher =
        folder === null
          ? undefined
          : watch(folder, '**', () => {
              this.#files.call();
            });
    }

    const target = 'target' in state ? state.target : null;
    const path = target?.engine === 'sqlite' && target.path !== ':memory:' ? target.path : null;
    if (path === this.#path) return;
    this.#path = path;
    this.#stamp = null;
    this.#pathWatcher?.dispose();
    this.#pathWatcher =
      path === null
        ? undefined
        : watchWithCompanions(path, () => {
            this.#database.call();
          });
  }

  /** Our own reading touches files too; only another content is worth another reading. */
  async #checkDatabase(): Promise<void> {
    if (this.#path === null) return;
    const stamp = await sqliteStamp(this.#path);
    if (stamp === this.#stamp) return;
    this.#stamp = stamp;
    await this.#model.refresh();
  }
}

/** The project's folder and those above it, as far as the workspace folder: where an `.env` counts. */
function foldersUpTo(last: string, root: string): string[] {
  const folders = [root];
  for (let folder = root; folder !== last && dirname(folder) !== folder;) {
    folder = dirname(folder);
    folders.push(folder);
  }
  return folders;
}
