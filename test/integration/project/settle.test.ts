import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import BetterSqlite3 from 'better-sqlite3';
import { Client } from 'pg';
import type { Engine } from '../../../src/core/engine.ts';
import { parseAddress } from '../../../src/databases/address.ts';
import type { Target } from '../../../src/databases/target.ts';
import { MigrationReader } from '../../../src/project/migrations.ts';
import { openProject, type Project } from '../../../src/project/project.ts';
import { run } from '../../../src/runner/run.ts';
import { settleProject } from '../../../src/runner/settle.ts';
import { readStatus, validate } from '../../../src/runner/status.ts';
import { postgres } from '../../support/postgres.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { tree } from '../../unit/project/tree.ts';

/** As each tool makes its table on both engines, as far as its columns go. */
const SQLX = `CREATE TABLE _sqlx_migrations (version BIGINT PRIMARY KEY, description TEXT NOT NULL,
  installed_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP, success BOOLEAN NOT NULL,
  checksum TEXT NOT NULL, execution_time BIGINT NOT NULL)`;
const SECTIONS = `CREATE TABLE schema_migrations (id VARCHAR(255) PRIMARY KEY,
  name VARCHAR(255) NOT NULL, executed_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
  checksum VARCHAR(64) NOT NULL)`;
const VERSIONED_FOLDERS = `CREATE TABLE migration_history (version INTEGER PRIMARY KEY,
  description TEXT NOT NULL, checksum TEXT NOT NULL,
  applied_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP, execution_time_ms INTEGER,
  status TEXT NOT NULL DEFAULT 'completed', rollback_at TIMESTAMP, applied_by TEXT, metadata TEXT,
  error_message TEXT, hostname TEXT)`;
const GOLANG_MIGRATE = `CREATE TABLE schema_migrations (version BIGINT NOT NULL PRIMARY KEY,
  dirty BOOLEAN NOT NULL)`;

/** Made by the driver alone. */
async function databaseWith(engine: Engine, ...statements: readonly string[]): Promise<Target> {
  if (engine === 'sqlite') {
    const path = join(temporaryFolder('settle'), 'shop.db');
    const database = new BetterSqlite3(path);
    for (const statement of statements) database.exec(statement);
    database.close();
    return parseAddress(`sqlite:${path}`, { base: '/', env: {} });
  }
  const { url } = await (await postgres()).createDatabase();
  const client = new Client(url);
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
  return parseAddress(url, { base: '/', env: {} });
}

const settle = (project: Project, target: Target) =>
  settleProject(project, target, { isolated: false });

async function problemsOf(project: Project, target: Target) {
  const files = await new MigrationReader(project).read();
  const status = await readStatus(project, files, target, { isolated: false });
  return validate(status);
}

after(async () => {
  await (await postgres()).stop();
});

for (const engine of ['sqlite', 'postgres'] as const) {
  describe(`a project on ${engine} whose files leave its tool open`, () => {
    const mixed = () =>
      openProject(
        tree({
          'changes/20250101000000_a.sql': 'CREATE TABLE a (b INTEGER);\n',
          'changes/20250102000000_b.sql': '-- UP\nSELECT 1;\n-- DOWN\n',
        }),
        { migrationsFolder: 'changes', rules: { gap: 'off' } },
      );

    for (const [id, table, statement] of [
      ['sqlx', '_sqlx_migrations', SQLX],
      ['sections', 'schema_migrations', SECTIONS],
      ['versioned-folders', 'migration_history', VERSIONED_FOLDERS],
    ] as const) {
      it(`is of ${id} where the database has ${table}`, async () => {
        const project = await mixed();
        assert.equal(project.detection.certain, false);
        const target = await databaseWith(engine, statement);
        const settled = await settle(project, target);
        assert.equal(settled.convention.id, id);
        const { detection, migrationsFolder, config } = settled;
        assert.deepEqual([detection.certain, detection.configured], [true, false]);
        assert.ok(detection.reason.startsWith('the table '), detection.reason);
        assert.ok(detection.reason.includes(table) && detection.reason.includes(target.name));
        assert.deepEqual([migrationsFolder, config.rules], ['changes', { gap: 'off' }]);
      });
    }

    it('stays as it is where the database has no history, several, or another tool’s', async () => {
      const project = await mixed();
      for (const statements of [[], [SQLX, VERSIONED_FOLDERS], [GOLANG_MIGRATE]]) {
        assert.equal(await settle(project, await databaseWith(engine, ...statements)), project);
      }
    });

    it('is settled past another tool’s table', async () => {
      const target = await databaseWith(engine, GOLANG_MIGRATE, VERSIONED_FOLDERS);
      assert.equal((await settle(await mixed(), target)).convention.id, 'versioned-folders');
    });
  });

  describe(`pairs of files on ${engine}`, () => {
    const PAIR = {
      'migrations/1_a.up.sql': 'CREATE TABLE a (b INTEGER);',
      'migrations/1_a.down.sql': '',
    };

    it('are not applied where the history is golang-migrate’s', async () => {
      const project = await openProject(tree(PAIR));
      const target = await databaseWith(engine, GOLANG_MIGRATE);
      const [problem] = await problemsOf(project, target);
      assert.equal(problem?.code, 'foreign-history');
      assert.match(problem.message, /schema_migrations in \S+ is a history of golang-migrate/);
      const options = {
        isolated: true,
        lockTimeout: 0,
        ignoreMissing: false,
        skipIrreversible: false,
      };
      const { done } = await run(project, target, { kind: 'up' }, options);
      assert.deepEqual(done, []);
    });

    it('are, where somebody says which tool they are of, or its own history is there too', async () => {
      const said = tree({ ...PAIR, 'strata.json': '{ "convention": "sqlx" }' });
      const target = await databaseWith(engine, GOLANG_MIGRATE);
      const codes = async (project: Project, on: Target) =>
        (await problemsOf(project, on))
          .map(({ code }) => code)
          .filter((code) => code === 'foreign-history');
      assert.deepEqual(await codes(await openProject(said), target), []);
      const both = await databaseWith(engine, GOLANG_MIGRATE, SQLX);
      assert.deepEqual(await codes(await openProject(tree(PAIR)), both), []);
    });
  });
}

describe('settling', () => {
  it('does not ask the database where the tool is certain', async () => {
    const project = await openProject(tree({ 'migrations/1_a.up.sql': '' }));
    const nowhere = parseAddress('postgres://u@127.0.0.1:1/none', { base: '/', env: {} });
    assert.equal(await settle(project, nowhere), project);
  });

  it('makes no file', async () => {
    const project = await openProject(tree({ 'migrations/': '' }));
    const path = join(temporaryFolder('settle'), 'shop.db');
    const target = parseAddress(`sqlite:${path}`, { base: '/', env: {} });
    assert.equal(await settle(project, target), project);
    assert.equal(existsSync(path), false);
  });

  it('fails as connecting fails', async () => {
    const project = await openProject(tree({ 'migrations/': '' }));
    const target = parseAddress('postgres://u@127.0.0.1:1/none', { base: '/', env: {} });
    await assert.rejects(settle(project, target), { code: 'connect' });
  });
});
