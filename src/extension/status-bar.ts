import * as vscode from 'vscode';
import { followEditor } from './follow/follow-editor.ts';
import type { ProjectModel } from './model/project-model.ts';
import type { Projects } from './model/projects.ts';
import { plain } from './text/plain.ts';
import { statusText } from './text/status-text.ts';
import { projectsShown } from './tree/outline.ts';
import { VIEW_ID } from './tree/view.ts';

const WARNING = new vscode.ThemeColor('statusBarItem.warningBackground');

/** Target and pending count of the project at hand: the open file's, else the first. */
export class StatusBar implements vscode.Disposable {
  readonly #projects: Projects;
  readonly #item: vscode.StatusBarItem;
  readonly #following: vscode.Disposable;

  constructor(projects: Projects) {
    this.#projects = projects;
    this.#item = vscode.window.createStatusBarItem(
      'strata.status',
      vscode.StatusBarAlignment.Left,
      50,
    );
    this.#item.name = vscode.l10n.t('Migrations');
    this.#following = followEditor(projects.onDidChange, () => {
      this.#update();
    });
  }

  dispose(): void {
    this.#following.dispose();
    this.#item.dispose();
  }

  #update(): void {
    const model = this.#atHand();
    const words = model === undefined ? null : statusText(model.state, model.busy);
    if (model === undefined || words === null) {
      this.#item.hide();
      return;
    }
    this.#item.text = words.text;
    this.#item.tooltip = `${plain(model.name)}\n${words.tooltip}`;
    this.#item.backgroundColor = words.isProtected ? WARNING : undefined;
    this.#item.command = commandFor(model);
    this.#item.accessibilityInformation = { label: words.accessible };
    this.#item.show();
  }

  #atHand(): ProjectModel | undefined {
    const document = vscode.window.activeTextEditor?.document;
    const shown = projectsShown(this.#projects.all);
    const open = document && this.#projects.of(document.uri);
    return open !== undefined && shown.includes(open) ? open : shown[0];
  }
}

/** Where there is nothing to select, the view has more to say. */
function commandFor({ id, environments }: ProjectModel): vscode.Command {
  return environments.length > 0
    ? { command: 'strata.selectEnvironment', title: '', arguments: [{ root: id }] }
    : { command: `${VIEW_ID}.focus`, title: '' };
}
