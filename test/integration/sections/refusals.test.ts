import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { assertExit, engines, Shop, type Bench } from '../cli/harness.ts';
import { Original } from './original.ts';

const A = 'migrations/20250106090000_a.sql';
const B = 'migrations/20250107090000_b.sql';
const PLAIN = '-- UP\nCREATE TABLE a (x integer);\n-- DOWN\nDROP TABLE a;\n';

const OTHERS: Readonly<Record<string, Readonly<Record<Bench['engine'], string>>>> = {
  'golang-migrate': {
    postgres: 'version bigint not null primary key, dirty boolean not null',
    sqlite: 'version uint64, dirty bool',
  },
  dbmate: {
    postgres: 'version varchar(128) primary key',
    sqlite: 'version varchar(128) primary key',
  },
  'Rails or dbmate': {
    postgres: 'version character varying NOT NULL PRIMARY KEY',
    sqlite: '"version" varchar NOT NULL PRIMARY KEY',
  },
  Ecto: {
    postgres: 'version bigint PRIMARY KEY, inserted_at timestamp(0)',
    sqlite: 'version INTEGER PRIMARY KEY, inserted_at TEXT',
  },
};

for (const [engine, open] of Object.entries(engines)) {
  describe(`what sections refuses: ${engine}`, () => {
    async function scene(files: Readonly<Record<string, string>>) {
      const bench = await open();
      const shop = new Shop(files, { DATABASE_URL: bench.url });
      return { bench, shop, original: new Original(bench, shop.path('migrations')) };
    }

    for (const [owner, columns] of Object.entries(OTHERS)) {
      it(`is a schema_migrations of ${owner}, which is left alone`, async () => {
        const { bench, shop } = await scene({ [A]: PLAIN });
        await bench.execute(`CREATE TABLE schema_migrations (${columns[bench.engine]});
          INSERT INTO schema_migrations (version) SELECT 20240101000000 WHERE ${owner === 'golang-migrate' ? 'false' : 'true'}`);
        const before = await bench.look('SELECT * FROM schema_migrations');
        for (const command of ['up', 'validate']) {
          const { code, stdout, stderr } = await shop.strata(command);
          assert.equal(code, 1);
          assert.match(stdout + stderr, /foreign-history/);
          assert.ok(
            `${stdout}${stderr}`.includes(`are those of ${owner}. Strata leaves it alone.`),
          );
        }
        assert.deepEqual(await bench.look('SELECT * FROM schema_migrations'), before);
        await assert.rejects(bench.look('SELECT * FROM a'));
      });
    }

    it('is any plan with a file that the runner reads differently, and no other plan', async () => {
      const stray =
        '-- UP\nCREATE TABLE b (x integer);\n-- DOWNTIME: none\nCREATE TABLE c (x integer);\n-- DOWN\nDROP TABLE b;\n';
      const { bench, shop } = await scene({ [A]: PLAIN, [B]: stray });
      const { code, stderr } = await shop.strata('up');
      assert.equal(code, 1);
      assert.match(stderr, /20250107090000_b\.sql:3:1/);
      assert.match(stderr, /takes "-- DOWN" in "-- DOWNTIME: none" for its marker/);
      await assert.rejects(bench.look('SELECT * FROM a'));
      assertExit(await shop.strata('up', '--to', '20250106090000_a'), 0);
      const { valid, problems } = await shop.json('validate');
      assert.equal(valid, false);
      const errors = problems?.filter(({ severity }) => severity === 'error');
      assert.deepEqual(
        errors?.map(({ code, path, line, column, endLine, endColumn }) => ({
          ...{ code, path, line, column, endLine, endColumn },
        })),
        [
          {
            ...{ code: 'ambiguous-section', path: B },
            ...{ line: 3, column: 1, endLine: 3, endColumn: 8 },
          },
        ],
      );
    });

    it('is not a file that the runner has applied, by its own reading', async () => {
      const above = `-- Shop\n${PLAIN}`;
      const { bench, shop, original } = await scene({
        [A]: above,
        [B]: PLAIN.replaceAll(' a', ' b'),
      });
      await original.migrate(1);
      assertExit(await shop.strata('up'), 0);
      assert.equal((await shop.json('status')).summary?.applied, 2);
      assert.equal((await shop.strata('down', '2')).code, 1);
      assert.equal((await bench.look('SELECT * FROM schema_migrations')).length, 2);
    });

    it('is reverting where nothing stands below the down marker', async () => {
      const { bench, shop } = await scene({
        [A]: '-- UP\nCREATE TABLE a (x integer);\n-- DOWN\n-- later\n',
      });
      const { stderr } = await shop.strata('up');
      assert.match(stderr, /no statement stands below "-- DOWN", so it cannot be reverted/);
      const { code, stderr: refusal } = await shop.strata('down');
      assert.equal(code, 1);
      assert.match(refusal, /cannot be reverted: it has no down script\. Write one\./);
      assert.equal((await bench.look('SELECT * FROM schema_migrations')).length, 1);
    });

    it('is an applied file that was edited, with both checksums', async () => {
      const { shop } = await scene({ [A]: PLAIN, [B]: PLAIN.replaceAll(' a', ' b') });
      assertExit(await shop.strata('up', '--steps', '1'), 0);
      shop.write(A, PLAIN.replace('x integer', 'x bigint'));
      const { code, stderr } = await shop.strata('up');
      assert.equal(code, 1);
      // By sha256sum.
      assert.match(stderr, /Expected: 473fe4ec4081090f\n\s*Got: 00450abf9675b267\n/);

      // A down section is not hashed.
      shop.write(A, PLAIN.replace('DROP TABLE a', 'DROP TABLE IF EXISTS a'));
      assertExit(await shop.strata('validate'), 0);
      shop.write(A, `-- UP\r\n\r\n  CREATE TABLE a (x integer); \r\n`);
      assertExit(await shop.strata('validate'), 0);
    });

    it('is a name that the runner stops at, whatever is asked for', async () => {
      const { bench, shop } = await scene({ [A]: PLAIN, 'migrations/seed.sql': 'SELECT 1;' });
      const { code, stderr } = await shop.strata('up');
      assert.equal(code, 1);
      assert.match(stderr, /seed\.sql: the sections runner stops at this file/);
      await assert.rejects(bench.look('SELECT * FROM a'));
    });

    it('is a script that fails: nothing of it and no row is kept', async () => {
      const { bench, shop } = await scene({
        [A]: '\n-- UP\n\nCREATE TABLE a (x integer);\n  INSERT INTO nowhere VALUES (1);\n-- DOWN\nDROP TABLE a;\n',
      });
      const { failed } = await shop.json('up');
      assert.deepEqual([failed?.path, failed?.line], [A, 5]);
      assert.equal(failed?.statement, 'INSERT INTO nowhere VALUES (1)');
      assert.deepEqual(await bench.look('SELECT * FROM schema_migrations'), []);
      await assert.rejects(bench.look('SELECT * FROM a'));
    });
  });
}

describe('a new sections migration', () => {
  it('is made where there are sections, and can be applied', async () => {
    const bench = await engines.sqlite();
    const shop = new Shop({ [A]: PLAIN }, { DATABASE_URL: bench.url });
    assertExit(await shop.strata('create', 'Add Prices'), 0);
    const [, made] = readdirSync(shop.path('migrations')).sort();
    assert.match(made ?? '', /^\d{14}_add_prices\.sql$/);
    assert.match(
      readFileSync(shop.path(`migrations/${made ?? ''}`), 'utf8'),
      /^-- UP\n.*\n\n-- DOWN\n/,
    );
    assertExit(await shop.strata('up'), 0);
  });

  for (const option of ['--simple', '--sequential']) {
    it(`cannot be made with ${option}`, async () => {
      const shop = new Shop({ [A]: PLAIN });
      const { code, stderr } = await shop.strata('create', 'prices', option);
      assert.equal(code, 2);
      assert.ok(stderr.includes(`leave ${option} out`), stderr);
      assert.equal(readdirSync(shop.path('migrations')).length, 1);
    });
  }
});
