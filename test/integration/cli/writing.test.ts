import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { describe, it } from 'node:test';
import { commandFile } from '../../support/command-file.ts';
import { assertExit, engines, Shop } from './harness.ts';

const migrations = {
  'migrations/20250120000001_add_users.up.sql':
    '-- Who buys.\nCREATE TABLE IF NOT EXISTS users (id integer);\n',
  'migrations/20250120000001_add_users.down.sql': '-- Back.\nDROP TABLE IF EXISTS users;\n',
  'migrations/20250120000002_add_orders.up.sql': 'SELECT 2;\n',
  'migrations/20250120000002_add_orders.down.sql': 'SELECT -2;\n',
  'migrations/20250120000003_add_carts.up.sql': 'SELECT 3;\n',
  'migrations/20250120000003_add_carts.down.sql': 'SELECT -3;\n',
};

for (const [engine, open] of Object.entries(engines)) {
  it(`the status in the guides’ form: ${engine}`, async () => {
    const bench = await open();
    const shop = new Shop(migrations, { DATABASE_URL: bench.url });
    await shop.strata('up', '--steps', '2');
    await bench.execute("UPDATE _sqlx_migrations SET installed_on = '2025-01-20 13:45:01.5'");
    rmSync(shop.path('migrations/20250120000001_add_users.up.sql'));
    rmSync(shop.path('migrations/20250120000001_add_users.down.sql'));
    shop.write('migrations/20250120000002_add_orders.up.sql', 'SELECT 22;\n');
    const { code, stdout } = await shop.strata('status', '--format', 'guide');
    assert.equal(code, 0);
    assert.equal(
      stdout,
      `[!] 20250120000001 Add Users (applied 2025-01-20 13:45:01, file missing)
[!] 20250120000002 Add Orders (applied 2025-01-20 13:45:01, edited since)
[ ] 20250120000003 Add Carts (pending)
`,
    );
    const both = await shop.strata('status', '--format', 'guide', '--json');
    assert.equal(both.code, 2);
  });
}

describe('a migration that takes back another', () => {
  const files = { ...migrations, '.env': 'DATABASE_URL=sqlite:shop.db\n' };

  it('has its scripts the other way round, and can be applied', async () => {
    const shop = new Shop(files);
    await shop.strata('up');
    const { created } = await shop.json('create', '--reverting', '20250120000001');
    const [up = '', down = ''] = created;
    assert.match(up, /^migrations\/\d{14}_revert_add_users\.up\.sql$/);
    assert.equal(
      readFileSync(shop.path(up), 'utf8'),
      '-- Takes back 20250120000001 add users.\n\n-- Back.\nDROP TABLE IF EXISTS users;\n',
    );
    assert.equal(
      readFileSync(shop.path(down), 'utf8'),
      '-- Does again what 20250120000001 add users did.\n\n-- Who buys.\nCREATE TABLE IF NOT EXISTS users (id integer);\n',
    );
    assertExit(await shop.strata('up'), 0);
    const named = await shop.json('create', 'no more users', '--reverting', '20250120000001');
    assert.match(named.created[0] ?? '', /_no_more_users\.up\.sql$/);
    const unknown = await shop.strata('create', '--reverting', '7');
    assert.equal(unknown.code, 2);
    assert.equal(
      unknown.stderr,
      'error: There is no file of a migration 7.\nSee the versions with: strata status\n',
    );
  });
});

describe('a migration that takes back one without a way back', () => {
  it('is drafted from its statements', async () => {
    const shop = new Shop({
      'migrations/20250120000001_users.sql':
        'CREATE TABLE users (id integer);\nCREATE VIEW v AS SELECT id FROM users;\n',
      '.env': 'DATABASE_URL=sqlite:shop.db\n',
    });
    const { created } = await shop.json('create', '--reverting', '20250120000001');
    assert.equal(
      readFileSync(shop.path(created[0] ?? ''), 'utf8'),
      '-- Takes back 20250120000001 users, as far as its statements tell. Read it before you apply it.\n\nDROP VIEW v;\nDROP TABLE users;\n',
    );
    assertExit(await shop.strata('up'), 0);
  });
});

for (const [engine, open] of Object.entries(engines)) {
  describe(`a way back that is drafted on ${engine}`, () => {
    const views = {
      'migrations/1_users.up.sql':
        'CREATE TABLE users (id integer PRIMARY KEY, name text);\nCREATE VIEW named AS SELECT id FROM users;\n',
      'migrations/1_users.down.sql': 'DROP VIEW named;\nDROP TABLE users;\n',
      'migrations/2_names.up.sql':
        'DROP VIEW named;\nCREATE VIEW named AS SELECT id, name FROM users;\n',
      'migrations/2_names.down.sql': '-- Add down migration script here\n',
    };

    it('has what was there before, from a shadow, also where the up script is there already', async () => {
      const bench = await open();
      const shop = new Shop(views, { DATABASE_URL: bench.url });
      const read = (path = ''): string =>
        readFileSync(shop.path(path), 'utf8').replaceAll(/\s+/g, ' ').replaceAll('public.', '');
      assertExit(await shop.strata('up'), 0);
      const { created } = await shop.json('create', '--reverting', '2');
      assert.match(
        read(created[0]),
        / DROP VIEW named; CREATE VIEW named AS SELECT id FROM users; $/,
      );

      shop.write('../orders.sql', 'CREATE TABLE orders (id integer);\nDROP VIEW named;');
      const made = await shop.strata('create', 'add orders', '--from', '../orders.sql');
      assert.equal(
        made.stdout,
        'The down script is a draft. Read it before you revert by it.\ncreated migrations/0004_add_orders.up.sql\ncreated migrations/0004_add_orders.down.sql\n',
      );
      assert.equal(
        read('migrations/0004_add_orders.up.sql'),
        'CREATE TABLE orders (id integer); DROP VIEW named; ',
      );
      assert.match(
        read('migrations/0004_add_orders.down.sql'),
        /^-- Drafted .* CREATE VIEW named AS SELECT id FROM users; DROP TABLE orders; $/,
      );
      assertExit(await shop.strata('up', '--to', '3'), 0);
      await assert.rejects(bench.look('SELECT name FROM named'));
      assert.deepEqual(await bench.look('SELECT id FROM named'), []);
    });
  });
}

describe('create --from', () => {
  const up = 'CREATE TABLE users (id integer);\n';

  const piped = (shop: Shop, ...parameters: readonly string[]) =>
    spawnSync(process.execPath, [commandFile, 'create', 'users', '--from', '-', ...parameters], {
      cwd: shop.folder,
      input: up,
      encoding: 'utf8',
    });

  it('takes what is piped in, and what each tool has for a way back', () => {
    for (const [convention, kind, path, expected] of [
      ['sqlx', '--simple', /_users\.sql$/, up],
      [
        'sections',
        '--timestamp',
        /_users\.sql$/,
        /\n\n-- DOWN\n-- Drafted.*\n\nDROP TABLE users;\n$/,
      ],
      ['versioned-folders', '--sequential', /metadata\.yaml$/, /\nreversible: true\n/],
    ] as const) {
      const shop = new Shop({ '.env': 'DATABASE_URL=sqlite:shop.db\n' });
      const { stdout } = piped(shop, '--convention', convention, kind, '--json');
      const { created } = JSON.parse(stdout) as { created: string[] };
      const made = created.find((each) => path.test(each));
      const text = readFileSync(shop.path(made ?? ''), 'utf8');
      if (typeof expected === 'string') assert.equal(text, expected);
      else assert.match(text, expected);
    }
  });

  it('leaves the way back to its author where it is not known which engine it is for', () => {
    const shop = new Shop({ 'migrations/1_a.up.sql': up, 'migrations/1_a.down.sql': '' });
    const { stdout } = piped(shop);
    assert.match(stdout, /^Write the down script by hand: no way back is drafted\.\n/);
    assert.equal(
      readFileSync(shop.path('migrations/0002_users.down.sql'), 'utf8'),
      '-- Add down migration script here\n',
    );
  });

  it('says why the draft does not know what was there before', () => {
    const environments = { live: { url: 'postgres://me@db.invalid/shop', protected: true } };
    const shop = new Shop({
      'strata.json': JSON.stringify({ convention: 'sections', environments }),
    });
    const { stderr } = piped(shop, '-e', 'live');
    assert.match(
      stderr,
      /^What was there before is left out of the draft\. “live” is protected: nothing is checked on its server\.\n.*shadowUrl/,
    );
  });

  it('is refused without a script, and makes nothing', async () => {
    const shop = new Shop({ 'latin.sql': new Uint8Array([0x2d, 0x2d, 0xe9]) });
    for (const [file, message] of [
      ['gone.sql', 'There is no file gone.sql.'],
      ['latin.sql', 'latin.sql is no text in UTF-8.'],
    ] as const) {
      const on = ['create', 'x', '--from', file, '--convention', 'sqlx'];
      const { code, stderr } = await shop.strata(...on);
      assert.deepEqual([code, stderr], [2, `error: ${message}\n`]);
    }
    assert.equal(existsSync(shop.path('migrations')), false);
  });
});

describe('a sections migration by its fourteen digits', () => {
  const script = '-- UP\n-- A.\nSELECT 1;\n-- DOWN\nSELECT 2;\n';
  const files = {
    'migrations/20250120000001_users.sql': script,
    'migrations/20250120000002_orders.sql': script,
    'migrations/20250120000002_prices.sql': script,
    '.env': 'DATABASE_URL=sqlite:shop.db\n',
  };

  it('is the one that is meant, unless it may be another', async () => {
    const shop = new Shop(files);
    const { applied } = await shop.json('up', '--to', '20250120000001');
    assert.deepEqual(
      applied.map(({ version }) => version),
      ['20250120000001_users'],
    );
    const { created } = await shop.json('create', '--reverting', '20250120000001');
    assert.match(created[0] ?? '', /_revert_users\.sql$/);
    const several = await shop.strata('create', '--reverting', '20250120000002');
    assert.equal(several.code, 2);
    assert.equal(
      several.stderr,
      'error: 20250120000002 is short for several: 20250120000002_orders, 20250120000002_prices. Write one of them whole.\nSee the versions with: strata status\n',
    );
  });
});

describe('the author of a new migration', () => {
  const on = ['create', 'add users', '--convention', 'versioned-folders'];
  const metadata = 'migrations/V001__add_users/metadata.yaml';

  it('is git’s user, unless another is named', async () => {
    const shop = new Shop({});
    execFileSync('git', ['init', '-q'], { cwd: shop.folder });
    execFileSync('git', ['config', 'user.name', 'Ada L.'], { cwd: shop.folder });
    assertExit(await shop.strata(...on), 0);
    assert.match(readFileSync(shop.path(metadata), 'utf8'), /^author: "?Ada L\."?$/m);

    const other = new Shop({});
    assertExit(await other.strata(...on, '--author', 'Grace: H'), 0);
    assert.match(readFileSync(other.path(metadata), 'utf8'), /^author: "Grace: H"$/m);
  });
});
