import * as vscode from 'vscode';
import type { Drift } from '../../checks/drift.ts';
import { driftLines } from '../../checks/drift-text.ts';
import { comment } from '../../sql/comment.ts';
import type { CommandId } from '../commands/command-ids.ts';
import type { ProjectModel } from '../model/project-model.ts';
import { ReadOnlyDocuments } from '../read-only-documents.ts';

const SCHEME = 'strata-drift';

interface Query {
  /** The project's. */
  readonly id: string;
}

/** What databases are besides what their migrations make, as documents; a lens makes a migration of it. */
export class DriftDocuments implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #drifts = new Map<string, Drift>();
  readonly #texts = new Map<string, string>();
  readonly #registered = vscode.languages.registerCodeLensProvider({ scheme: SCHEME }, this);
  readonly #documents = new ReadOnlyDocuments<Query>(
    SCHEME,
    ({ id }) =>
      // After the window was loaded again, what was seen then is of the past.
      this.#texts.get(id) ?? comment(vscode.l10n.t('Ask again to see the drift as it is now.')),
  );

  async show({ id }: ProjectModel, drift: Drift, where: string, place: string): Promise<void> {
    this.#drifts.set(id, drift);
    this.#texts.set(id, driftDocument(drift, where, place));
    await this.#documents.show(vscode.l10n.t('Drift of {0}', where) + '.sql', { id });
  }

  /** What was last shown of a project; undefined: nothing was, in this window. */
  of({ id }: ProjectModel): Drift | undefined {
    return this.#drifts.get(id);
  }

  provideCodeLenses({ uri }: vscode.TextDocument): vscode.CodeLens[] {
    const { id } = JSON.parse(uri.query) as Query;
    if (!this.#drifts.get(id)?.changes.length) return [];
    const lens = new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), {
      title: vscode.l10n.t('Create a migration that makes these changes…'),
      tooltip: vscode.l10n.t('It is drafted, opened to be read, and not applied'),
      command: 'strata.createFromDrift' satisfies CommandId,
      arguments: [{ root: id }],
    });
    return [lens];
  }

  dispose(): void {
    this.#registered.dispose();
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
