import * as vscode from 'vscode';
import { originsOf } from '../diagnostics/origins.ts';
import type { ProjectModel } from '../model/project-model.ts';
import type { Projects } from '../model/projects.ts';
import { plain } from '../text/plain.ts';
import { tooltipCommands } from './migration-tooltip.ts';
import type { Click, TreeNode } from './node.ts';
import { outline } from './outline.ts';
import { elementsOf, renewed, type TreeElement } from './shown-rows.ts';

/** In milliseconds: a run of many small migrations is drawn in steps that the eye can follow. */
const REDRAW_DELAY = 50;

/** What a migration does to the schema, as Markdown; empty: that is not known. */
export type ChangesOf = (model: ProjectModel, version: string) => readonly string[];

/** Draws the outline, and of a new one only the rows that are shown and are others. */
export class MigrationsTree implements vscode.TreeDataProvider<TreeElement>, vscode.Disposable {
  readonly #projects: Pick<Projects, 'all'>;
  readonly #changesOf: ChangesOf;
  readonly #changed = new vscode.EventEmitter<TreeElement[] | undefined>();
  readonly #following: vscode.Disposable;
  #top: readonly TreeElement[];
  #timer: NodeJS.Timeout | undefined;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(projects: Pick<Projects, 'all' | 'onDidChange'>, changesOf: ChangesOf = () => []) {
    this.#projects = projects;
    this.#changesOf = changesOf;
    this.#top = elementsOf(this.#outline(), null);
    this.#following = projects.onDidChange(() => {
      this.#timer ??= setTimeout(() => {
        this.#timer = undefined;
        this.#redraw();
      }, REDRAW_DELAY);
    });
  }

  getTreeItem({ node }: TreeElement): vscode.TreeItem {
    const item = new vscode.TreeItem(plain(node.label), foldingOf(node));
    item.id = node.id;
    item.description = plain(node.description);
    item.contextValue = node.flags.join(' ');
    item.accessibilityInformation = { label: plain(node.accessibleLabel), role: 'treeitem' };
    if (node.icon !== null) {
      const { id, color } = node.icon;
      item.iconPath = new vscode.ThemeIcon(id, color ? new vscode.ThemeColor(color) : undefined);
    }
    const command = node.click === null ? undefined : this.#command(node.click, node.root);
    if (command !== undefined) item.command = command;
    return item;
  }

  async resolveTreeItem(item: vscode.TreeItem, { node }: TreeElement): Promise<vscode.TreeItem> {
    if (node.tooltip === null) return item;
    const model = this.#projects.all.find(({ id }) => id === node.root);
    const origins = model === undefined ? [] : await originsOf(model, node.problems ?? []);
    const changes =
      model === undefined || node.version === null ? [] : this.#changesOf(model, node.version);
    const tooltip = new vscode.MarkdownString(node.tooltip([...origins, ...changes]));
    tooltip.isTrusted = { enabledCommands: tooltipCommands };
    item.tooltip = tooltip;
    return item;
  }

  getChildren(element?: TreeElement): TreeElement[] {
    if (element === undefined) return [...this.#top];
    element.children = elementsOf(element.node.children?.() ?? [], element.children);
    return [...element.children];
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#following.dispose();
    this.#changed.dispose();
  }

  #redraw(): void {
    const nodes = this.#outline();
    const changed = renewed(this.#top, nodes);
    if (changed === null) {
      this.#top = elementsOf(nodes, this.#top);
      this.#changed.fire(undefined);
    } else if (changed.length > 0) {
      this.#changed.fire([...changed]);
    }
  }

  #outline(): readonly TreeNode[] {
    const views = this.#projects.all.map(
      ({ id, name, project, state, busy, lastFailure, histories }) => ({
        root: id,
        name,
        project,
        state,
        busy,
        lastFailure,
        histories,
      }),
    );
    return outline(views, { now: new Date(), locale: vscode.env.language });
  }

  #command(click: Click, root: string): vscode.Command | undefined {
    switch (click.kind) {
      case 'command':
        return { command: click.id, title: '', arguments: [{ root }] };
      case 'open': {
        const model = this.#projects.all.find(({ id }) => id === root);
        if (model === undefined) return undefined;
        return { command: 'vscode.open', title: '', arguments: [model.uriOf(click.path)] };
      }
      case 'mend': {
        const { path, line } = click.place;
        const selection = new vscode.Range(line - 1, 0, line - 1, 0);
        return {
          command: 'vscode.open',
          title: '',
          arguments: [vscode.Uri.file(path), { selection }],
        };
      }
    }
  }
}

function foldingOf({ children, isFolded }: TreeNode): vscode.TreeItemCollapsibleState {
  const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;
  if (children === null) return None;
  return isFolded ? Collapsed : Expanded;
}
