import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Problem, ProblemCode } from '../../../src/core/problem.ts';
import { MigrationReader } from '../../../src/project/migrations.ts';
import { openProject } from '../../../src/project/project.ts';
import { explainedByOrigin, originText, withOrigins } from '../../../src/runner/origins.ts';
import { GitRepository } from '../../support/git-repository.ts';

function problemAt(code: ProblemCode, path: string | null): Problem {
  return { code, severity: 'error', message: 'What is wrong.', path, version: '3', location: null };
}

/** Two branches have made the same number, and were merged. */
function merged(): { repository: GitRepository; hashes: readonly string[]; merge: string } {
  const repository = new GitRepository();
  repository.commit('begin', 'db/migrations/V001__users/up.sql');
  repository.git('switch', '--quiet', '--create', 'feature/reviews');
  const reviews = repository.commit(
    'add reviews',
    'db/migrations/V002__reviews/up.sql',
    'db/migrations/V002__reviews/down.sql',
  );
  repository.git('switch', '--quiet', 'main');
  repository.git('config', 'user.name', 'Bob');
  const stock = repository.commit('add stock', 'db/migrations/V002__stock/up.sql');
  return { repository, hashes: [reviews, stock], merge: repository.merge('feature/reviews') };
}

describe('where two migrations with one number come from', () => {
  it('is told of each: commit, author, date, and the branch that was merged', async () => {
    const { repository, hashes } = merged();
    const project = await openProject(repository.root, { migrationsFolder: 'db/migrations' });
    const { problems } = await new MigrationReader(project).read();
    const duplicates = problems.filter(({ code }) => code === 'duplicate-version');
    const told = await withOrigins(project, duplicates);
    const [reviews = '', stock = ''] = hashes.map((hash) => hash.slice(0, 7));
    assert.deepEqual(
      told.map(({ message }) => message.split('\n').at(-1)),
      [
        `V002__reviews came with commit ${reviews} “add reviews” by Ann on 2025-03-01, merged from feature/reviews.`,
        `V002__stock came with commit ${stock} “add stock” by Bob on 2025-03-01.`,
      ],
    );
  });

  it('has the merge itself where that names no branch', async () => {
    const repository = new GitRepository();
    repository.commit('begin', '1_users.sql');
    repository.git('switch', '--quiet', '--create', 'other');
    const commit = repository.commit('add {0}', '2_carts.sql');
    repository.git('switch', '--quiet', 'main');
    const merge = repository.merge('other', '-m', 'Carts');
    const project = { root: repository.root, migrationsFolder: '' };
    assert.equal(
      await originText(project, '2_carts.sql'),
      `2_carts.sql came with commit ${commit.slice(0, 7)} “add {0}” by Ann on 2025-03-01, merged by ${merge.slice(0, 7)}.`,
    );
  });
});

describe('problems that no branch brought', () => {
  it('stay as they are', async () => {
    const { repository } = merged();
    const project = { root: repository.root, migrationsFolder: 'db/migrations' };
    const problems = [
      problemAt('modified', 'db/migrations/V001__users/up.sql'),
      problemAt('gap', null),
      problemAt('gap', 'db/migrations/V009__none/up.sql'),
    ];
    assert.deepEqual(await withOrigins(project, problems), problems);
    assert.deepEqual(problems.map(explainedByOrigin), [
      [],
      [],
      ['db/migrations/V009__none/up.sql'],
    ]);
  });
});
