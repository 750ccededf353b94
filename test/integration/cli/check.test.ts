import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { describe, it } from 'node:test';
import { Client } from 'pg';
import { postgres } from '../../support/postgres.ts';
import { assertExit, engines, serveCommands, Shop, type Bench } from './harness.ts';

serveCommands();

const SOUND = {
  'migrations/1_users.up.sql':
    '-- Who buys.\nCREATE TABLE IF NOT EXISTS users (id integer PRIMARY KEY);\n',
  'migrations/1_users.down.sql': 'DROP TABLE IF EXISTS users;\n',
  'migrations/2_carts.up.sql':
    '-- What they buy.\nCREATE TABLE IF NOT EXISTS carts (id integer PRIMARY KEY);\n',
  'migrations/2_carts.down.sql': 'DROP TABLE IF EXISTS carts;\n',
};
const UNSOUND = {
  ...SOUND,
  'migrations/2_carts.up.sql':
    '-- What they buy.\nCREATE TABLE IF NOT EXISTS carts (id integer PRIMARY KEY);\nALTER TABLE users ADD COLUMN carts integer;\n',
  'migrations/3_stock.up.sql': '-- What there is.\nINSERT INTO stocks VALUES (1);\n',
  'migrations/3_stock.down.sql': 'SELECT 1;\n',
  'migrations/4_more.up.sql': '-- More.\nINSERT INTO stocks VALUES (2);\n',
  'migrations/4_more.down.sql': 'SELECT 1;\n',
};

for (const [engine, open] of Object.entries(engines)) {
  describe(`strata check on ${engine}`, () => {
    async function shop(files: Record<string, string>): Promise<Shop & Bench> {
      const bench = await open();
      return Object.assign(new Shop(files, { DATABASE_URL: bench.url }), bench);
    }

    it('finds nothing in what is sound, and leaves the database alone', async () => {
      const at = await shop(SOUND);
      const { exit, ok, complete, shadow, problems, unchecked } = await at.json('check');
      assert.deepEqual(
        { exit, ok, complete, problems, unchecked },
        { exit: 0, ok: true, complete: true, problems: [], unchecked: [] },
      );
      assert.equal(shadow?.engine, engine);
      assert.equal(shadow.kind, engine === 'sqlite' ? 'memory' : 'scratch');

      const people = await at.strata('check');
      assertExit(people, 0);
      assert.match(
        people.stdout,
        /2 of 2 migrations applied from nothing, 2 reverted and applied again\.\nNo problem\.\n$/,
      );
      assert.equal(people.stderr, '');
      if (engine === 'postgres') assert.deepEqual(await scratchDatabases(at.folder), []);
      const tables =
        engine === 'sqlite' ? 'sqlite_schema' : "pg_tables WHERE schemaname = 'public'";
      assert.deepEqual(await at.look(`SELECT 1 AS there FROM ${tables}`), []);
    });

    it('names what is left behind, and the one that does not apply, once', async () => {
      const at = await shop(UNSOUND);
      const { exit, ok, complete, problems, unchecked } = await at.json('check');
      assert.deepEqual({ exit, ok, complete }, { exit: 1, ok: false, complete: false });
      const errors = problems?.filter(({ severity }) => severity === 'error') ?? [];
      assert.deepEqual(
        errors.map(({ code, path, line }) => [code, path, line]),
        [
          ['engine', 'migrations/3_stock.up.sql', 2],
          ['residue', 'migrations/2_carts.down.sql', 1],
        ],
      );
      assert.match(errors[0]?.message ?? '', /stocks/);
      assert.match(errors[1]?.message ?? '', /- users: column carts is left behind/);
      assert.deepEqual(unchecked, ['Migrations after 3, which does not apply: 1.']);

      const people = await at.strata('check');
      assertExit(people, 1);
      assert.match(people.stdout, /Not checked: Migrations after 3, .*\nNot sound: 2 errors/);
      const { stdout } = await at.strata('check', '--format', 'github');
      assert.match(
        stdout,
        /^::error file=\S*migrations\/2_carts\.down\.sql,line=1,.*title=strata residue::/m,
      );
    });

    it('speaks by its rules of newer ones only, where it is told from where', async () => {
      const at = await shop({
        ...SOUND,
        'migrations/1_users.up.sql': 'CREATE TABLE users (id integer);\n',
      });
      const codes = async (...parameters: string[]): Promise<string[]> =>
        ((await at.json('check', ...parameters)).problems ?? []).map(({ code }) => code);
      assert.notDeepEqual(await codes(), []);
      assert.deepEqual(await codes('--from', '1'), []);
    });
  });

  describe(`strata drift on ${engine}`, () => {
    it('lists what was done by hand, and nothing else', async () => {
      const bench = await open();
      const at = new Shop(SOUND, { DATABASE_URL: bench.url });
      assertExit(await at.strata('up', '--to', '1'), 0);
      const still = await at.json('drift');
      assert.deepEqual([still.exit, still.drift, still.reservations], [0, [], []]);

      await bench.execute(
        'ALTER TABLE users ADD COLUMN nick text; CREATE INDEX by_hand ON users (id)',
      );
      await bench.execute('CREATE TABLE hand (id integer)');
      const { exit, drift } = await at.json('drift');
      assert.equal(exit, 1);
      assert.deepEqual(
        drift?.map(({ change, kind, owner, name }) => [change, kind, owner, name]).sort(),
        [
          ['added', 'column', 'hand', 'id'],
          ['added', 'column', 'users', 'nick'],
          ['added', 'index', 'users', 'by_hand'],
          ['added', 'table', null, 'hand'],
        ],
      );
      const people = await at.strata('drift');
      assertExit(people, 1);
      assert.match(people.stdout, /users: column nick is in the database only/);
      assert.match(people.stdout, /\n3 differences from what the applied migrations make/);

      const made = await at.json('drift', '--create', 'by hand');
      assert.match(
        readFileSync(at.path(made.created?.[0] ?? ''), 'utf8'),
        /\nCREATE TABLE hand \([^]*\nALTER TABLE users ADD COLUMN nick|\nALTER TABLE users ADD COLUMN nick text;[^]*\nCREATE TABLE hand \(/,
      );
      for (const path of made.created ?? []) rmSync(at.path(path));

      await bench.execute('DROP TABLE users; DROP TABLE hand');
      const { stdout } = await at.strata('drift');
      assert.match(stdout, /table users is missing in the database\n\n1 difference/);
    });

    it('takes an edited migration as it was applied, and says what it cannot know', async () => {
      const bench = await open();
      const at = new Shop(SOUND, {
        DATABASE_URL: bench.url,
        XDG_STATE_HOME: '/nowhere',
        STRATA_KEEP_APPLIED_TEXTS: 'off',
      });
      assertExit(await at.strata('up'), 0);
      at.write('migrations/2_carts.up.sql', 'CREATE TABLE baskets (id integer PRIMARY KEY);\n');
      const { drift, reservations } = await at.json('drift');
      assert.deepEqual(
        drift?.filter(({ kind }) => kind === 'table').map(({ change, name }) => [change, name]),
        [
          ['added', 'carts'],
          ['removed', 'baskets'],
        ],
      );
      assert.deepEqual(reservations, ['2 was edited: it is taken as its file is now.']);
    });
  });
}

describe('strata drift --create for a tool whose scripts are each a transaction', () => {
  it('makes a table anew with its rows, and those that refer to them, there and back', async () => {
    const bench = await engines.sqlite();
    const start = `-- UP
CREATE TABLE users (id integer PRIMARY KEY, age integer);
CREATE TABLE orders (id integer PRIMARY KEY, buyer integer REFERENCES users (id) ON DELETE CASCADE);
INSERT INTO users VALUES (1, 20);
INSERT INTO orders VALUES (7, 1);

-- DOWN
DROP TABLE orders;
DROP TABLE users;
`;
    const at = new Shop({ 'migrations/20250101000000_start.sql': start });
    assertExit(await at.strata('up', '--url', bench.url), 0);
    await bench.execute(`PRAGMA foreign_keys = OFF;
      CREATE TABLE other (id integer PRIMARY KEY, age text);
      DROP TABLE users; ALTER TABLE other RENAME TO users;`);
    assertExit(await at.strata('drift', '--url', bench.url, '--create', 'ages'), 1);

    const fresh = await engines.sqlite();
    for (const [command, type] of [
      ['up', 'text'],
      ['down', 'integer'],
    ] as const) {
      assertExit(await at.strata(command, '--url', fresh.url), 0);
      const age = "SELECT type FROM pragma_table_info('users') WHERE name = 'age'";
      assert.deepEqual(await fresh.look(age), [{ type: type.toUpperCase() }]);
      assert.deepEqual(await fresh.look('SELECT id FROM orders'), [{ id: '7' }]);
    }
  });
});

describe('strata drift beside application code', () => {
  it('says what it cannot know of a migration that the code has applied', async () => {
    const bench = await engines.sqlite();
    const at = new Shop({
      'migrations/V001__users/up.sql': 'CREATE TABLE users (id integer);\n',
      'migrations/V001__users/down.sql': 'DROP TABLE users;\n',
    });
    assertExit(await at.strata('up', '--url', bench.url), 0);
    await bench.execute(`INSERT INTO migration_history (version, description, checksum, applied_by)
      VALUES (0, 'base', 'legacy_backfill', 'schema_backfill')`);
    const { exit, reservations } = await at.json('drift', '--url', bench.url);
    assert.deepEqual(
      [exit, reservations],
      [0, ['0 has no file: what it has made counts as made by hand.']],
    );
  });
});

describe('strata check without a shadow', () => {
  it('is never content, and says why there is none', async () => {
    const { url } = await (await postgres()).createDatabase();
    const environments = { live: { url: '${env:LIVE}', protected: true } };
    const configuration = JSON.stringify({ environments });
    const at = new Shop({ ...SOUND, 'strata.json': configuration }, { LIVE: url });
    const { exit, ok, complete, shadow, problems, unchecked } = await at.json(
      'check',
      '-e',
      'live',
    );
    assert.deepEqual(
      { exit, ok, complete, shadow },
      { exit: 1, ok: false, complete: false, shadow: null },
    );
    assert.deepEqual(problems, []);
    assert.deepEqual(unchecked, ['“live” is protected: nothing is checked on its server.']);
    const { stdout } = await at.strata('check', '-e', 'live');
    assert.match(
      stdout,
      /Only the text was checked\. “live” is protected.*\n.*shadowUrl.*\nNot checked to the end\.\n$/,
    );
    const drift = await at.json('drift', '-e', 'live');
    assert.deepEqual([drift.exit, drift.error?.code], [1, 'refused']);
  });

  it('asks no server elsewhere that nobody has named', async () => {
    const environments = { staging: { url: 'postgres://app@database.invalid/x' } };
    const at = new Shop({ ...SOUND, 'strata.json': JSON.stringify({ environments }) });
    const { unchecked } = await at.json('check');
    assert.deepEqual(unchecked, [
      'Nobody has agreed to scratch databases on postgres://app@database.invalid:5432/x.',
    ]);
    const named = await at.json('check', '-e', 'staging');
    assert.match(String(named.unchecked), /database\.invalid/);
    assert.doesNotMatch(String(named.unchecked), /agreed/);
  });

  it('checks the text of what has a server that is not there', async () => {
    const at = new Shop({ ...SOUND, 'migrations/2_carts.up.sql': '-- x\nCREATE TABEL x;\n' });
    const { exit, ok, problems } = await at.json('check', '--url', 'postgres://127.0.0.1:1/x');
    assert.deepEqual({ exit, ok }, { exit: 1, ok: false });
    assert.deepEqual(
      problems?.map(({ code, line }) => [code, line]),
      [['syntax', 2]],
    );
  });
});

/** Of this project, of whose folder they carry a hash. */
async function scratchDatabases(folder: string): Promise<readonly unknown[]> {
  const hash = createHash('sha256').update(folder).digest('hex').slice(0, 8);
  const client = new Client({ connectionString: (await postgres()).url('postgres') });
  await client.connect();
  try {
    const ours = 'SELECT datname FROM pg_database WHERE starts_with(datname, $1)';
    return (await client.query<{ datname: string }>(ours, [`strata_shadow_${hash}_`])).rows;
  } finally {
    await client.end();
  }
}
