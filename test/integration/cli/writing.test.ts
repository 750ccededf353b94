import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { describe, it } from 'node:test';
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
