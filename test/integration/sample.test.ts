import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import BetterSqlite3 from 'better-sqlite3';
import { Client } from 'pg';
import { postgres } from '../support/postgres.ts';

// Without Strata's own reader and runner: what the drivers say is evidence for both.

const folder = join(import.meta.dirname, '../../migrations-sample/migrations');
const names = readdirSync(folder).sort();
const ups = names.filter((name) => !name.endsWith('.down.sql'));
const downs = names.filter((name) => name.endsWith('.down.sql'));
const reversible = downs.map((name) => name.replace('.down.sql', '.up.sql'));

function sqlOf(name: string): string {
  return readFileSync(join(folder, name), 'utf8');
}

interface Engine {
  run(sql: string): Promise<void>;
  rows(sql: string): Promise<unknown[]>;
  /** Everything that a migration can make, as the engine's catalogue describes it. */
  schema(): Promise<unknown>;
  close(): Promise<void>;
}

function sqlite(): Promise<Engine> {
  const database = new BetterSqlite3(':memory:');
  const rows = (sql: string) => database.prepare<[], Record<string, unknown>>(sql).all();
  const schema = () => {
    const objects = rows('SELECT type, name, sql FROM sqlite_schema ORDER BY type, name');
    return objects.map(({ type, name, sql }) =>
      type === 'table'
        ? {
            name,
            columns: rows(`PRAGMA table_info("${String(name)}")`),
            indexes: rows(`PRAGMA index_list("${String(name)}")`),
            references: rows(`PRAGMA foreign_key_list("${String(name)}")`),
          }
        : { name, sql },
    );
  };
  return Promise.resolve({
    run: (sql) =>
      new Promise((resolve) => {
        database.transaction(() => database.exec(sql))();
        resolve();
      }),
    rows: (sql) => Promise.resolve(rows(sql)),
    schema: () => Promise.resolve(schema()),
    close: () => Promise.resolve(void database.close()),
  });
}

async function postgresql(): Promise<Engine> {
  const { url } = await (await postgres()).createDatabase();
  const client = new Client({ connectionString: url });
  await client.connect();
  const rows = async (sql: string) => (await client.query<Record<string, unknown>>(sql)).rows;
  return {
    async run(sql) {
      try {
        await client.query(`BEGIN;\n${sql}\n;COMMIT`);
      } catch (error) {
        await client.query('ROLLBACK');
        throw error;
      }
    },
    rows,
    schema: async () => ({
      columns: await rows(
        `SELECT table_name, column_name, data_type, is_nullable, column_default
         FROM information_schema.columns WHERE table_schema = 'public'
         ORDER BY table_name, ordinal_position`,
      ),
      constraints: await rows(
        `SELECT conrelid::regclass::text AS of, conname, pg_get_constraintdef(oid) AS definition
         FROM pg_constraint WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2`,
      ),
      indexes: await rows(
        `SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY indexname`,
      ),
      views: await rows(
        `SELECT viewname, definition FROM pg_views WHERE schemaname = 'public' ORDER BY viewname`,
      ),
    }),
    close: () => client.end(),
  };
}

describe('the sample’s files', () => {
  it('are simple and reversible, and end with four that can be reverted', () => {
    assert.equal(ups.length, 12);
    assert.equal(reversible.length, 5);
    assert.deepEqual(ups.slice(-4), reversible.slice(-4));
    assert.deepEqual(
      reversible,
      ups.filter((name) => name.endsWith('.up.sql')),
    );
  });

  for (const name of names) {
    it(`${name} begins with a comment that says what it does, and ends with a line break`, () => {
      assert.match(name, /^\d{14}_[a-z_]+(\.up|\.down)?\.sql$/);
      assert.match(sqlOf(name), /^-- [A-Z].*[a-z]\.\n\n[^\r]*[^\n]\n$/);
    });
  }
});

for (const [title, open] of [
  ['SQLite', sqlite],
  ['PostgreSQL', postgresql],
] as const) {
  describe(`the sample on ${title}`, () => {
    let engine: Engine;
    before(async () => {
      engine = await open();
    });
    after(() => engine.close());

    it('is applied, is reverted as far as it can be, and comes back the same', async () => {
      const onTheWay: unknown[] = [];
      for (const name of ups) {
        if (reversible.includes(name)) onTheWay.push(await engine.schema());
        await engine.run(sqlOf(name));
      }
      const complete = await engine.schema();

      // What follows the simple ones is taken back step by step.
      for (const name of downs.slice(-4).reverse()) {
        await engine.run(sqlOf(name));
        assert.deepEqual(await engine.schema(), onTheWay.pop(), `after ${name}`);
      }
      for (const name of downs.slice(0, -4).reverse()) await engine.run(sqlOf(name));
      assert.notDeepEqual(await engine.schema(), complete);

      for (const name of reversible) await engine.run(sqlOf(name));
      assert.deepEqual(await engine.schema(), complete);
    });

    it('has filled in the totals of the orders that were there', async () => {
      assert.deepEqual(await engine.rows('SELECT id, total_cents FROM orders ORDER BY id'), [
        { id: 1, total_cents: 2380 },
        { id: 2, total_cents: 3480 },
        { id: 3, total_cents: 4980 },
        { id: 4, total_cents: 4160 },
      ]);
    });

    it('shows what was sold', async () => {
      const rows = await engine.rows(
        `SELECT name, CAST(sold AS INTEGER) AS sold, CAST(revenue_cents AS INTEGER) AS revenue
         FROM product_sales ORDER BY product_id`,
      );
      assert.deepEqual(rows, [
        { name: 'Yirgacheffe, 250 g', sold: 3, revenue: 3570 },
        { name: 'Huila, 250 g', sold: 4, revenue: 3960 },
        { name: 'House blend, 1 kg', sold: 3, revenue: 7470 },
      ]);
    });

    for (const { what, sql, because } of [
      {
        what: 'an order line without a quantity',
        sql: 'INSERT INTO order_lines VALUES (1, 2, 0, 990)',
        because: /check constraint/i,
      },
      {
        what: 'a review of no product',
        sql: "INSERT INTO reviews VALUES (9, 1, 5, NULL, '2025-04-01')",
        because: /foreign key constraint/i,
      },
      {
        what: 'a discount that nobody made',
        sql: "UPDATE orders SET discount_code = 'FREE' WHERE id = 1",
        because: /foreign key constraint/i,
      },
    ]) {
      it(`refuses ${what}`, async () => {
        await assert.rejects(engine.run(sql), because);
      });
    }
  });
}
