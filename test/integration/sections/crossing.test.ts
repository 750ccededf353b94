import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertExit, engines, Shop, type Bench } from '../cli/harness.ts';
import { Original } from './original.ts';
import { itWithPython, python } from '../../support/python.ts';

const FILES: Readonly<Record<string, string>> = {
  '20250106090000_create_users.sql':
    '-- UP\nCREATE TABLE users (id integer PRIMARY KEY, name text NOT NULL);\n\n-- DOWN\nDROP TABLE users;\n',
  '20250107100000_create_orders_of_users.sql':
    '-- UP\n-- UPDATE and DELETE follow the user.\nCREATE TABLE orders (id integer PRIMARY KEY, buyer integer REFERENCES users);\nCREATE INDEX by_buyer ON orders (buyer)\n-- DOWN\n-- First the index.\nDROP INDEX by_buyer;\nDROP TABLE orders;',
  '20250108110000_from_Windows.sql':
    "\uFEFF-- UP\r\nINSERT INTO users VALUES (1, 'Zoë ;\r\n--');\r\nINSERT INTO users VALUES (2, 'Ann');\r\n\r\n-- DOWN\r\nDELETE FROM users\r\nWHERE id < 3;\r\n",
  '20250109120000_indented.sql':
    '\n  -- UP  \n\n\tALTER TABLE orders ADD COLUMN price integer;\n \t -- DOWN\n\n  ALTER TABLE orders DROP COLUMN price;\n\n',
  '20250109120000_zweite.sql':
    "-- UP\nINSERT INTO users VALUES (7, '☃');\n-- DOWN\nDELETE FROM users WHERE id = 7;\n",
};
const STEMS = Object.keys(FILES).map((file) => file.slice(0, -'.sql'.length));

function inFolder(files: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(files).map(([name, text]) => [`migrations/${name}`, text]),
  );
}

/** The whole history and the whole schema, less the times, by the raw driver. */
async function contents(bench: Bench): Promise<unknown> {
  const types = ['id', 'name', 'executed_at', 'checksum']
    .map((column) => `typeof(${column}) AS ${column}_type`)
    .join(', ');
  const schema =
    bench.engine === 'sqlite'
      ? `SELECT type, name, tbl_name, replace(replace(sql, ' ', ''), char(10), '') AS sql
         FROM sqlite_schema ORDER BY name`
      : `SELECT table_name, column_name, ordinal_position, column_default, is_nullable, data_type,
           character_maximum_length, datetime_precision
         FROM information_schema.columns WHERE table_schema = 'public'
         UNION ALL SELECT tablename, indexname, 0, indexdef, '', '', 0, 0 FROM pg_indexes
         WHERE schemaname = 'public' ORDER BY 1, 2`;
  return {
    history: await bench.look(
      `SELECT id, name, checksum, executed_at IS NOT NULL AS dated
         ${bench.engine === 'sqlite' ? `, ${types}, length(executed_at) AS digits` : ''}
       FROM schema_migrations ORDER BY id`,
    ),
    schema: await bench.look(schema),
    tables: await bench.look('SELECT * FROM users ORDER BY id').catch(() => null),
  };
}

for (const [engine, open] of Object.entries(engines)) {
  describe(`a database that the sections runner and Strata take turns on: ${engine}`, () => {
    async function scene(files: Readonly<Record<string, string>> = FILES, digits = 16) {
      const [bench, reference] = [await open(), await open()];
      const shop = new Shop(inFolder(files), { DATABASE_URL: bench.url });
      const strata = async (...parameters: string[]): Promise<void> => {
        assertExit(await shop.strata(...parameters), 0);
      };
      const same = async (): Promise<void> => {
        assert.deepEqual(await contents(bench), await contents(reference));
      };
      const folder = shop.path('migrations');
      return {
        ...{ shop, strata, same, bench },
        original: new Original(bench, folder, digits),
        only: new Original(reference, folder, digits),
      };
    }

    it('holds what the runner would hold, where it began and Strata went on', async () => {
      const { strata, same, original, only } = await scene();
      await original.migrate(2);
      await strata('up');
      await only.migrate();
      await same();
      assert.ok(await original.validate());

      await strata('down', '2');
      await only.rollback(2);
      await same();
    });

    it('holds what the runner would hold, where Strata began and it went on', async () => {
      const { shop, strata, same, original, only } = await scene();
      await strata('up', '--steps', '3');
      await original.migrate();
      await only.migrate();
      await same();
      await strata('status', '--exit-code');
      await strata('validate');
      assert.ok(await original.validate());

      await original.rollback(1);
      await strata('down', '4');
      await only.rollback(5);
      await same();
      assert.deepEqual((await shop.json('status')).summary, {
        ...{ applied: 0, pending: 5, modified: 0, missing: 0, failed: 0, outOfOrder: 0 },
      });
    });

    itWithPython('holds the checksums that Python computes', async () => {
      const { shop, strata, bench } = await scene();
      await strata('up');
      const code = `
import hashlib, pathlib, sys
for path in sorted(pathlib.Path(sys.argv[1]).glob('*.sql')):
    up = path.read_bytes().decode('utf-8-sig').split('-- DOWN')[0].replace('-- UP', '', 1).strip()
    print(path.stem, hashlib.sha256(up.encode()).hexdigest()[:16])`;
      const sums = python(code, shop.path('migrations'));
      const rows = await bench.look('SELECT id, checksum FROM schema_migrations ORDER BY id');
      assert.equal(rows.length, 5);
      assert.equal(rows.map(({ id, checksum }) => `${id} ${checksum}`).join('\n'), sums);
    });

    it('may hold whole hashes, as others of the family record them', async () => {
      const { shop, strata, bench, original } = await scene(FILES, 64);
      await original.migrate(2);
      await strata('validate');
      await strata('up', '--steps', '1');
      assert.deepEqual(
        (await bench.look('SELECT length(checksum) AS digits FROM schema_migrations ORDER BY id'))
          .map(({ digits }) => String(digits))
          .join(' '),
        '64 64 16',
      );
      shop.write(`migrations/${STEMS[0] ?? ''}.sql`, '-- UP\nSELECT 1;\n-- DOWN\nSELECT 2;\n');
      assert.equal((await shop.json('status')).summary?.modified, 1);
    });

    it('is reverted by the time of its rows, newest first, whatever the versions say', async () => {
      const files = Object.fromEntries(
        ['a', 'b', 'c'].map((name, index) => [
          `2025010${3 - index}000000_${name}.sql`,
          `-- UP\nCREATE TABLE ${name} (id integer);\n-- DOWN\nDROP TABLE ${name};\n`,
        ]),
      );
      const { shop, strata, bench, original } = await scene(files);
      await original.migrate();
      for (const [name, day] of Object.entries({ a: 1, b: 3, c: 2 })) {
        await bench.execute(
          `UPDATE schema_migrations SET executed_at = '2025-02-0${day} 12:00:00' WHERE name = '${name}'`,
        );
      }
      const plan = await shop.plan('down', '3', '--dry-run');
      assert.deepEqual(
        plan.steps?.map(({ description }) => description),
        ['b', 'c', 'a'],
      );
      await strata('down', '2');
      assert.deepEqual(await bench.look('SELECT name FROM schema_migrations'), [{ name: 'a' }]);
    });
  });
}

describe('a server far from UTC', () => {
  it('dates our rows as the runner’s, and tells them in UTC', async () => {
    const bench = await engines.postgres();
    const database = new URL(bench.url).pathname.slice(1);
    await bench.execute(`ALTER DATABASE ${database} SET TimeZone = 'Pacific/Auckland';
      ALTER DATABASE ${database} SET DateStyle = 'German'`);
    const files = {
      ...FILES,
      '20250110000000_seen.sql': `-- UP
CREATE TABLE seen AS SELECT current_setting('TimeZone') AS zone, current_setting('DateStyle') AS style, LOCALTIMESTAMP AS at;
-- DOWN
DROP TABLE seen;
`,
    };
    const shop = new Shop(inFolder(files), { DATABASE_URL: bench.url });
    await new Original(bench, shop.path('migrations')).migrate(1);
    assertExit(await shop.strata('up'), 0);
    assert.deepEqual(await bench.look('SELECT zone, style FROM seen'), [
      { zone: 'Pacific/Auckland', style: 'German, DMY' },
    ]);
    const [apart] = await bench.look(
      `SELECT (max(executed_at) - min(executed_at) < interval '10 min')::int AS rows,
         (abs(extract(epoch FROM max(executed_at) - LOCALTIMESTAMP)) < 600)::int AS now
       FROM schema_migrations`,
    );
    assert.deepEqual(apart, { rows: 1, now: 1 });

    const [exact] = await bench.look(
      `SELECT to_char(executed_at::timestamptz AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS utc,
         to_char(executed_at, 'YYYY-MM-DD"T"HH24:MI:SS.US') AS raw
       FROM schema_migrations ORDER BY id LIMIT 1`,
    );
    const [first] = (await shop.json('status')).migrations ?? [];
    assert.equal(first?.appliedAt, exact?.utc);
    assert.ok(Math.abs(Date.parse(first?.appliedAt ?? '') - Date.now()) < 600_000);
    assert.deepEqual(first?.history, {
      id: STEMS[0],
      name: 'create users',
      executed_at: exact?.raw,
      checksum: first?.checksum,
    });
  });
});
