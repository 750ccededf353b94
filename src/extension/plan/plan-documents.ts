import * as vscode from 'vscode';
import type { Request } from '../../core/plan.ts';
import type { ProjectModel } from '../model/project-model.ts';
import type { Projects } from '../model/projects.ts';
import { messageFor } from '../tree/message.ts';
import { planOf } from './plan-of.ts';
import { comment, planText } from './plan-text.ts';

const SCHEME = 'strata-plan';

interface Query {
  readonly root: string;
  readonly request: Request;
}

/** Plans as read-only documents. What is asked for stands in the address: they show what is true now. */
export class PlanDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #projects: Projects;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #registrations: vscode.Disposable;

  readonly onDidChange = this.#changed.event;

  constructor(projects: Projects) {
    this.#projects = projects;
    this.#registrations = vscode.Disposable.from(
      vscode.workspace.registerTextDocumentContentProvider(SCHEME, this),
      projects.onDidChange(() => {
        for (const { uri } of vscode.workspace.textDocuments) {
          if (uri.scheme === SCHEME) this.#changed.fire(uri);
        }
      }),
    );
  }

  async show(model: ProjectModel, request: Request): Promise<void> {
    const document = await vscode.workspace.openTextDocument(address(model, request));
    await vscode.window.showTextDocument(document, { preview: true });
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    const { root, request } = JSON.parse(uri.query) as Query;
    const state = this.#projects.all.find((each) => each.root === root)?.state;
    if (state?.kind === 'ready') {
      const { status, target, source } = state;
      return planText({ project: status.project, target, source, plan: planOf(status, request) });
    }
    const reason = state === undefined ? null : messageFor(state);
    return comment(reason ?? vscode.l10n.t('There is no plan without a database.'));
  }

  dispose(): void {
    this.#registrations.dispose();
    this.#changed.dispose();
  }
}

/** The last part of the path is the tab's title, and makes the document SQL. */
function address(model: ProjectModel, request: Request): vscode.Uri {
  const query: Query = { root: model.root, request };
  const target = model.state.kind === 'ready' ? model.state.target.name : model.folder.name;
  const title = vscode.l10n.t('Plan for {0}', target.replaceAll(/[/\\?#]/g, '_'));
  return vscode.Uri.from({ scheme: SCHEME, path: `/${title}.sql`, query: JSON.stringify(query) });
}
