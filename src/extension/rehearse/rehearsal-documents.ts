import * as vscode from 'vscode';
import type { Rehearsed } from '../../runner/rehearsal-text.ts';
import { comment } from '../../sql/comment.ts';
import type { ProjectModel } from '../model/project-model.ts';
import { ReadOnlyDocuments } from '../read-only-documents.ts';

interface Query {
  /** The project's. */
  readonly id: string;
}

/** What a project's newest rehearsal has shown, as a read-only document. */
export class RehearsalDocuments implements vscode.Disposable {
  readonly #texts = new Map<string, string>();
  readonly #documents = new ReadOnlyDocuments<Query>(
    'strata-rehearsal',
    ({ id }) =>
      // After the window was loaded again, what was seen then is of the past.
      this.#texts.get(id) ?? comment(vscode.l10n.t('Rehearse again to see what happens now.')),
  );

  async show({ id }: ProjectModel, rehearsed: Rehearsed): Promise<void> {
    const { rehearsalText } = await import('../../runner/rehearsal-text.ts');
    const query = { id };
    this.#texts.set(id, rehearsalText(rehearsed));
    await this.#documents.show(vscode.l10n.t('Rehearsal for {0}', rehearsed.where) + '.sql', query);
  }

  dispose(): void {
    this.#documents.dispose();
  }
}
