import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { assertExit, engines, Shop, type Bench } from './harness.ts';

/**
 * sqlx's part is played by SQL alone, as sqlx-postgres/src/migrate.rs and sqlx-sqlite/src/migrate.rs
 * send it. Nothing of ours computes, writes or reads what these tests compare.
 */
class Sqlx {
  readonly #bench: Bench;

  constructor(bench: Bench) {
    this.#bench = bench;
  }

  async ensureTable(): Promise<void> {
    const [time, now, bytes] =
      this.#bench.engine === 'postgres'
        ? ['TIMESTAMPTZ', 'now()', 'BYTEA']
        : ['TIMESTAMP', 'CURRENT_TIMESTAMP', 'BLOB'];
    await this.#bench.execute(`
CREATE TABLE IF NOT EXISTS _sqlx_migrations (
    version BIGINT PRIMARY KEY,
    description TEXT NOT NULL,
    installed_on ${time} NOT NULL DEFAULT ${now},
    success BOOLEAN NOT NULL,
    checksum ${bytes} NOT NULL,
    execution_time BIGINT NOT NULL
);
                `);
  }

  async apply(...versions: readonly number[]): Promise<void> {
    await this.ensureTable();
    for (const version of versions) {
      const { description, up } = migration(version);
      const checksum = createHash('sha384').update(Buffer.from(up)).digest('hex');
      const bytes = this.#bench.engine === 'postgres' ? `'\\x${checksum}'` : `x'${checksum}'`;
      await this.#bench.execute(`BEGIN; ${up}
;
    INSERT INTO _sqlx_migrations ( version, description, success, checksum, execution_time )
    VALUES ( ${version}, '${description}', TRUE, ${bytes}, -1 ); COMMIT;`);
      await this.#bench.execute(
        `UPDATE _sqlx_migrations SET execution_time = 4200000 WHERE version = ${version}`,
      );
    }
  }

  async revert(...versions: readonly number[]): Promise<void> {
    for (const version of versions) {
      await this.#bench.execute(`BEGIN; ${migration(version).down ?? ''}
; DELETE FROM _sqlx_migrations WHERE version = ${version}; COMMIT;`);
    }
  }
}

const migrations = [
  {
    ...{ version: 1, description: 'users', file: '0001_users' },
    up: 'CREATE TABLE users (id integer PRIMARY KEY, name text NOT NULL);\n',
    down: null,
  },
  {
    ...{ version: 2, description: 'orders of users', file: '2_orders_of_users' },
    up: 'CREATE TABLE orders (id integer PRIMARY KEY, buyer integer REFERENCES users);\n',
    down: 'DROP TABLE orders;\n',
  },
  {
    ...{ version: 3, description: 'line endings', file: '+3_line_endings' },
    up: "-- from Windows\r\nINSERT INTO users VALUES (1, 'Zoë ;\r\n--');\r\n",
    down: 'DELETE FROM users;\n',
  },
  {
    ...{ version: 4, description: 'index orders', file: '04_index_orders' },
    up: "CREATE INDEX by_buyer ON orders (buyer); INSERT INTO users VALUES (2, 'Ann') -- no semicolon",
    down: 'DELETE FROM users WHERE id = 2; DROP INDEX by_buyer',
  },
  {
    ...{ version: 5, description: 'nothing', file: '5_nothing' },
    up: '',
    down: '-- nothing either',
  },
  {
    ...{ version: 20250131120000, description: 'Prices', file: '20250131120000_Prices' },
    up: 'ALTER TABLE orders ADD COLUMN price integer;\n',
    down: 'ALTER TABLE orders DROP COLUMN price;\n',
  },
] as const;

function migration(version: number) {
  const found = migrations.find((each) => each.version === version);
  assert.ok(found);
  return found;
}

function files(): Record<string, string> {
  const contents: Record<string, string> = {};
  for (const { file, up, down } of migrations) {
    contents[`migrations/${file}${down === null ? '' : '.up'}.sql`] = up;
    if (down !== null) contents[`migrations/${file}.down.sql`] = down;
  }
  return contents;
}

/** The whole history and the whole schema, less the times, by the raw driver. */
async function contents(bench: Bench): Promise<unknown> {
  const types = ['version', 'description', 'installed_on', 'success', 'checksum', 'execution_time']
    .map((column) => `typeof(${column}) AS ${column}_type`)
    .join(', ');
  const schema =
    bench.engine === 'sqlite'
      ? 'SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name'
      : `SELECT table_name, column_name, ordinal_position, column_default, is_nullable, data_type
         FROM information_schema.columns WHERE table_schema = 'public'
         UNION ALL SELECT tablename, indexname, 0, indexdef, '', '' FROM pg_indexes
         WHERE schemaname = 'public' ORDER BY 1, 2`;
  return {
    history: await bench.look(
      `SELECT version, description, success, checksum, execution_time > 0 AS timed,
              installed_on IS NOT NULL AS dated ${bench.engine === 'sqlite' ? `, ${types}` : ''}
       FROM _sqlx_migrations ORDER BY version`,
    ),
    schema: await bench.look(schema),
    users: await bench.look('SELECT * FROM users'),
  };
}

for (const [engine, open] of Object.entries(engines)) {
  describe(`a database that sqlx and Strata take turns on: ${engine}`, () => {
    async function scene() {
      const [bench, reference] = [await open(), await open()];
      const shop = new Shop(files(), { DATABASE_URL: bench.url });
      const strata = async (...parameters: string[]): Promise<void> => {
        assertExit(await shop.strata(...parameters), 0);
      };
      const same = async (): Promise<void> => {
        assert.deepEqual(await contents(bench), await contents(reference));
      };
      return { shop, strata, same, sqlx: new Sqlx(bench), only: new Sqlx(reference), bench };
    }

    it('holds what sqlx would hold, where sqlx began and Strata went on', async () => {
      const { strata, same, sqlx, only, bench } = await scene();
      await sqlx.apply(1, 2, 3);
      await strata('up');
      await only.apply(1, 2, 3, 4, 5, 20250131120000);
      await same();

      await strata('down', '--to', '2');
      await only.revert(20250131120000, 5, 4, 3);
      await same();

      await strata('up', '--to', '4');
      await only.apply(3, 4);
      await same();
      const [{ untouched } = {}] = await bench.look(
        'SELECT count(*) AS untouched FROM _sqlx_migrations WHERE execution_time = 4200000',
      );
      assert.equal(untouched, '2');
    });

    it('holds what sqlx would hold, where Strata began and sqlx went on', async () => {
      const { shop, strata, same, sqlx, only } = await scene();
      await strata('up', '--to', '3');
      await sqlx.apply(4, 5, 20250131120000);
      await only.apply(1, 2, 3, 4, 5, 20250131120000);
      await same();
      await strata('status', '--exit-code');
      await strata('validate');

      await sqlx.revert(20250131120000, 5);
      await strata('down', '2');
      await only.revert(20250131120000, 5, 4, 3);
      await same();
      assert.deepEqual((await shop.json('status')).summary, {
        ...{ applied: 2, pending: 4, modified: 0, missing: 0, failed: 0, outOfOrder: 0 },
      });
    });

    it('dates a row as sqlx does', async () => {
      const { strata, sqlx, bench } = await scene();
      await sqlx.apply(1);
      await strata('up', '--to', '2');
      const [{ apart, lengths, count } = {}] = await bench.look(
        engine === 'sqlite'
          ? `SELECT (julianday(max(installed_on)) - julianday(min(installed_on))) * 86400 < 600 AS apart, count(*) AS count,
                    count(DISTINCT length(installed_on)) AS lengths FROM _sqlx_migrations`
          : `SELECT (max(installed_on) - min(installed_on) < interval '10 min')::int AS apart, count(*) AS count,
                    count(DISTINCT pg_typeof(installed_on)) AS lengths FROM _sqlx_migrations`,
      );
      assert.deepEqual([count, String(apart), lengths], ['2', '1', '1']);
    });
  });
}
