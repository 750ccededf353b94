import assert from 'node:assert/strict';
import { existsSync, rmSync } from 'node:fs';
import { describe, it } from 'node:test';
import { assertExit, engines, readable, serveCommands, Shop, type Bench } from './harness.ts';

serveCommands();

const migrations = {
  'migrations/1_users.up.sql': '-- Who buys.\nCREATE TABLE IF NOT EXISTS users (id integer);\n',
  'migrations/1_users.down.sql': '-- Back.\nDROP TABLE IF EXISTS users;\n',
};

const configuration = JSON.stringify({
  environments: {
    development: { url: 'sqlite:development.db' },
    production: { url: '${env:PRODUCTION_URL}', protected: true },
  },
});

for (const [engine, open] of Object.entries(engines)) {
  describe(`environments: ${engine}`, () => {
    async function at(): Promise<{ shop: Shop; bench: Bench }> {
      const bench = await open();
      const files = { ...migrations, 'strata.json': configuration };
      return { shop: new Shop(files, { PRODUCTION_URL: bench.url }), bench };
    }

    it('runs in a protected one only with its name, shows the plan, and validates after', async () => {
      const { shop, bench } = await at();
      const on = ['-e', 'production'];
      for (const [parameters, message] of [
        [['up'], 'production is protected. Nothing was changed.'],
        [['down'], 'production is protected. Nothing was changed.'],
        [['init'], 'production is protected. Nothing was changed.'],
        [['restore'], 'production is protected. Nothing was changed.'],
        [['shell'], 'production is protected. Nothing was changed.'],
        [
          ['up', '--confirm', 'development'],
          '--confirm says development, but this is production. Nothing was changed.',
        ],
      ] as const) {
        const { code, stdout, stderr } = await shop.strata(...parameters, ...on);
        assert.deepEqual([code, stdout], [2, ''], stderr);
        assert.equal(stderr.split('\n')[0], `error: ${message}`);
      }
      const without = await shop.json('up', ...on);
      assert.deepEqual(
        [without.exit, without.error],
        [
          2,
          {
            code: 'usage',
            message: 'production is protected. Nothing was changed.',
            hint: 'Without a terminal to type its name on, give it: --confirm production',
          },
        ],
      );
      if (engine === 'sqlite') assert.equal(existsSync(bench.url.replace('sqlite:', '')), false);

      const done = await shop.json('up', ...on, '--confirm', 'production');
      assert.deepEqual(
        [done.exit, done.applied.length, done.validation],
        [0, 1, { valid: true, problems: [] }],
      );
      const status = await shop.json('status', ...on);
      assert.deepEqual([status.environment, status.summary?.applied], ['production', 1]);
    });

    for (const command of [['reset'], ['database', 'drop']]) {
      it(`refuses ${command.join(' ')} in a protected one, whatever is confirmed`, async () => {
        const { shop } = await at();
        const on = ['-e', 'production', '--confirm', 'production'];
        assertExit(await shop.strata('up', ...on), 0);
        const { code, stderr } = await shop.strata(...command, ...on);
        assert.equal(code, 1);
        assert.match(
          stderr,
          /^error: production is protected: \S+ is neither emptied nor dropped\./,
        );
        assert.equal((await shop.json('status', '-e', 'production')).summary?.applied, 1);
      });
    }
  });
}

describe('the environment', () => {
  const files = { ...migrations, 'strata.json': configuration };

  it('is the first unless one is named, and is in the first line', async () => {
    const shop = new Shop(files, { PRODUCTION_URL: 'sqlite:production.db' });
    const first = async (...parameters: string[]) =>
      (await shop.strata(...parameters)).stdout.split('\n')[0];
    assert.equal(await first('status'), 'shop · development · sqlite:./development.db · sqlx');
    assert.equal(
      await first('plan', '--environment', 'production'),
      '-- shop · production (protected) · sqlite:./production.db · sqlx',
    );
    assert.equal(
      await first('status', '--url', 'sqlite:other.db'),
      'shop · sqlite:./other.db (--url) · sqlx',
    );
    assert.equal((await shop.json('status')).environment, 'development');
    assert.equal((await shop.json('status', '--url', 'sqlite:other.db')).environment, null);
  });

  it('has to be there, and its variables to be set', async () => {
    const shop = new Shop(files);
    for (const [parameters, message, hint] of [
      [
        ['-e', 'prodction'],
        'shop has no environment "prodction". Known: development, production.',
        'Did you mean "production"?',
      ],
      [
        ['-e', 'production'],
        'strata.json:1, production: The variable PRODUCTION_URL is not set.',
        'Variables are looked for in the environment.',
      ],
      [
        ['-e', 'production', '--url', 'sqlite:other.db'],
        'Two databases are named, by address and by environment.',
        'Leave out either --url or --environment.',
      ],
      [
        ['--confirm', 'production'],
        '--confirm says production, but this is development. Nothing was changed.',
        '',
      ],
    ] as const) {
      const { code, stderr } = await shop.strata('up', ...parameters);
      assert.equal(code, 2);
      assert.equal(stderr, `error: ${message}\n${hint === '' ? '' : `${hint}\n`}`);
    }
    assert.equal(existsSync(shop.path('development.db')), false);
  });

  it('is not taken from a strata.json that cannot be read', async () => {
    const shop = new Shop({ ...migrations, 'strata.json': '{\n  "enviroments": {}\n}\n' });
    const { code, stderr } = await shop.strata('up', '--url', 'sqlite:shop.db');
    assert.equal(code, 2);
    assert.match(stderr, /^error: strata\.json:2:3: enviroments is not a known key/);
    shop.write('strata.json', '{ "environments": ');
    assert.equal((await shop.strata('status', '--url', 'sqlite:shop.db')).code, 2);
  });
});

describe('the project', () => {
  const url = ['--url', 'sqlite:shop.db'];

  it('is the only one below, where there is none here', async () => {
    const shop = new Shop({ 'services/api/migrations/1_users.sql': 'SELECT 1;\n' });
    const { code, stdout, stderr } = await shop.strata('status', ...url);
    assert.equal(code, 0, stderr);
    assert.equal(stderr, 'The project is in services/api.\n');
    assert.equal(readable(stdout).split('\n')[0], 'api · sqlite:./shop.db (--url) · sqlx');
  });

  it('has to be named where there are several', async () => {
    const shop = new Shop({
      'services/api/migrations/1_users.sql': 'SELECT 1;\n',
      'services/billing/migrations/1_invoices.sql': 'SELECT 1;\n',
    });
    const { code, stderr } = await shop.strata('up', ...url);
    assert.equal(code, 2);
    assert.equal(
      stderr,
      `error: There are 2 projects below ${shop.folder}.
Name one of them by -C:
  -C services/api
  -C services/billing
`,
    );
    assertExit(await shop.strata('up', '-C', 'services/billing', ...url), 0);
  });

  it('of nobody knows which tool shows its plan, and applies nothing', async () => {
    const shop = new Shop({
      'migrations/20250101000000_a.sql': '-- UP\nCREATE TABLE a (b);\n-- DOWN\nDROP TABLE a;\n',
      'migrations/V001__x/up.sql': '-- Makes it.\nCREATE TABLE IF NOT EXISTS v (x);\n',
    });
    const url = ['--url', 'sqlite:a.db'];
    assert.equal((await shop.strata('plan', ...url)).code, 0);
    const { code, stderr } = await shop.strata('up', ...url);
    assert.equal(code, 2);
    assert.match(stderr, /^error: It is not certain which tool the migrations of shop are for\./);
    assert.equal(existsSync(shop.path('a.db')), false);
    assertExit(await shop.strata('up', '--convention', 'sections', ...url), 0);
  });

  it('has to say its tool before anything is made in that tool’s form', async () => {
    const shop = new Shop({});
    for (const command of [
      ['create', 'add users'],
      ['init', ...url],
    ]) {
      const { code, stderr } = await shop.strata(...command);
      assert.equal(code, 2);
      assert.equal(
        stderr,
        `error: It is not certain which tool the migrations of shop are for.
Say which one by --convention, or as "convention" in strata.json: sqlx, sections, versioned-folders.
`,
      );
    }
    assert.equal(existsSync(shop.path('shop.db')), false);
    assertExit(await shop.strata('init', ...url, '--convention', 'sqlx'), 0);
    // Now the database's own history says it.
    assertExit(await shop.strata('init', ...url), 0);
    rmSync(shop.path('shop.db'));
    assertExit(await shop.strata('create', 'add users', '--convention', 'sections'), 0);
    assertExit(await shop.strata('create', 'add orders'), 0);
  });
});
