import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { Pool } from 'pg';
import { MigrationError, MigrationRunner } from '../../../src/node/runner.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { engines, postgresBench } from '../cli/harness.ts';

const USERS = 'CREATE TABLE users (id INTEGER PRIMARY KEY);\n';

/** A project of an application, with `files` in its migrations folder. */
function project(files: Readonly<Record<string, string>>): string {
  const root = temporaryFolder('node-runner');
  mkdirSync(join(root, 'migrations'));
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(root, 'migrations', name), content);
  }
  return root;
}

const shop = {
  '1_users.up.sql': USERS,
  '1_users.down.sql': 'DROP TABLE users;\n',
  '2_carts.up.sql': 'CREATE TABLE carts (id INTEGER PRIMARY KEY);\n',
  '2_carts.down.sql': 'DROP TABLE carts;\n',
};

async function failure(work: Promise<unknown>): Promise<MigrationError> {
  return work.then(
    () => assert.fail('it did not fail'),
    (error: unknown) => {
      assert.ok(error instanceof MigrationError, String(error));
      return error;
    },
  );
}

for (const [name, bench] of Object.entries(engines)) {
  describe(`the runner for Node on ${name}`, () => {
    it('marks as applied what is there already, and goes on from it', async () => {
      const database = await bench();
      await database.execute('CREATE TABLE users (id INTEGER PRIMARY KEY)');
      const runner = new MigrationRunner({
        project: project(shop),
        migrations: 'migrations',
        url: database.url,
      });
      const unknown = await failure(runner.baseline({ to: '7' }));
      assert.deepEqual(
        [unknown.code, unknown.message],
        ['refused', 'There is no migration 7, neither as a file nor in the history.'],
      );
      assert.deepEqual(await runner.baseline({ to: '1' }), [
        { version: '1', description: 'users', durationMs: null },
      ]);
      assert.deepEqual(await versions(runner.migrate()), ['2']);
      assert.deepEqual(await runner.baseline(), []);
      assert.equal(await runner.validate(), true);
    });

    it('applies what is pending, and reverts the newest', async () => {
      const database = await bench();
      const root = project(shop);
      const runner = new MigrationRunner({
        project: root,
        migrations: 'migrations',
        url: database.url,
      });
      const pending = await runner.getPendingMigrations();
      assert.deepEqual(
        pending.map(({ version, description, path, state, reversible }) => ({
          ...{ version, description, path, state, reversible },
        })),
        [
          {
            ...{ version: '1', description: 'users', path: 'migrations/1_users.up.sql' },
            ...{ state: 'pending', reversible: true },
          },
          {
            ...{ version: '2', description: 'carts', path: 'migrations/2_carts.up.sql' },
            ...{ state: 'pending', reversible: true },
          },
        ],
      );

      const [first, ...more] = await runner.migrate({ to: '1' });
      assert.equal(first?.version, '1');
      assert.ok(first.durationMs !== null && first.durationMs > 0);
      assert.deepEqual(more, []);
      assert.deepEqual(await versions(runner.migrate()), ['2']);
      assert.deepEqual(await versions(runner.migrate()), []);
      assert.deepEqual(await database.look('SELECT count(*) AS n FROM carts'), [{ n: '0' }]);

      assert.deepEqual(await versions(runner.rollback(2)), ['2', '1']);
      assert.deepEqual(await database.look('SELECT version FROM _sqlx_migrations'), []);
    });

    it('tells an edited file by a boolean, and why on request', async () => {
      const database = await bench();
      const root = project(shop);
      const { url } = database;
      const runner = new MigrationRunner({ project: root, migrations: 'migrations', url });
      await runner.migrate();
      assert.equal(await runner.validate(), true);
      writeFileSync(join(root, 'migrations/1_users.up.sql'), `${USERS}-- edited\n`);
      assert.equal(await runner.validate(), false);
      const { valid, problems } = await runner.validate({ details: true });
      assert.equal(valid, false);
      assert.deepEqual(
        problems.map(({ code, version, path }) => ({ code, version, path })),
        [{ code: 'modified', version: '1', path: 'migrations/1_users.up.sql' }],
      );
      const refused = await failure(runner.rollback(1).then(() => runner.migrate()));
      assert.equal(refused.code, 'refused');
    });

    it('says what failed, where, and what was done before', async () => {
      const database = await bench();
      const root = project({ ...shop, '3_broken.sql': '\nSELECT * FROM nowhere;\n' });
      const { url } = database;
      const runner = new MigrationRunner({ project: root, migrations: 'migrations', url });
      const error = await failure(runner.migrate());
      assert.equal(error.code, 'failed');
      assert.match(error.message, /^broken failed at line 2: .*nowhere/);
      assert.deepEqual(
        error.done.map(({ version }) => version),
        ['1', '2'],
      );
    });

    it('is cancelled before it begins', async () => {
      const database = await bench();
      const runner = new MigrationRunner({
        project: project(shop),
        migrations: 'migrations',
        url: database.url,
      });
      const error = await failure(runner.migrate({ signal: AbortSignal.abort() }));
      assert.equal(error.code, 'cancelled');
      assert.equal((await runner.getPendingMigrations()).length, 2);
    });
  });
}

describe('the runner for Node', () => {
  it('opens sessions by the settings of a pool, and leaves those of the pool alone', async () => {
    const database = await postgresBench();
    for (const settings of [{ connectionString: database.url }, apart(database.url)]) {
      const pool = new Pool({ ...settings, max: 1 });
      try {
        const client = await pool.connect();
        const runner = new MigrationRunner({
          project: project(shop),
          migrations: 'migrations',
          pool,
        });
        assert.equal((await runner.migrate()).length, 2);
        assert.equal((await runner.rollback(2)).length, 2);
        const { rows } = await client.query<{ TimeZone: string }>('SHOW TimeZone');
        assert.equal(rows.length, 1);
        client.release();
      } finally {
        await pool.end();
      }
    }
  });

  it('keeps the pool’s password out of its errors', async () => {
    const { hostname, port } = new URL((await postgresBench()).url);
    const settings = { host: hostname, port: Number(port), user: 'nobody', database: 'none' };
    const pool = new Pool({ ...settings, password: 'planted-secret' });
    const runner = new MigrationRunner({ project: project(shop), migrations: 'migrations', pool });
    const error = await failure(runner.validate());
    assert.equal(error.code, 'connect');
    assert.doesNotMatch(JSON.stringify([error, error.message, error.stack]), /planted-secret/);
    await pool.end();
  });

  it('refuses a folder that is not there and an address that is none', async () => {
    const root = project({});
    rmSync(join(root, 'migrations'), { recursive: true });
    const runner = (url: string) =>
      new MigrationRunner({ project: root, migrations: 'migrations', url });
    assert.equal((await failure(runner('mysql://x').validate())).code, 'configuration');
    const error = await failure(runner(`sqlite:${join(root, 'a.db')}`).migrate());
    assert.equal(error.code, 'configuration');
    assert.match(error.message, /migrations/);
  });
});

function apart(url: string) {
  const { hostname, port, username, password, pathname } = new URL(url);
  return {
    ...{ host: hostname, port: Number(port), user: username, password },
    database: pathname.slice(1),
  };
}

async function versions(done: Promise<readonly { version: string }[]>): Promise<string[]> {
  return (await done).map(({ version }) => version);
}
