import * as vscode from 'vscode';
import type { Request } from '../../core/plan.ts';
import { rehearsalText, type Rehearsed } from '../../runner/rehearsal-text.ts';
import { comment } from '../../sql/comment.ts';
import type { ProjectModel } from '../model/project-model.ts';
import { ReadOnlyDocuments } from '../read-only-documents.ts';

interface Query {
  /** The project's. */
  readonly id: string;
  readonly request: Request;
}

/** What rehearsals have shown, as read-only documents; the same one anew where the same is rehearsed again. */
export class RehearsalDocuments implements vscode.Disposable {
  readonly #texts = new Map<string, string>();
  readonly #documents = new ReadOnlyDocuments<Query>(
    'strata-rehearsal',
    (query) =>
      // After the window was loaded again, what was seen then is of the past.
      this.#texts.get(JSON.stringify(query)) ??
      comment(vscode.l10n.t('Rehearse again to see what happens now.')),
  );

  async show({ id }: ProjectModel, request: Request, rehearsed: Rehearsed): Promise<void> {
    const query = { id, request };
    this.#texts.set(JSON.stringify(query), rehearsalText(rehearsed));
    await this.#documents.show(vscode.l10n.t('Rehearsal for {0}', rehearsed.where) + '.sql', query);
  }

  dispose(): void {
    this.#documents.dispose();
  }
}
