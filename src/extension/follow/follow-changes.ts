import * as vscode from 'vscode';
import type { ProjectModel } from '../model/project-model.ts';
import type { Projects } from '../model/projects.ts';
import { affectsSettings } from '../settings.ts';
import { Debounced } from './debounced.ts';
import { ProjectFollower } from './follow-project.ts';
import { isTelling } from './telling.ts';

/** In milliseconds: a checkout brings many files. */
const FIND_DELAY = 500;

/** In milliseconds: switching windows back and forth is not several reasons to look. */
const FOCUS_DELAY = 300;

/** Refreshes what has changed behind the editor's back, and when the window comes back to front. */
export class ChangeFollower implements vscode.Disposable {
  readonly #projects: Projects;
  readonly #followers = new Map<ProjectModel, ProjectFollower>();
  readonly #focus: Debounced;
  readonly #finding: Debounced;
  readonly #following: vscode.Disposable;

  constructor(projects: Projects) {
    this.#projects = projects;
    this.#focus = new Debounced(FOCUS_DELAY, () => {
      for (const follower of this.#followers.values()) void follower.lookAgain();
    });
    this.#finding = new Debounced(FIND_DELAY, () => void projects.find());
    this.#following = vscode.Disposable.from(
      projects.onDidChange((model) => {
        if (model === undefined) this.#adjust();
      }),
      vscode.window.onDidChangeWindowState(({ focused }) => {
        if (focused) this.#focus.call();
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(() => void projects.refresh()),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (affectsSettings(event)) void projects.find().then(() => projects.refresh());
      }),
      this.#watchForProjects(),
    );
    this.#adjust();
  }

  dispose(): void {
    this.#following.dispose();
    this.#focus.dispose();
    this.#finding.dispose();
    for (const follower of this.#followers.values()) follower.dispose();
  }

  /** One watcher for all folders, those to come included. */
  #watchForProjects(): vscode.Disposable {
    const watcher = vscode.workspace.createFileSystemWatcher('**', false, true, false);
    const cameOrWent = ({ fsPath }: vscode.Uri): void => {
      const roots = this.#projects.all.map(({ root }) => root);
      if (isTelling(fsPath, roots)) this.#finding.call();
    };
    watcher.onDidCreate(cameOrWent);
    watcher.onDidDelete(cameOrWent);
    return watcher;
  }

  #adjust(): void {
    for (const [model, follower] of this.#followers) {
      if (this.#projects.all.includes(model)) continue;
      follower.dispose();
      this.#followers.delete(model);
    }
    for (const model of this.#projects.all) {
      if (!this.#followers.has(model)) this.#followers.set(model, new ProjectFollower(model));
    }
  }
}
