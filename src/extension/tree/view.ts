import * as vscode from 'vscode';
import { isPending } from '../../core/state.ts';
import type { ProjectModel } from '../model/project-model.ts';
import type { Projects } from '../model/projects.ts';
import { plain } from '../text/plain.ts';
import { messageFor } from './message.ts';
import { MigrationsTree, type ChangesOf } from './migrations-tree.ts';
import { projectsShown } from './outline.ts';
import { targetText } from './project-node.ts';
import type { TreeElement } from './shown-rows.ts';

export const VIEW_ID = 'strata.migrations';

/** Where the rows act stays in sight while one waits. */
function messageOf({ state, busy }: ProjectModel): string {
  return [messageFor(state), busy?.waiting ?? null].filter((part) => part !== null).join(' · ');
}

/** The view around the tree: its description, message and badge. */
export class MigrationsView implements vscode.Disposable {
  readonly #projects: Projects;
  readonly #tree: MigrationsTree;
  readonly #view: vscode.TreeView<TreeElement>;
  readonly #following: vscode.Disposable;

  constructor(projects: Projects, changesOf: ChangesOf) {
    this.#projects = projects;
    this.#tree = new MigrationsTree(projects, changesOf);
    this.#view = vscode.window.createTreeView(VIEW_ID, {
      treeDataProvider: this.#tree,
      showCollapseAll: false,
    });
    this.#following = projects.onDidChange(() => {
      this.#update();
    });
    this.#update();
  }

  dispose(): void {
    this.#following.dispose();
    this.#view.dispose();
    this.#tree.dispose();
  }

  #update(): void {
    const shown = projectsShown(this.#projects.all);
    const only = shown.length === 1 ? shown[0] : undefined;
    this.#setDescription(only === undefined ? '' : plain(targetText(only.state)));
    this.#setMessage(only === undefined ? '' : plain(messageOf(only)));
    this.#setBadge(
      shown
        .flatMap(({ state }) => (state.kind === 'ready' ? state.status.migrations : []))
        .filter(isPending).length,
    );
  }

  // Each assignment is a message to the window, so that only what is new is assigned.

  #setDescription(text: string): void {
    if ((this.#view.description ?? '') !== text) this.#view.description = text;
  }

  #setMessage(text: string): void {
    if ((this.#view.message ?? '') !== text) this.#view.message = text;
  }

  #setBadge(value: number): void {
    if ((this.#view.badge?.value ?? 0) === value) return;
    const tooltip =
      value === 1
        ? vscode.l10n.t('1 pending migration')
        : vscode.l10n.t('{0} pending migrations', value);
    this.#view.badge = value === 0 ? undefined : { value, tooltip };
  }
}
