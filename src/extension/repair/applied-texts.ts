import { posix } from 'node:path';
import * as vscode from 'vscode';
import type { MigrationStatus } from '../../core/state.ts';
import { appliedText, type AppliedText } from '../../project/applied-text.ts';
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

/** Edited migrations beside what was applied, as far as git knows it. */
export class AppliedTexts implements vscode.Disposable {
  readonly #documents: ReadOnlyDocuments<Query>;

  constructor(projects: Pick<Projects, 'all'>) {
    this.#documents = new ReadOnlyDocuments('strata-applied', async ({ id, version, side }) => {
      const model = projects.all.find((each) => each.id === id);
      const texts = model && (await textsOf(model, version));
      return texts?.[side] ?? '';
    });
  }

  /** @returns false where git has no such text, so that there is nothing to compare with */
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

/** In a stranger's folder, where there is no status either, git is not asked. */
async function textsOf(model: ProjectModel, version: string): Promise<AppliedText | null> {
  const { migrations, project } = ready(model).status;
  const { migration, row } = migrations.find((each) => each.version === version) ?? {};
  return migration && row ? await appliedText(project, migration, row, null) : null;
}
