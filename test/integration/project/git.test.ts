import assert from 'node:assert/strict';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, it } from 'node:test';
import { gitUserName, originOf } from '../../../src/project/git.ts';
import { GitRepository } from '../../support/git-repository.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** `main` with one commit, and `feature/reviews` with another one that is not merged. */
function repository(): { repository: GitRepository; reviews: string } {
  const made = new GitRepository();
  made.commit('begin', '1_users.sql');
  made.git('switch', '--quiet', '--create', 'feature/reviews');
  const reviews = made.commit('add reviews', '2_reviews.sql');
  made.git('switch', '--quiet', 'main');
  return { repository: made, reviews };
}

/** What the program left behind, had it been run. */
function tracesIn(folder: string): readonly string[] {
  return readdirSync(folder).filter((name) => name.startsWith('ran-'));
}

describe('the origin of a file', () => {
  it('is the commit that added it', async () => {
    const made = new GitRepository();
    const commit = made.commit('add users', 'db/1_users.sql');
    made.write('db/1_users.sql', 'other');
    made.commit('change users');
    assert.deepEqual(await originOf(join(made.root, 'db'), '1_users.sql'), {
      commit,
      author: 'Ann',
      date: '2025-03-01',
      subject: 'add users',
      merge: null,
    });
  });

  it('is the commit that gave it its present name', async () => {
    const made = new GitRepository();
    made.commit('add users', '1_users.sql');
    made.git('mv', '1_users.sql', '2_users.sql');
    const renamed = made.commit('renumber users');
    assert.equal((await originOf(made.root, '2_users.sql'))?.commit, renamed);
  });

  it('has the branch that was merged, however the tool words it', async () => {
    for (const [subject, branch] of [
      [null, 'feature/reviews'],
      ["Merge branch 'feature/reviews' into main", 'feature/reviews'],
      ["Merge branch 'feature/reviews' of https://ann:secret@example.com/shop", 'feature/reviews'],
      ["Merge remote-tracking branch 'origin/feature/reviews'", 'origin/feature/reviews'],
      ['Merge pull request #12 from ann/reviews', 'ann/reviews'],
      ['Merged in feature/reviews (pull request #3)', 'feature/reviews'],
      ['Bring the reviews', null],
    ] as const) {
      const { repository: made, reviews } = repository();
      made.commit('meanwhile', '3_stock.sql');
      const merge = made.merge('feature/reviews', ...(subject === null ? [] : ['-m', subject]));
      made.commit('later', '4_later.sql');
      const found = await originOf(made.root, '2_reviews.sql');
      assert.deepEqual([found?.commit, found?.merge], [reviews, { commit: merge, branch }]);
      assert.equal((await originOf(made.root, '3_stock.sql'))?.merge, null, 'made on main itself');
      assert.equal((await originOf(made.root, '4_later.sql'))?.merge, null);
    }
  });

  it('is seen from the branch at hand', async () => {
    const { repository: made } = repository();
    made.commit('add stock', '3_stock.sql');
    made.git('switch', '--quiet', 'feature/reviews');
    const merge = made.merge('main');
    const { merge: brought } = (await originOf(made.root, '3_stock.sql')) ?? {};
    assert.deepEqual(brought, { commit: merge, branch: 'main' });
    assert.equal((await originOf(made.root, '2_reviews.sql'))?.merge, null);
  });

  it('is the merge of the outer branch, where branches were merged into branches', async () => {
    const { repository: made } = repository();
    made.git('switch', '--quiet', '--create', 'release');
    made.commit('prepare', '5_prepare.sql');
    made.merge('feature/reviews');
    made.git('switch', '--quiet', 'main');
    const merge = made.merge('release');
    const found = await originOf(made.root, '2_reviews.sql');
    assert.deepEqual(found?.merge, { commit: merge, branch: 'release' });
  });

  it('is the one commit of a squash, or of a fast-forward', async () => {
    const squashed = repository().repository;
    squashed.git('merge', '--quiet', '--squash', 'feature/reviews');
    const commit = squashed.commit('Add reviews (#12)');
    const found = await originOf(squashed.root, '2_reviews.sql');
    assert.deepEqual([found?.commit, found?.merge], [commit, null]);

    const { repository: forwarded, reviews } = repository();
    forwarded.git('merge', '--quiet', '--ff-only', 'feature/reviews');
    const same = await originOf(forwarded.root, '2_reviews.sql');
    assert.deepEqual([same?.commit, same?.merge], [reviews, null]);
  });

  it('is not known in a shallow clone that begins later, and known in one that does not', async () => {
    const { repository: made, reviews } = repository();
    made.merge('feature/reviews');
    made.commit('newest', '9_newest.sql');
    const parent = temporaryFolder('clones');
    const source = pathToFileURL(made.root).href;
    made.git('clone', '--quiet', '--depth=1', source, join(parent, 'one'));
    assert.equal(await originOf(join(parent, 'one'), '1_users.sql'), null);
    assert.equal(await originOf(join(parent, 'one'), '9_newest.sql'), null);
    made.git('clone', '--quiet', '--depth=2', source, join(parent, 'two'));
    assert.equal((await originOf(join(parent, 'two'), '9_newest.sql'))?.subject, 'newest');
    made.git('clone', '--quiet', source, join(parent, 'all'));
    assert.equal((await originOf(join(parent, 'all'), '2_reviews.sql'))?.commit, reviews);
  });

  it('is not known of what is not committed, nor outside a repository', async () => {
    const made = new GitRepository();
    made.write('0_early.sql');
    assert.equal(await originOf(made.root, '0_early.sql'), null, 'no commit at all');
    made.git('add', '--all');
    assert.equal(await originOf(made.root, '0_early.sql'), null);
    made.git('commit', '--quiet', '-m', 'begin');
    made.write('1_new.sql');
    assert.equal(await originOf(made.root, '1_new.sql'), null);
    assert.equal(await originOf(temporaryFolder(), '1_new.sql'), null);
    assert.equal(await originOf(join(made.root, 'nowhere'), '1_new.sql'), null);
  });

  it('is found under any name', async () => {
    const names = [
      '1_*.sql',
      ':(glob)**',
      '--output=x',
      '1_a b\tc.sql',
      '1_\'"$(id)`.sql',
      '1_ü.sql',
    ];
    const made = new GitRepository();
    made.commit('decoy', '1_decoy.sql');
    for (const name of names) made.commit(`add ${name.replace('\t', ' ')}`, name);
    for (const name of names) {
      assert.equal(
        (await originOf(made.root, name))?.subject,
        `add ${name.replace('\t', ' ')}`,
        name,
      );
    }
    assert.equal(existsSync(join(made.root, 'x')), false);
  });

  it('keeps what authors write as it is', async () => {
    const made = new GitRepository();
    made.git('config', 'user.name', 'Ünal “Bob” O’Hara');
    made.commit('€ $(touch x) `y` — ok', '1_a.sql');
    const found = await originOf(made.root, '1_a.sql');
    assert.deepEqual(
      [found?.author, found?.subject],
      ['Ünal “Bob” O’Hara', '€ $(touch x) `y` — ok'],
    );
  });
});

describe('a subject from a stranger', () => {
  it('steers no terminal', async () => {
    const made = new GitRepository();
    made.commit('begin', '1_a.sql');
    made.git('switch', '--quiet', '--create', 'other');
    made.commit('red \u001b[31m and \u009b', '2_b.sql');
    made.git('switch', '--quiet', 'main');
    made.merge('other', '-m', "Merge branch 'x\u001b]0;y\u0007'");
    const found = await originOf(made.root, '2_b.sql');
    assert.deepEqual(
      [found?.subject, found?.merge?.branch],
      ['red \uFFFD[31m and \uFFFD', 'x\uFFFD]0;y\uFFFD'],
    );
  });
});

describe('a repository from a stranger', () => {
  it('has nothing run of what it configures', async () => {
    const { repository: made } = repository();
    made.merge('feature/reviews');
    const traces = temporaryFolder('traces');
    const program = join(traces, 'evil.sh');
    writeFileSync(program, `#!/bin/sh\ntouch "${traces}/ran-$$"\n`, { mode: 0o755 });
    made.write('.gitattributes', '*.sql diff=evil filter=evil\n');
    made.git('add', '.gitattributes');
    made.git('commit', '--quiet', '-m', 'attributes');
    const signature = 'gpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----';
    const signed = join(traces, 'signed');
    writeFileSync(
      signed,
      `${made.git('cat-file', 'commit', 'HEAD').replace('\n\n', `\n${signature}\n\n`)}\n`,
    );
    made.git('reset', '--soft', made.git('hash-object', '-t', 'commit', '-w', signed));
    for (const name of [
      ...['core.fsmonitor', 'core.pager', 'core.sshCommand', 'core.editor', 'pager.log'],
      ...['diff.external', 'diff.evil.textconv', 'diff.evil.command', 'gpg.program'],
      ...['filter.evil.clean', 'filter.evil.smudge', 'credential.helper', 'alias.log'],
    ]) {
      made.git('config', name, name === 'alias.log' ? `!${program}` : program);
    }
    made.git('config', 'log.showSignature', 'true');
    made.git('config', 'log.follow', 'true');
    made.git('config', 'core.hooksPath', traces);
    assert.equal((await originOf(made.root, '2_reviews.sql'))?.merge?.branch, 'feature/reviews');
    assert.equal((await originOf(made.root, '.gitattributes'))?.subject, 'attributes');
    assert.equal(await gitUserName(made.root), 'Ann');
    assert.deepEqual(tracesIn(traces), []);
  });

  it('fetches nothing that a partial clone lacks', async () => {
    const { repository: made } = repository();
    made.git('config', 'uploadpack.allowFilter', 'true');
    const clone = join(temporaryFolder('clones'), 'partial');
    const traces = temporaryFolder('traces');
    const program = join(traces, 'evil.sh');
    writeFileSync(program, `#!/bin/sh\ntouch "${traces}/ran-$$"\nexit 1\n`, { mode: 0o755 });
    const source = pathToFileURL(made.root).href;
    made.git('clone', '--quiet', '--filter=tree:0', '--no-checkout', source, clone);
    made.git('-C', clone, 'config', 'remote.origin.url', 'ssh://example.com/shop');
    made.git('-C', clone, 'config', 'core.sshCommand', program);
    made.git('-C', clone, 'config', 'remote.origin.uploadpack', program);
    assert.equal(await originOf(clone, '1_users.sql'), null);
    assert.deepEqual(tracesIn(traces), []);
  });
});

describe('git’s user', () => {
  it('is the repository’s', async () => {
    assert.equal(await gitUserName(new GitRepository().root), 'Ann');
  });
});

describe('without git', () => {
  it('nothing is known', async () => {
    const { repository: made } = repository();
    const path = process.env.PATH;
    process.env.PATH = temporaryFolder('empty');
    try {
      assert.equal(await originOf(made.root, '1_users.sql'), null);
      assert.equal(await gitUserName(made.root), null);
    } finally {
      process.env.PATH = path;
    }
  });
});
