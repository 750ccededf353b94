import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'mocha';
import * as vscode from 'vscode';
import type { StrataApi, StrataExtension, StrataProject } from '../../../src/extension/api/api.ts';

describe('what the extension exports', () => {
  let api: StrataApi;
  let project: StrataProject;

  before(async () => {
    const extension = vscode.extensions.getExtension<StrataExtension>('strata.strata-migrations');
    const exported = await extension?.activate();
    assert.ok(exported);
    api = exported.getApi(1);
    project = api.projects[0] ?? (await firstProject(api));
  });

  it('is an API by its version', async () => {
    const extension = vscode.extensions.getExtension<StrataExtension>('strata.strata-migrations');
    const exported = (await extension?.activate()) as { getApi(version: number): StrataApi };
    assert.equal(exported.getApi(1), api);
    assert.throws(() => exported.getApi(2), /no version 2/);
  });

  it('tells of a project what the view tells', async () => {
    assert.deepEqual(
      (await project.status()).map(({ version, description, state }) => [
        version,
        description,
        state,
      ]),
      [
        ['1', 'users', 'pending'],
        ['2', 'carts', 'pending'],
      ],
    );
    assert.equal(project.convention, 'sqlx');
    assert.equal(project.environment, 'development');
    const { valid } = await project.validate();
    assert.equal(valid, true);
    // Looking makes no database.
    assert.equal(existsSync(join(project.root.fsPath, 'shop.db')), false);
  });

  it('applies up to a version, and says what changed', async () => {
    const changed = new Promise<StrataProject | undefined>((resolve) => {
      const listening = api.onDidChange((which) => {
        listening.dispose();
        resolve(which);
      });
    });
    const applied = await project.apply({ to: '1' });
    assert.deepEqual(
      applied?.map(({ version }) => version),
      ['1'],
    );
    assert.equal(await changed, project);
    assert.deepEqual(
      (await project.pending()).map(({ version }) => version),
      ['2'],
    );
  });
});

function firstProject({ projects, onDidChange }: StrataApi): Promise<StrataProject> {
  const [known] = projects;
  if (known !== undefined) return Promise.resolve(known);
  return new Promise((resolve) => {
    const listening = onDidChange((project) => {
      if (project === undefined) return;
      listening.dispose();
      resolve(project);
    });
  });
}
