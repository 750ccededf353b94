import assert from 'node:assert/strict';
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import BetterSqlite3 from 'better-sqlite3';
import { postgres } from '../../support/postgres.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { assertExit, engines, serveCommands, Shop } from './harness.ts';

serveCommands();

const migrations = {
  'migrations/1_users.sql': '-- Who buys.\nCREATE TABLE IF NOT EXISTS users (id integer);\n',
};

/** A folder with nothing but these programs. */
function programs(scripts: Readonly<Record<string, string>> = {}): string {
  const folder = temporaryFolder('programs');
  for (const [name, script] of Object.entries(scripts)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}`);
    chmodSync(join(folder, name), 0o755);
  }
  return folder;
}

describe('backups of a SQLite file', () => {
  const files = { ...migrations, '.env': 'DATABASE_URL=sqlite:data/shop.db\n' };
  const now = /\d{8}_\d{6}/g;

  it('are made, listed, and put back', async () => {
    const shop = new Shop(files);
    shop.write('data/.keep', '');
    await shop.strata('up');
    const made = await shop.strata('backup');
    assertExit(made, 0);
    assert.match(
      made.stdout,
      /^shop · sqlite:\.\/data\/shop\.db \(DATABASE_URL in \.env\) · sqlx\n\nBacked up shop\.db to data\/backups\/shop_\d{8}_\d{6}\.db \(\d+\.\d kB\)\.\n$/,
    );
    const { folder, backups } = await shop.json('backups');
    assert.equal(folder, 'data/backups');
    const [backup] = backups ?? [];
    assert.match(backup?.path ?? '', /^data\/backups\/shop_\d{8}_\d{6}\.db$/);
    assert.deepEqual([backups?.length, backup?.before], [1, null]);
    assert.equal(backup?.size, readFileSync(shop.path(backup?.path ?? '')).length);
    assert.equal(
      (await shop.strata('backups')).stdout.replaceAll(now, 'NOW').replace(/\d+\.\d kB/, 'SIZE'),
      `shop · sqlite:./data/shop.db (DATABASE_URL in .env) · sqlx

  shop_NOW.db  just now  by hand  SIZE

1 backup in data/backups
`,
    );

    // What is done now is lost by restoring.
    const database = new BetterSqlite3(shop.path('data/shop.db'));
    database.exec('DROP TABLE users');
    database.close();
    const unconfirmed = await shop.strata('restore');
    assert.equal(unconfirmed.code, 2);
    assert.equal(
      unconfirmed.stderr,
      `error: Restoring replaces what is in shop.db. Nothing was changed.
Without a terminal to type its name on, give it: --confirm shop.db
`,
    );
    const restored = await shop.strata('restore', 'latest', '--confirm', 'shop.db');
    assertExit(restored, 0);
    assert.equal(
      restored.stdout.replaceAll(now, 'NOW'),
      `shop · sqlite:./data/shop.db (DATABASE_URL in .env) · sqlx

shop_NOW.db will take the place of shop.db; what was done there since will be lost.
Restored shop.db from data/backups/shop_NOW.db.
`,
    );
    const again = new BetterSqlite3(shop.path('data/shop.db'), { readonly: true });
    assert.deepEqual(again.prepare('SELECT count(*) AS n FROM users').get(), { n: 0 });
    again.close();
  });

  it('are refused where there is none, or the file is broken', async () => {
    const shop = new Shop(files);
    shop.write('data/broken.db', 'SQLite format 3\0 and then nothing of the kind');
    const confirmed = ['--confirm', 'shop.db'];
    const none = await shop.strata('restore', ...confirmed);
    assert.equal(none.code, 2);
    assert.match(none.stderr, /^error: There are no backups of shop\.db in /);
    const unknown = await shop.strata('restore', 'nope.db', ...confirmed);
    assert.deepEqual(
      [unknown.code, unknown.stderr],
      [2, 'error: There is no backup nope.db.\nSee the backups with: strata backups\n'],
    );
    await shop.strata('up');
    const before = readFileSync(shop.path('data/shop.db'));
    const broken = await shop.json('restore', 'data/broken.db', ...confirmed);
    assert.deepEqual([broken.exit, broken.error?.code, broken.restored], [1, 'refused', null]);
    assert.deepEqual(readFileSync(shop.path('data/shop.db')), before);
  });

  it('are made before a reset, which applies all again', async () => {
    const shop = new Shop(files);
    shop.write('data/.keep', '');
    await shop.strata('up');
    const unconfirmed = await shop.json('reset');
    assert.deepEqual([unconfirmed.exit, unconfirmed.error?.code], [2, 'usage']);
    const reset = await shop.json('reset', '--confirm', 'shop.db');
    assert.equal(reset.exit, 0);
    assert.deepEqual(
      reset.applied.map(({ version }) => version),
      ['1'],
    );
    assert.match(reset.backup ?? '', /^data\/backups\/shop_\d{8}_\d{6}\.db$/);
    const without = await shop.json('reset', '--confirm', 'shop.db', '--no-backup');
    assert.deepEqual([without.exit, without.backup], [0, null]);
    assert.equal(readdirSync(shop.path('data/backups')).length, 1);
  });
});

for (const [engine, open] of Object.entries(engines)) {
  describe(`the database itself: ${engine}`, () => {
    it('is created, initialised, reset and dropped', async () => {
      const bench = await open();
      const url =
        engine === 'sqlite' ? bench.url : bench.url.replace(/\/test_/, '/created_by_strata_');
      const name = url.split('/').at(-1) ?? '';
      const shop = new Shop(migrations, { DATABASE_URL: url });
      const created = await shop.json('database', 'create');
      assert.deepEqual([created.exit, created.created, created.dropped], [0, true, false]);
      const again = await shop.json('database', 'create');
      assert.deepEqual([again.exit, again.error?.code, again.created], [1, 'refused', false]);

      const table = engine === 'sqlite' ? '_sqlx_migrations' : 'public._sqlx_migrations';
      const made = await shop.strata('init');
      assertExit(made, 0);
      assert.equal(
        made.stdout.split('\n').at(-2),
        `Made the empty history table ${table} on ${name}.`,
      );
      const initialised = await shop.json('init');
      assert.deepEqual(
        [initialised.exit, initialised.historyTable, initialised.created],
        [0, table, false],
      );
      const status = await shop.json('status');
      assert.deepEqual([status.summary?.applied, status.summary?.pending], [0, 1]);

      const reset = await shop.json('reset', '--no-backup', '--confirm', name);
      assert.deepEqual([reset.exit, reset.applied.length], [0, 1], JSON.stringify(reset.error));
      const unconfirmed = await shop.strata('database', 'drop');
      assert.equal(unconfirmed.code, 2);
      assert.equal((await shop.json('database', 'drop', '--confirm', name)).dropped, true);
      const nothing = await shop.strata('database', 'drop', '--confirm', name);
      assert.equal(nothing.code, 0);
      assert.match(nothing.stdout, /^There was no database \S+\.$/m);
      const gone = await shop.strata('status');
      assert.equal(gone.code, engine === 'sqlite' ? 0 : 3, gone.stderr);
      if (engine === 'postgres')
        assert.match(gone.stderr, /^Create it with strata database create,/m);
    });

    it('gets no history table where another tool has one of that name', async () => {
      const bench = await open();
      await bench.execute('CREATE TABLE _sqlx_migrations (version bigint, dirty boolean)');
      const { exit, error } = await new Shop(migrations, { DATABASE_URL: bench.url }).json('init');
      assert.deepEqual([exit, error?.code], [1, 'refused']);
      assert.match(error?.message ?? '', /golang-migrate/);
    });

    it('has a shell, which gets the password where nobody sees it', async () => {
      const bench = await open();
      const [name, secret] =
        engine === 'sqlite' ? ['sqlite3', 'no password'] : ['psql', (await postgres()).password];
      const PATH = programs({ [name]: 'echo "$@ ${PGPASSWORD:+by the way}"; exit "$LEAVE"\n' });
      const env = { DATABASE_URL: bench.url, LEAVE: '0' };
      const shop = new Shop(migrations, env);
      const run = (more: Readonly<Record<string, string>>) =>
        shop.start(['shell', '--', '-c', 'SELECT 1'], { PATH: `${PATH}:/usr/bin:/bin`, ...more })
          .result;
      const { code, stdout } = await run({});
      assert.equal(code, 0);
      assert.match(stdout, engine === 'sqlite' ? /-c SELECT 1 \n/ : /-c SELECT 1 by the way\n/);
      assert.ok(!stdout.includes(secret), stdout);
      const failed = await run({ LEAVE: '7' });
      assert.deepEqual(
        [failed.code, failed.stderr],
        [1, `error: ${name} ended with exit code 7.\n`],
      );
      const missing = await run({ PATH: programs() });
      assert.equal(missing.code, 1);
      assert.match(
        missing.stderr,
        new RegExp(`^error: ${name} is needed, and is not on the PATH\\.`),
      );
      const json = await shop.strata('shell', '--json');
      assert.equal(json.code, 2);
      assert.equal(
        json.stderr,
        "error: option '--json' cannot be used with shell\nSee: strata shell --help\n",
      );
    });
  });
}

describe('a backup of PostgreSQL', () => {
  it('says which program it needs', async () => {
    const { url } = await (await postgres()).createDatabase();
    const shop = new Shop(migrations, { DATABASE_URL: url });
    const { code, stderr } = await shop.start(['backup'], { PATH: programs() }).result;
    assert.equal(code, 1);
    assert.match(stderr, /^error: pg_dump is needed, and is not on the PATH\.\nInstall /);
    assert.deepEqual(existsSync(shop.path('backups')) && readdirSync(shop.path('backups')), []);
  });
});
