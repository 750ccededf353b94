import * as vscode from 'vscode';
import type { Request } from '../../core/plan.ts';
import { comment } from '../../sql/comment.ts';
import type { ProjectModel } from '../model/project-model.ts';
import type { Projects } from '../model/projects.ts';
import { ReadOnlyDocuments } from '../read-only-documents.ts';
import { obstacle } from '../tree/message.ts';
import { planOf } from './plan-of.ts';

interface Query {
  /** The project's. */
  readonly id: string;
  readonly request: Request;
}

/** Plans as documents. */
export class PlanDocuments implements vscode.Disposable {
  readonly #documents: ReadOnlyDocuments<Query>;

  constructor(projects: Pick<Projects, 'all'>) {
    this.#documents = new ReadOnlyDocuments('strata-plan', async ({ id, request }) => {
      const model = projects.all.find((each) => each.id === id);
      return model === undefined ? '' : await textOf(model, request);
    });
  }

  async show(model: ProjectModel, request: Request): Promise<void> {
    const { id, state, name } = model;
    const target = state.kind === 'ready' ? state.target.name : name;
    await this.#documents.show(vscode.l10n.t('Plan for {0}', target) + '.sql', { id, request });
  }

  dispose(): void {
    this.#documents.dispose();
  }
}

async function textOf({ state }: ProjectModel, request: Request): Promise<string> {
  if (state.kind === 'ready') {
    const { planText } = await import('./plan-text.ts');
    const { status, target, source } = state;
    return planText({ project: status.project, target, source, plan: planOf(status, request) });
  }
  return comment(obstacle(state) ?? vscode.l10n.t('There is no plan without a database.'));
}
