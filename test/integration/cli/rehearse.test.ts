import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { describe, it } from 'node:test';
import { eventually } from '../../support/eventually.ts';
import { engines, postgresBench, serveCommands, Shop, type Bench } from './harness.ts';

serveCommands();

const MIGRATIONS = {
  'migrations/1_users.sql': 'CREATE TABLE users (id integer PRIMARY KEY, name text);\n',
  'migrations/2_names.sql':
    "INSERT INTO users VALUES (1, 'a'), (2, 'b');\nALTER TABLE users ADD COLUMN mail text;\n",
  'migrations/3_carts.sql': 'CREATE TABLE carts (id integer);\n',
};

/** Work without an end. */
const ENDLESS = {
  sqlite:
    'WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n;\n',
  postgres: 'SELECT pg_sleep(600);\n',
};

for (const [engine, open] of Object.entries(engines)) {
  describe(`strata rehearse: ${engine}`, () => {
    const at = async (files: Readonly<Record<string, string>> = {}) => {
      const bench = await open();
      const shop = new Shop({ ...MIGRATIONS, ...files }, { DATABASE_URL: bench.url });
      const up = await shop.strata('up', '--steps', '1');
      assert.equal(up.code, 0, up.stderr);
      return { bench, shop };
    };
    const history = (bench: Bench) => bench.look('SELECT * FROM _sqlx_migrations');

    it('tells what was done, and nothing of it is there', async () => {
      const { bench, shop } = await at();
      const was = await history(bench);
      const { exit, steps, on, error, historyUnchanged } = await shop.json('rehearse');
      assert.deepEqual([exit, on, error, historyUnchanged], [0, 'environment', null, true]);
      assert.deepEqual(
        steps?.map(({ version, statements }) => [
          version,
          statements.map(({ line, rows }) => [line, rows]),
        ]),
        [
          [
            '2',
            [
              [1, 2],
              [2, null],
            ],
          ],
          ['3', [[1, null]]],
        ],
      );
      assert.deepEqual(await history(bench), was);
      assert.deepEqual(await bench.look('SELECT * FROM users'), []);
      const text = await shop.strata('rehearse', '2');
      assert.match(text.stdout, /^-- Rehearsal for .*: 1 migration goes through\.$/m);
      assert.match(text.stdout, /^ALTER TABLE users ADD COLUMN mail text;$/m);
      assert.equal(text.stderr, '');
    });

    it('takes versions, --to and --steps as applying does', async () => {
      const { shop } = await at();
      const tried = async (...parameters: readonly string[]) =>
        (await shop.json('rehearse', ...parameters)).steps?.map(({ version }) => version);
      assert.deepEqual(await tried('--to', '2'), ['2']);
      assert.deepEqual(await tried('--steps', '1'), ['2']);
      assert.deepEqual(await tried('3'), ['3']);
      const both = await shop.json('rehearse', '3', '--steps', '1');
      assert.deepEqual([both.exit, both.error?.code], [2, 'usage']);
      const unknown = await shop.json('rehearse', '77');
      assert.deepEqual([unknown.exit, unknown.error?.code], [1, 'refused']);
    });

    it('exits with 1 where it fails, and says at which place', async () => {
      const { shop } = await at({ 'migrations/3_carts.sql': 'SELECT 1;\nDROP TABLE cartz;\n' });
      const { exit, error, failed, steps } = await shop.json('rehearse');
      assert.deepEqual([exit, error?.code, failed?.version, failed?.line], [1, 'failed', '3', 2]);
      assert.equal(steps?.length, 2);
    });

    it('asks for the name of a protected environment', async () => {
      const bench = await open();
      const environments = { production: { url: bench.url, protected: true } };
      const shop = new Shop({ ...MIGRATIONS, 'strata.json': JSON.stringify({ environments }) });
      const on = ['-e', 'production'];
      const asked = await shop.json('rehearse', ...on);
      assert.deepEqual([asked.exit, asked.error?.code], [2, 'usage']);
      assert.equal(asked.error?.message, 'production is protected. Nothing was changed.');
      const { exit, environment } = await shop.json('rehearse', ...on, '--confirm', 'production');
      assert.deepEqual([exit, environment], [0, 'production']);
    });

    for (const [signal, code] of [
      ['SIGINT', 130],
      ['SIGKILL', null],
    ] as const) {
      it(`leaves nothing behind after ${signal} in the middle`, async () => {
        const { bench, shop } = await at({
          'migrations/3_carts.sql': `DELETE FROM users;\n${ENDLESS[engine as Bench['engine']]}`,
        });
        const was = await history(bench);
        const { process: strata, result } = shop.start(['rehearse', '--verbose']);
        await untilRehearsing(bench);
        strata.kill(signal);
        assert.equal((await result).code, code);
        assert.deepEqual(await history(bench), was);
        // Nobody holds anything any more.
        await eventually(async () => {
          assert.equal((await shop.strata('up', '--to', '2', '--lock-timeout', '1')).code, 0);
        });
        assert.equal((await bench.look('SELECT * FROM users')).length, 2);
      });
    }
  });
}

describe('strata rehearse, where a transaction is refused', () => {
  it('tries on a shadow what cannot be tried in the database, where somebody agrees to one', async () => {
    const bench = await postgresBench();
    const shop = new Shop(
      {
        ...MIGRATIONS,
        'migrations/4_index.sql':
          '-- no-transaction\nCREATE INDEX CONCURRENTLY i ON users (mail);\n',
        'migrations/5_drop.sql': '-- no-transaction\nDROP INDEX CONCURRENTLY nothing;\n',
      },
      { DATABASE_URL: bench.url },
    );
    const good = await shop.json('rehearse', '--to', '4');
    assert.deepEqual([good.exit, good.steps?.at(-1)?.goesThroughOnShadow], [0, true]);
    const { stdout } = await shop.strata('rehearse', '--to', '4');
    assert.match(stdout, /^-- • index: CREATE INDEX CONCURRENTLY .* on a shadow without rows/im);
    const bad = await shop.json('rehearse');
    assert.deepEqual([bad.exit, bad.failed?.version, bad.failed?.code], [1, '5', '42704']);
    assert.equal(
      (await bench.look("SELECT 1 AS one FROM pg_database WHERE datname LIKE 'strata_shadow%'"))
        .length,
      0,
    );
  });
});

/** Until the statement without an end is under way, in a transaction that has written. */
function untilRehearsing(bench: Bench): Promise<void> {
  const { engine, url } = bench;
  return eventually(async () => {
    if (engine === 'sqlite') {
      assert.ok(existsSync(`${url.replace('sqlite:', '')}-journal`));
      return;
    }
    const rows = await bench.look(
      "SELECT 1 AS one FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(600)'",
    );
    assert.equal(rows.length, 1);
  });
}
