import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createMigration } from '../../../src/project/create.ts';
import { openProject, type Project } from '../../../src/project/project.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const request = {
  name: 'add users',
  now: new Date('2025-03-03T10:00:00Z'),
  reversible: null,
  numbering: null,
  author: 'Ann',
  sql: null,
};

async function folders(): Promise<Project> {
  const root = temporaryFolder('create');
  return await openProject(root, { convention: 'versioned-folders' });
}

describe('a new migration of a folder for itself', () => {
  it('has all its files, and its author', async () => {
    const project = await folders();
    const created = await createMigration(project, request);
    const folder = `${project.migrationsFolder}/V001__add_users`;
    assert.deepEqual(created, [
      `${folder}/up.sql`,
      `${folder}/down.sql`,
      `${folder}/metadata.yaml`,
    ]);
    const metadata = readFileSync(join(project.root, `${folder}/metadata.yaml`), 'utf8');
    assert.match(metadata, /^author: "Ann"$/m);
  });

  it('leaves nothing behind where one of them could not be written', async () => {
    const project = await folders();
    const { convention, migrationsFolder, root } = project;
    const scaffold: typeof convention.scaffold = (asked, existing) => {
      const [first, ...others] = convention.scaffold(asked, existing);
      assert.ok(first);
      return [first, ...others, { path: `${first.path}/inside`, content: '' }];
    };
    const broken = { ...project, convention: { ...convention, scaffold } };
    await assert.rejects(createMigration(broken, request), /The migration was not created/);
    assert.equal(existsSync(join(root, migrationsFolder)), false);

    mkdirSync(join(root, migrationsFolder, 'mine'), { recursive: true });
    writeFileSync(join(root, migrationsFolder, 'mine/notes.txt'), 'x');
    await assert.rejects(createMigration(broken, request), /The migration was not created/);
    assert.equal(existsSync(join(root, migrationsFolder, 'V001__add_users')), false);
    assert.equal(existsSync(join(root, migrationsFolder, 'mine/notes.txt')), true);
  });
});
