import * as vscode from 'vscode';
import type { Repair } from '../../core/repair.ts';
import { planRepair } from '../../runner/plan-repair.ts';
import type { ProjectModel } from '../model/project-model.ts';
import type { Projects } from '../model/projects.ts';
import { ready } from '../model/ready.ts';
import { ReadOnlyDocuments } from '../read-only-documents.ts';

interface Query {
  /** The project's. */
  readonly id: string;
  readonly repair: Repair;
}

/** What repairs would change in the history, as documents. */
export class RepairDocuments implements vscode.Disposable {
  readonly #documents: ReadOnlyDocuments<Query>;

  constructor(projects: Pick<Projects, 'all'>) {
    this.#documents = new ReadOnlyDocuments('strata-repair', async ({ id, repair }) => {
      const { repairText } = await import('./repair-text.ts');
      const state = projects.all.find((each) => each.id === id)?.state;
      if (state?.kind !== 'ready') return '';
      const { status, source } = state;
      return repairText(status, source, repair, planRepair(status, repair));
    });
  }

  async show(model: ProjectModel, repair: Repair): Promise<void> {
    const { target } = ready(model);
    const title = vscode.l10n.t('History Change on {0}', target.name) + '.diff';
    await this.#documents.show(title, { id: model.id, repair });
  }

  dispose(): void {
    this.#documents.dispose();
  }
}
