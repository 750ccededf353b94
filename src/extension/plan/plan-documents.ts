import * as vscode from 'vscode';
import type { Request } from '../../core/plan.ts';
import type { ProjectModel } from '../model/project-model.ts';
import type { Projects } from '../model/projects.ts';
import { obstacle } from '../tree/message.ts';
import { planOf } from './plan-of.ts';
import { comment, planText } from './plan-text.ts';

const SCHEME = 'strata-plan';

interface Query {
  readonly root: string;
  readonly request: Request;
}

/**
 * Plans as read-only documents. They stay what they were when somebody asked, whatever is done
 * since; only one that outlived its window is made anew.
 */
export class PlanDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #projects: Projects;
  readonly #texts = new Map<string, string>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #registrations: vscode.Disposable;

  readonly onDidChange = this.#changed.event;

  constructor(projects: Projects) {
    this.#projects = projects;
    this.#registrations = vscode.Disposable.from(
      vscode.workspace.registerTextDocumentContentProvider(SCHEME, this),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#texts.delete(uri.toString())),
    );
  }

  async show(model: ProjectModel, request: Request): Promise<void> {
    const uri = address(model, request);
    this.#texts.set(uri.toString(), textOf(model, request));
    // It may be open, from the last time the same was asked.
    this.#changed.fire(uri);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, { preview: true });
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    const text = this.#texts.get(uri.toString());
    if (text !== undefined) return text;
    const { root, request } = JSON.parse(uri.query) as Query;
    const model = this.#projects.all.find(({ id }) => id === root);
    return model === undefined ? '' : textOf(model, request);
  }

  dispose(): void {
    this.#registrations.dispose();
    this.#changed.dispose();
  }
}

function textOf({ state }: ProjectModel, request: Request): string {
  if (state.kind === 'ready') {
    const { status, target, source } = state;
    return planText({ project: status.project, target, source, plan: planOf(status, request) });
  }
  return comment(obstacle(state) ?? vscode.l10n.t('There is no plan without a database.'));
}

/** The last part of the path is the tab's title, and makes the document SQL. */
function address(model: ProjectModel, request: Request): vscode.Uri {
  const query: Query = { root: model.id, request };
  const target = model.state.kind === 'ready' ? model.state.target.name : model.name;
  const title = vscode.l10n.t('Plan for {0}', target.replaceAll(/[/\\?#]/g, '_'));
  return vscode.Uri.from({ scheme: SCHEME, path: `/${title}.sql`, query: JSON.stringify(query) });
}
