import * as vscode from 'vscode';
import type { Schema, Schemas } from '../../schema/schema.ts';
import { comment } from '../../sql/comment.ts';
import type { ProjectModel } from '../model/project-model.ts';
import { ReadOnlyDocuments } from '../read-only-documents.ts';

interface Query {
  /** The project's. */
  readonly id: string;
  readonly of: string;
}

/** Two schemas beside each other, as documents to read. */
export class SchemaDocuments implements vscode.Disposable {
  readonly #texts = new Map<string, string>();
  readonly #documents = new ReadOnlyDocuments<Query>(
    'strata-schema',
    (query) =>
      // After the window was loaded again, what was seen then is of the past.
      this.#texts.get(JSON.stringify(query)) ??
      comment(vscode.l10n.t('Ask again to see the schema as it is now.')),
  );

  async compare(
    { id }: ProjectModel,
    title: string,
    [left, right]: readonly [Side, Side],
  ): Promise<void> {
    const { schemaText } = await import('../../schema/document.ts');
    const prepare = async ({ name, schema }: Side): Promise<vscode.Uri> => {
      const query = { id, of: `${title}\n${name}` };
      this.#texts.set(JSON.stringify(query), `${schemaText(schema)}\n`);
      return await this.#documents.prepare(`${name}.sql`, query);
    };
    const [before, after] = [await prepare(left), await prepare(right)];
    await vscode.commands.executeCommand('vscode.diff', before, after, title, { preview: false });
  }

  dispose(): void {
    this.#documents.dispose();
  }
}

interface Side {
  readonly name: string;
  readonly schema: Schema;
}

/** Before and after, for people. */
export function sidesOf({ before, after }: Schemas & { after: Schema }): readonly [Side, Side] {
  return [
    { name: vscode.l10n.t('before'), schema: before },
    { name: vscode.l10n.t('after'), schema: after },
  ];
}
