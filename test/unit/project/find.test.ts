import assert from 'node:assert/strict';
import { chmodSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { describe, it } from 'node:test';
import { findProjects } from '../../../src/project/find.ts';
import { MigrationReader } from '../../../src/project/migrations.ts';
import { openProject } from '../../../src/project/project.ts';
import { tree } from './tree.ts';

/** Each as `root: folder`, relative to the tree. */
async function find(files: Readonly<Record<string, string>>, below = '') {
  const top = join(tree(files), below);
  const found = await findProjects(top);
  return found.map(({ root, migrationsFolder }) => {
    const name = relative(top, root).replaceAll('\\', '/');
    return `${name === '' ? '.' : name}: ${migrationsFolder ?? 'as configured'}`;
  });
}

describe('projects', () => {
  it('are found in a monorepo, each of its own tool', async () => {
    const top = tree({
      'package.json': '{}',
      'services/billing/Cargo.toml': '',
      'services/billing/migrations/1_users.up.sql': '',
      'services/billing/migrations/1_users.down.sql': '',
      'packages/web/package.json': '{}',
      'packages/web/src/db/migrations/sql/20250101000000_users.sql': '-- UP\n-- DOWN\n',
      'tools/telemetry/pyproject.toml': '',
      'tools/telemetry/capture/versions/V001__users/up.sql': '',
      'tools/telemetry/capture/versions/V002__carts/up.sql': '',
      'shop/strata.json': '{ "migrations": "changes" }',
      'shop/changes/1_a.sql': '',
      'crates/store/sqlx.toml': '[migrate]\nmigrations-dir = "schema"\n',
      'crates/store/schema/1_a.sql': '',
    });
    const opened = await Promise.all(
      (await findProjects(top)).map(async ({ root, migrationsFolder }) => {
        const found = await openProject(root, { migrationsFolder: migrationsFolder ?? undefined });
        const { candidates } = await new MigrationReader(found).read();
        return [
          ...[relative(top, root), migrationsFolder, found.migrationsFolder],
          ...[found.convention.id, candidates.length],
        ];
      }),
    );
    assert.deepEqual(opened, [
      ['crates/store', null, 'schema', 'sqlx', 1],
      ['packages/web', 'src/db/migrations/sql', 'src/db/migrations/sql', 'sections', 1],
      ['services/billing', 'migrations', 'migrations', 'sqlx', 1],
      ['shop', null, 'changes', 'sqlx', 1],
      ['tools/telemetry', 'capture/versions', 'capture/versions', 'versioned-folders', 2],
    ]);
  });

  it('are found in each of the usual places', async () => {
    for (const place of [
      'migrations',
      'db/migrations',
      'database/migrations',
      'sql/migrations',
      'src/migrations',
      'src/db/migrations',
      'src/db/migrations/sql',
    ]) {
      assert.deepEqual(await find({ [`${place}/1_a.sql`]: '' }), [`.: ${place}`]);
      assert.deepEqual(await find({ [`app/${place}/1_a.sql`]: '' }), [`app: ${place}`]);
    }
  });

  it('begin at a folder that is a project by itself', async () => {
    const files = { 'packages/db/migrations/1_a.sql': '' };
    assert.deepEqual(await find(files), ['packages: db/migrations']);
    const itself = { ...files, 'packages/db/package.json': '{}' };
    assert.deepEqual(await find(itself), ['packages/db: migrations']);
  });

  it('begin elsewhere at the nearest manifest, and no higher than was looked', async () => {
    const pair = { 'go.mod': '', 'a/internal/store/1_a.up.sql': '' };
    assert.deepEqual(await find(pair), ['.: a/internal/store']);
    assert.deepEqual(await find({ ...pair, 'a/.env': '' }), ['a: internal/store']);
    assert.deepEqual(await find(pair, 'a'), ['.: internal/store']);
    assert.deepEqual(await find(pair, 'a/internal/store'), ['.: ']);
  });

  it('are several where one folder has several', async () => {
    const found = await find({ 'migrations/1_a.sql': '', 'db/migrations/1_b.sql': '' });
    assert.deepEqual(found, ['.: db/migrations', '.: migrations']);
  });

  it('are those that strata.json says, and its folder is nobody else’s', async () => {
    const found = await find({
      'strata.json': '{ "migrations": "services/shop/migrations" }',
      'migrations/1_old.sql': '',
      'services/shop/migrations/1_a.sql': '',
      'services/other/migrations/1_a.sql': '',
    });
    assert.deepEqual(found, ['.: as configured', 'services/other: migrations']);
  });

  it('with a wrong strata.json are found, to be told', async () => {
    assert.deepEqual(await find({ 'app/strata.json': '{', 'app/migrations/1_a.sql': '' }), [
      'app: as configured',
    ]);
  });

  it('are not where an sqlx.toml is for something else', async () => {
    assert.deepEqual(await find({ 'a/sqlx.toml': '[macros]\n', 'a/src/lib.rs': '' }), []);
  });

  it('are not other tools’ folders of that name', async () => {
    const found = await find({
      'shop/migrations/__init__.py': '',
      'shop/migrations/0001_initial.py': '',
      'alembic/migrations/versions/1_a.py': '',
      'db/migrate/20250101000000_a.rb': '',
      'src/migrations/1_a.ts': '',
    });
    assert.deepEqual(found, []);
  });

  it('begin with an empty folder only where there is nothing else', async () => {
    assert.deepEqual(await find({ 'db/migrations/.gitkeep': '', 'src/': '' }), [
      '.: db/migrations',
    ]);
    assert.deepEqual(await find({ 'migrations/': '', 'db/migrations/1_a.sql': '' }), [
      '.: db/migrations',
    ]);
    assert.deepEqual(await find({ 'app/migrations/': '' }), []);
    assert.deepEqual(await find({ 'migrations/': '', 'app/migrations/1_a.sql': '' }), [
      '.: migrations',
      'app: migrations',
    ]);
  });

  it('are not looked for in what is installed, built or hidden', async () => {
    const folders = ['node_modules/x', 'target', 'dist', 'build', 'vendor/x', '.venv/x', '.git/x'];
    const files = Object.fromEntries(folders.map((each) => [`${each}/migrations/1_a.sql`, '']));
    assert.deepEqual(await find(files), []);
  });

  it('are not looked for in what git ignores', async () => {
    const found = await find({
      '.gitignore': '# generated\n/out\ntmp/\n*.bak\n!keep.bak\ndeep/**/cache\n',
      'out/migrations/1_a.sql': '',
      'a/out/migrations/1_a.sql': '',
      'a/tmp/migrations/1_a.sql': '',
      'a/x.bak/migrations/1_a.sql': '',
      'a/keep.bak/migrations/1_a.sql': '',
      'deep/x/cache/migrations/1_a.sql': '',
      'b/.gitignore': '!tmp/\n/local\n',
      'b/tmp/migrations/1_a.sql': '',
      'b/local/migrations/1_a.sql': '',
      'b/c/local/migrations/1_a.sql': '',
    });
    assert.deepEqual(found, [
      'a/keep.bak: migrations',
      'a/out: migrations',
      'b/c/local: migrations',
      'b/tmp: migrations',
    ]);
  });

  it('are not looked for behind links, in circles or outside', async () => {
    const outside = tree({ 'migrations/1_a.sql': '' });
    const found = await find({
      'a/migrations/1_a.sql': '',
      'a/again': '-> ..',
      elsewhere: `-> ${outside}`,
      broken: '-> nowhere',
      'linked/migrations/1_b.sql': '-> ../../a/migrations/1_a.sql',
    });
    assert.deepEqual(found, ['a: migrations', 'linked: migrations']);
  });

  it('may have hostile names', async () => {
    const names = [
      'a b',
      'ü',
      '$(x)',
      '..a',
      'a\nb',
      "it's",
      '[x]',
      '!n',
      '#c',
      '*',
      'c:',
      '__proto__',
    ];
    const files = Object.fromEntries(names.map((name) => [`x/${name}/migrations/1_a.sql`, '']));
    const found = await find({ ...files, '.gitignore': 'nothing\n' });
    const seen = names.filter((name) => !name.startsWith('.'));
    assert.deepEqual(found.toSorted(), seen.map((name) => `x/${name}: migrations`).sort());
  });

  it('are not looked for without end', async () => {
    const deep = `${'d/'.repeat(30)}migrations/1_a.sql`;
    assert.deepEqual(await find({ [deep]: '', 'a/migrations/1_a.sql': '' }), ['a: migrations']);
  });

  it('are found beside a folder that cannot be read, and none in one that is not there', async () => {
    const top = tree({ 'a/migrations/1_a.sql': '', 'secret/x': '' });
    chmodSync(join(top, 'secret'), 0);
    assert.deepEqual(
      (await findProjects(top)).map(({ root }) => basename(root)),
      ['a'],
    );
    chmodSync(join(top, 'secret'), 0o700);
    assert.deepEqual(await findProjects(join(top, 'gone')), []);
  });

  it('are no longer looked for when nobody wants them', async () => {
    const top = tree({ 'a/migrations/1_a.sql': '' });
    await assert.rejects(findProjects(top, { signal: AbortSignal.abort() }), { code: 'cancelled' });
  });
});
