import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { openProject, type ProjectOptions } from '../../../src/project/project.ts';
import { tree } from './tree.ts';

type Files = Readonly<Record<string, string>>;

async function open(files: Files, options: ProjectOptions = {}) {
  return await openProject(tree(files), options);
}

/** Which tool, whether for certain, and why. */
async function detected(files: Files, options?: ProjectOptions) {
  const { convention, detection } = await open(files, options);
  return [convention.id, detection.certain, detection.reason];
}

async function folderOf(files: Files, options?: ProjectOptions) {
  return (await open(files, options)).migrationsFolder;
}

const SECTIONS = '-- UP\nCREATE TABLE a (b);\n-- DOWN\nDROP TABLE a;\n';
const SIMPLE = 'CREATE TABLE a (b);\n';

describe('the tool of a project', () => {
  it('is seen by what only its files are', async () => {
    assert.deepEqual(
      await detected({ 'migrations/1_a.up.sql': '', 'migrations/1_a.down.sql': '' }),
      [...['sqlx', true, 'the name 1_a.down.sql']],
    );
    assert.deepEqual(await detected({ 'migrations/20250101000000_a.sql': SECTIONS }), [
      ...['sections', true, 'the markers in 20250101000000_a.sql'],
    ]);
    assert.deepEqual(await detected({ 'migrations/V001__users/up.sql': '' }), [
      ...['versioned-folders', true, 'the name V001__users/up.sql'],
    ]);
  });

  it('is certain where nothing else is as likely', async () => {
    const simple = ['sqlx', true, 'the name 20250101000000_a.sql'];
    assert.deepEqual(await detected({ 'migrations/20250101000000_a.sql': SIMPLE }), simple);
  });

  it('is not where files are of two minds, and those are left to the stricter', async () => {
    const mixed = {
      'migrations/20250101000000_a.sql': SIMPLE,
      'migrations/20250102000000_b.sql': SECTIONS,
    };
    assert.deepEqual(await detected(mixed), [
      ...['sections', false, 'the markers in 20250102000000_b.sql'],
    ]);
    const beside = {
      'migrations/20250101000000_a.up.sql': SIMPLE,
      'migrations/20250102000000_b.sql': SECTIONS,
    };
    assert.deepEqual((await detected(beside)).slice(0, 2), ['sections', false]);
    const both = { 'migrations/V001__a/up.sql': '', 'migrations/1_a.up.sql': '' };
    assert.deepEqual((await detected(both)).slice(0, 2), ['versioned-folders', false]);
  });

  it('is sqlx, and not for certain, where there is nothing to go by', async () => {
    const nothing = ['sqlx', false, 'nothing speaks for another tool'];
    assert.deepEqual(await detected({}), nothing);
    assert.deepEqual(await detected({ 'migrations/': '' }), nothing);
    assert.deepEqual(
      await detected({ 'migrations/README.md': '', 'migrations/seed.sql': '' }),
      nothing,
    );
    assert.deepEqual(await detected({ migrations: 'a file' }), nothing);
  });

  it('is the one that was asked for, else of strata.json, else whose configuration is there', async () => {
    const files = { 'migrations/1_a.up.sql': '', 'sqlx.toml': '' };
    const written = { ...files, 'strata.json': '{ "convention": "sections" }' };
    const asked = { convention: 'versioned-folders' };
    assert.deepEqual(await detected(written, asked), ['versioned-folders', true, 'as asked for']);
    assert.deepEqual(await detected(written), ['sections', true, 'strata.json']);
    assert.deepEqual(await detected({ ...files, 'migrations/V001__a/up.sql': '' }), [
      ...['sqlx', true, 'sqlx.toml'],
    ]);
    assert.equal((await open(written)).detection.configured, true);
    assert.equal((await open({ 'migrations/1_a.up.sql': '' })).detection.configured, false);
  });

  it('that nobody knows is told with those that there are', async () => {
    await assert.rejects(open({}, { convention: 'sqlxx' }), {
      code: 'usage',
      message: 'Unknown convention "sqlxx". Known: sqlx, sections, versioned-folders.',
      hint: 'Did you mean "sqlx"?',
    });
  });

  it('gets the options that strata.json has for it, and refuses others', async () => {
    const table = (convention: string) =>
      open({ 'strata.json': `{ "convention": "${convention}", "options": { "table": "t" } }` });
    const { convention } = await table('sections');
    assert.equal(convention.historyTable('sqlite').name, 't');
    await assert.rejects(table('sqlx'), { code: 'configuration' });
  });
});

describe('a tool that Strata does not speak', () => {
  const FOREIGN: readonly (readonly [tool: string, path: string, text: string])[] = [
    ['dbmate', '20250101000000_a.sql', '-- migrate:up\nCREATE TABLE a (b);\n-- migrate:down\n'],
    ['dbmate', '20250101000000_a.sql', '\n-- a comment\r\n--migrate:up transaction:false\r\n'],
    ['goose', '00001_a.sql', '-- +goose Up\n-- +goose StatementBegin\n'],
    ['goose', '00001_a.sql', '-- +GOOSE NO TRANSACTION\n'],
    ['node-pg-migrate', '1735689600000_a.sql', '-- Up Migration\nCREATE TABLE a (b);\n'],
    ['Liquibase', '1_a.sql', '--liquibase formatted sql\n'],
    ['graphile-migrate', 'committed/000001.sql', '--! Previous: -\n--! Hash: sha1:0\n'],
    ['Drizzle', '0000_a.sql', 'CREATE TABLE a (b);\n--> statement-breakpoint\n'],
    ['Drizzle', 'meta/_journal.json', '{}'],
    ['Prisma Migrate', '20250101000000_a/migration.sql', SIMPLE],
    ['Prisma Migrate', 'migration_lock.toml', ''],
    ['Atlas', 'atlas.sum', ''],
    ['Flyway', 'V1__a.sql', SIMPLE],
    ['Flyway', 'V1.2_3__a.sql', SIMPLE],
    ['Flyway', 'R__views.sql', SIMPLE],
  ];
  for (const [tool, path, text] of FOREIGN) {
    it(`is ${tool}, by ${path} and ${JSON.stringify(text)}`, async () => {
      const files = { 'migrations/20240101000000_z.sql': SIMPLE, [`migrations/${path}`]: text };
      await assert.rejects(open(files), (error: Error & { code: string; hint: string }) => {
        assert.equal(error.code, 'configuration');
        assert.equal(
          error.message,
          `migrations/${path} is a migration of ${tool}, which Strata does not speak yet. It leaves them alone.`,
        );
        assert.match(error.hint, /sqlx, sections, versioned-folders.*--convention.*strata\.json/);
        return true;
      });
    });
  }

  it('is nobody’s where somebody says which tool it is', async () => {
    const files = { 'migrations/20250101000000_a.sql': '-- migrate:up\n' };
    assert.deepEqual(await detected(files, { convention: 'sqlx' }), ['sqlx', true, 'as asked for']);
    const written = { ...files, 'strata.json': '{ "convention": "sections" }' };
    assert.deepEqual(await detected(written), ['sections', true, 'strata.json']);
  });

  it('is seen among many files by the oldest and the newest', async () => {
    const many = Array.from({ length: 100 }, (_, index) => `migrations/${100 + index}_a.sql`);
    const files = Object.fromEntries(many.map((path) => [path, SIMPLE]));
    assert.deepEqual((await detected(files)).slice(0, 2), ['sqlx', true]);
    for (const path of ['migrations/100_a.sql', 'migrations/199_a.sql']) {
      const marked = open({ ...files, [path]: '-- migrate:up\n' });
      await assert.rejects(marked, { code: 'configuration', message: new RegExp(path) });
    }
  });

  it('is not seen in words that only look like it', async () => {
    const files = {
      'migrations/1_a.up.sql': "-- see migrate:up\nSELECT '-- migrate:up';\n",
      'migrations/2_seed.sql': '-- moving up migration times\n',
      'migrations/V1__notes.sql': '',
    };
    assert.deepEqual((await detected(files)).slice(0, 2), ['sqlx', true]);
    const folder = { 'migrations/1_a.sql': SIMPLE, 'migrations/V1__notes.sql/': '' };
    assert.deepEqual((await detected(folder)).slice(0, 2), ['sqlx', true]);
  });
});

describe('the migrations folder', () => {
  it('is the one that was asked for, else of strata.json, else of the tool, else a usual one', async () => {
    const files = {
      'db/migrations/1_a.sql': '',
      'sqlx.toml': '[migrate]\nmigrations-dir = "schema"\n',
      'strata.json': '{ "migrations": "./changes/" }',
    };
    assert.equal(await folderOf(files, { migrationsFolder: '../elsewhere' }), '../elsewhere');
    assert.equal(await folderOf(files), 'changes');
    assert.equal(await folderOf({ ...files, 'strata.json': '{}' }), 'schema');
    assert.equal(await folderOf({ 'db/migrations/1_a.sql': '' }), 'db/migrations');
    assert.equal(await folderOf({}), 'migrations');
  });

  it('is the usual one that has migrations, else one that waits for them', async () => {
    const sql = { 'src/db/migrations/sql/20250101000000_a.sql': SECTIONS };
    const code = { 'src/db/migrations/index.ts': '', 'migrations/1_a.py': '' };
    assert.equal(
      await folderOf({ ...sql, ...code, 'db/migrations/': '' }),
      'src/db/migrations/sql',
    );
    assert.equal(await folderOf({ ...code, 'db/migrations/.gitkeep': '' }), 'db/migrations');
    assert.equal(await folderOf(code), 'migrations');
    assert.equal(
      await folderOf({ 'database/migrations/V001__a/up.sql': '' }),
      'database/migrations',
    );
  });

  it('is the usual one also where strata.json says only the tool', async () => {
    const files = {
      'src/db/migrations/sql/1_a.sql': '',
      'strata.json': '{ "convention": "sections" }',
    };
    assert.equal(await folderOf(files), 'src/db/migrations/sql');
  });

  it('may lie outside of the project, or be given absolutely', async () => {
    const top = tree({ 'app/': '', 'shared/1_a.up.sql': '' });
    const outside = await openProject(join(top, 'app'), { migrationsFolder: join(top, 'shared') });
    assert.equal(outside.migrationsFolder, '../shared');
    assert.equal(outside.detection.reason, 'the name 1_a.up.sql');
  });

  it('may be the project’s own', async () => {
    assert.equal(await folderOf({ 'strata.json': '{ "migrations": "." }', '1_a.sql': '' }), '');
  });
});

describe('a project', () => {
  it('is the same as long as all it was made from is the same', async () => {
    const root = tree({ 'migrations/1_a.up.sql': '' });
    const print = async () => (await openProject(root)).fingerprint;
    const before = await print();
    assert.equal(await print(), before);
    writeFileSync(join(root, 'migrations/2_b.up.sql'), '');
    assert.equal(await print(), before);
    const seen = new Set([before]);
    for (const [path, text] of [
      ['sqlx.toml', ''],
      ['sqlx.toml', '[common]\n'],
      ['strata.json', '{}'],
      ['strata.json', '{ }'],
      ['strata.json', '{ "convention": "sections" }'],
    ] as const) {
      writeFileSync(join(root, path), text);
      const now = await print();
      assert.ok(!seen.has(now), `${path} ${text}`);
      seen.add(now);
    }
  });
});
