import { posix } from 'node:path';
import * as vscode from 'vscode';
import type { MigrationStatus } from '../../core/state.ts';
import type { AppliedText } from '../../project/applied-text.ts';
import type { ProjectModel } from '../model/project-model.ts';
import type { Projects } from '../model/projects.ts';
import { ready } from '../model/ready.ts';
import { ReadOnlyDocuments } from '../read-only-documents.ts';

interface Query {
  /** The project's. */
  readonly id: string;
  readonly version: string;
  readonly side: keyof AppliedText;
}

/** Edited migrations beside what was applied, as far as that is known. */
export class AppliedTexts implements vscode.Disposable {
  readonly #documents: ReadOnlyDocuments<Query>;

  constructor(projects: Pick<Projects, 'all'>) {
    this.#documents = new ReadOnlyDocuments('strata-applied', async ({ id, version, side }) => {
      const model = projects.all.find((each) => each.id === id);
      const texts = model && (await textsOf(model, version));
      return texts?.[side] ?? '';
    });
  }

  /** @returns false where nobody has that text, so that there is nothing to compare with */
  async compare(model: ProjectModel, { version, description, migration }: MigrationStatus) {
    if (migration === null || (await textsOf(model, version)) === null) return false;
    const { path, marker } = migration.up;
    const query = { id: model.id, version };
    const document = (side: keyof AppliedText): Promise<vscode.Uri> =>
      this.#documents.prepare(posix.basename(path), { ...query, side });
    const applied = await document('applied');
    // Of a file that holds more than this script, the script alone.
    const now = marker === null ? model.uriOf(path) : await document('now');
    const title = vscode.l10n.t('{0}: applied ↔ now', description);
    await vscode.commands.executeCommand('vscode.diff', applied, now, title, { preview: false });
    return true;
  }

  dispose(): void {
    this.#documents.dispose();
  }
}

async function textsOf(model: ProjectModel, version: string): Promise<AppliedText | null> {
  const found = ready(model).status.migrations.find((each) => each.version === version);
  const applied = found && (await model.appliedText(found));
  return applied == null ? null : { applied, now: found?.migration?.up.sql ?? '' };
}
