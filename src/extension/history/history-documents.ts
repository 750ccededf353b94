import * as vscode from 'vscode';
import type { ProjectModel } from '../model/project-model.ts';
import type { Projects } from '../model/projects.ts';
import { ready } from '../model/ready.ts';
import { ReadOnlyDocuments } from '../read-only-documents.ts';

interface Query {
  /** The project's. */
  readonly id: string;
}

/** History tables as documents. */
export class HistoryDocuments implements vscode.Disposable {
  readonly #documents: ReadOnlyDocuments<Query>;

  constructor(projects: Projects) {
    this.#documents = new ReadOnlyDocuments('strata-history', async ({ id }) => {
      const { historyText } = await import('./history-text.ts');
      const state = projects.all.find((each) => each.id === id)?.state;
      return state?.kind === 'ready' ? historyText(state.status) : '';
    });
  }

  /** @throws StrataError why there is no database to read */
  async show(model: ProjectModel): Promise<void> {
    await model.refresh();
    const { target } = ready(model);
    await this.#documents.show(vscode.l10n.t('History of {0}', target.name), { id: model.id });
  }

  dispose(): void {
    this.#documents.dispose();
  }
}
