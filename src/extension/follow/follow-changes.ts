import * as vscode from 'vscode';
import type { ProjectModel } from '../model/project-model.ts';
import type { Projects } from '../model/projects.ts';
import { affectsSettings } from '../settings.ts';
import { Debounced } from './debounced.ts';
import { ProjectFollower } from './follow-project.ts';

/** In milliseconds: switching windows back and forth is not several reasons to look. */
const FOCUS_DELAY = 300;

/** Refreshes what has changed behind the editor's back, and when the window comes back to front. */
export class ChangeFollower implements vscode.Disposable {
  readonly #projects: Projects;
  readonly #followers = new Map<ProjectModel, ProjectFollower>();
  readonly #focus: Debounced;
  readonly #following: vscode.Disposable;

  constructor(projects: Projects) {
    this.#projects = projects;
    this.#focus = new Debounced(FOCUS_DELAY, () => void projects.refresh());
    this.#following = vscode.Disposable.from(
      projects.onDidChange((model) => {
        if (model === undefined) this.#adjust();
      }),
      vscode.window.onDidChangeWindowState(({ focused }) => {
        if (focused) this.#focus.call();
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(() => void projects.refresh()),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (affectsSettings(event)) void projects.refresh();
      }),
    );
    this.#adjust();
  }

  dispose(): void {
    this.#following.dispose();
    this.#focus.dispose();
    for (const follower of this.#followers.values()) follower.dispose();
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
