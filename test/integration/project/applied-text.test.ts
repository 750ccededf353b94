import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { HistoryRow } from '../../../src/core/migration.ts';
import { appliedText } from '../../../src/project/applied-text.ts';
import { MigrationReader } from '../../../src/project/migrations.ts';
import { openProject } from '../../../src/project/project.ts';
import { GitRepository } from '../../support/git-repository.ts';
import { sum } from '../../support/sums.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

function recorded(checksum: string): HistoryRow {
  return {
    ...{ version: '1', description: null, outcome: 'applied', checksum, appliedAt: null },
    ...{ durationMs: null, appliedBy: null, error: null, outsideFiles: false, columns: {} },
  };
}

/** What was applied, by the checksum, of the only migration. */
async function find(root: string, convention: string, checksum: string) {
  const project = await openProject(root, { convention, migrationsFolder: 'migrations' });
  const { migrations } = await new MigrationReader(project).read();
  const [migration] = migrations;
  assert.ok(migration);
  return appliedText(project, migration, recorded(checksum), null);
}

const FILE = 'migrations/1_users.sql';
const TEXTS = [
  'CREATE TABLE users (id int);\n',
  'CREATE TABLE users (id bigint);\n',
  'SELECT 1;\n',
];
const [first = '', second = '', third = ''] = TEXTS;

/** The texts, one commit after the other, and an edit that is not committed. */
function edited(path = FILE, texts: readonly string[] = TEXTS): GitRepository {
  const repository = new GitRepository();
  for (const [index, text] of texts.entries()) {
    repository.write(path, text);
    repository.commit(`edit ${index}`);
  }
  repository.write(path, 'SELECT 2;\n');
  return repository;
}

describe('the text that was applied', () => {
  it('is the committed one whose checksum was recorded', async () => {
    const { root } = edited();
    for (const text of TEXTS) {
      assert.deepEqual(await find(root, 'sqlx', sum(384, text)), {
        applied: text,
        now: 'SELECT 2;\n',
      });
    }
  });

  it('is found where it is on another branch, or was merged away', async () => {
    const repository = edited(FILE, [first]);
    repository.git('checkout', '--quiet', '--force', '-b', 'other');
    repository.write(FILE, second);
    repository.commit('other');
    repository.git('switch', '--quiet', 'main');
    assert.equal((await find(repository.root, 'sqlx', sum(384, second)))?.applied, second);
    // The merge itself makes a text that neither side has.
    repository.git('merge', '--quiet', '--no-ff', '--no-commit', 'other');
    repository.write(FILE, third);
    repository.commit('merge');
    assert.equal((await find(repository.root, 'sqlx', sum(384, third)))?.applied, third);
  });

  it('is found under the name that the file had', async () => {
    const long = `${first}-- ${'padding '.repeat(40)}\n`;
    const repository = edited('migrations/V001__user/up.sql', [long]);
    repository.git('checkout', '--quiet', '--', '.');
    repository.git('mv', 'migrations/V001__user', 'migrations/V001__users');
    repository.commit('rename');
    repository.write('migrations/V001__users/up.sql', `${long}SELECT 1;\n`);
    repository.commit('edit');
    const found = await find(repository.root, 'versioned-folders', sum(256, long));
    assert.deepEqual(found, { applied: long, now: `${long}SELECT 1;\n` });
  });

  it('is of the up section alone, whichever length its tool records', async () => {
    const file = (up: string) => `-- UP\n${up}\n-- DOWN\nDROP TABLE users;\n`;
    const { root } = edited('migrations/20250120000001_users.sql', [
      file('CREATE TABLE users (id int);'),
      file('CREATE TABLE users (id bigint);'),
    ]);
    const whole = sum(256, 'CREATE TABLE users (id int);');
    for (const checksum of [whole, whole.slice(0, 16)]) {
      const found = await find(root, 'sections', checksum);
      assert.equal(found?.applied, 'CREATE TABLE users (id int);');
    }
  });

  it('is the same text where git has changed its line endings', async () => {
    const { root } = edited();
    const crlf = first.replaceAll('\n', '\r\n');
    assert.equal((await find(root, 'sqlx', sum(384, crlf)))?.applied, crlf);
  });

  it('is unknown where it was never committed, and without a repository', async () => {
    const { root } = edited();
    assert.equal(await find(root, 'sqlx', sum(384, 'never')), null);
    const empty = new GitRepository();
    empty.write(FILE, first);
    assert.equal(await find(empty.root, 'sqlx', sum(384, first)), null);
    const bare = temporaryFolder('no-repository');
    mkdirSync(join(bare, 'migrations'));
    writeFileSync(join(bare, FILE), first);
    assert.equal(await find(bare, 'sqlx', sum(384, first)), null);
  });
});
