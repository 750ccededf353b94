import * as vscode from 'vscode';
import type { Drift } from '../../checks/drift.ts';
import { driftLines } from '../../checks/drift-text.ts';
import { comment } from '../../sql/comment.ts';
import type { ProjectModel } from '../model/project-model.ts';
import { ReadOnlyDocuments } from '../read-only-documents.ts';

interface Query {
  /** The project's. */
  readonly id: string;
}

/** What databases are besides what their migrations make, as documents. */
export class DriftDocuments implements vscode.Disposable {
  readonly #texts = new Map<string, string>();
  readonly #documents = new ReadOnlyDocuments<Query>(
    'strata-drift',
    ({ id }) =>
      // After the window was loaded again, what was seen then is of the past.
      this.#texts.get(id) ?? comment(vscode.l10n.t('Ask again to see the drift as it is now.')),
  );

  async show({ id }: ProjectModel, drift: Drift, where: string, place: string): Promise<void> {
    this.#texts.set(id, driftDocument(drift, where, place));
    await this.#documents.show(vscode.l10n.t('Drift of {0}', where) + '.sql', { id });
  }

  dispose(): void {
    this.#documents.dispose();
  }
}

function driftDocument({ changes, reservations }: Drift, where: string, place: string): string {
  const lines = driftLines(changes);
  const head =
    lines.length === 0
      ? vscode.l10n.t('{0} is as its applied migrations make it ({1}).', where, place)
      : vscode.l10n.t('{0} is not as its applied migrations make it ({1}):', where, place);
  const parts = [
    [head],
    lines.map((line) => `• ${line}`),
    reservations.length === 0 ? [] : [vscode.l10n.t('What cannot be told:')],
    reservations.map((line) => `• ${line}`),
  ];
  return `${comment(
    parts
      .filter((part) => part.length > 0)
      .map((part) => part.join('\n'))
      .join('\n\n'),
  )}\n`;
}
