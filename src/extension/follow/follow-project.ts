import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { tools } from '../../conventions/registry.ts';
import { CONFIG_FILE } from '../../project/config.ts';
import type { ProjectModel } from '../model/project-model.ts';
import { Debounced } from './debounced.ts';
import { sqliteStamp, type SqliteStamp } from './sqlite-stamp.ts';
import { watch, watchWithCompanions } from './watch-files.ts';

/** In milliseconds. Long enough that what our own reading leaves behind is gone again. */
const SETTLE = 200;

/** Keeps one project's model true: its files, its configuration and its SQLite database. */
export class ProjectFollower implements vscode.Disposable {
  readonly #model: ProjectModel;
  readonly #fixed: vscode.Disposable;
  readonly #configuration: Debounced;
  readonly #files: Debounced;
  readonly #database: Debounced;
  #folder: string | null = null;
  #folderWatcher: vscode.Disposable | undefined;
  #path: string | null = null;
  #pathWatcher: vscode.Disposable | undefined;
  /** Of the database before it was read the last time, as far as that is known. */
  #stamp: SqliteStamp | null = null;
  /** Migrations' files, relative to the project, that changed and were not read yet. */
  #changed = new Set<string>();

  constructor(model: ProjectModel) {
    this.#model = model;
    this.#configuration = new Debounced(SETTLE, () => void model.refresh());
    this.#files = new Debounced(SETTLE, () => void this.#readFiles());
    this.#database = new Debounced(SETTLE, () => void this.#checkDatabase());
    const changed = (): void => {
      this.#configuration.call();
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
    this.#configuration.dispose();
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
          : watch(folder, '**', (uri) => {
              this.#fileChanged(uri);
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

  /** While nobody looked, anything may have become another, and a watcher may have missed it. */
  async lookAgain(): Promise<void> {
    const before = this.#stamp;
    const now = await this.#takeStamp();
    const isAsRead = before?.isOld === true && before.text === now?.text;
    await (isAsRead ? this.#model.refreshFiles() : this.#model.refresh());
  }

  #fileChanged(uri: vscode.Uri): void {
    const path = this.#model.pathOf(uri);
    if (path !== undefined) this.#changed.add(path);
    this.#files.call();
  }

  async #readFiles(): Promise<void> {
    const changed = this.#changed;
    this.#changed = new Set();
    await this.#model.refreshFiles(changed);
  }

  /** Our own reading touches files too; only another content is worth another reading. */
  async #checkDatabase(): Promise<void> {
    const before = this.#stamp;
    const now = await this.#takeStamp();
    if (before?.text !== now?.text) await this.#model.refresh();
  }

  /** Null: there is no file that would tell. */
  async #takeStamp(): Promise<SqliteStamp | null> {
    this.#stamp = this.#path === null ? null : await sqliteStamp(this.#path);
    return this.#stamp;
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
