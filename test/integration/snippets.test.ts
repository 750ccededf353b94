import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import BetterSqlite3 from 'better-sqlite3';
import { Client } from 'pg';
import { postgres } from '../support/postgres.ts';
import { filled, readSnippets } from '../support/snippets.ts';

// Without Strata's own runner: what the drivers say is the evidence.

interface Bench {
  run(sql: string): Promise<void>;
  /** `table.column`, sorted. */
  columns(): Promise<readonly string[]>;
  close(): Promise<void>;
}

const SETUP = `
  CREATE TABLE customers (id INTEGER PRIMARY KEY);
  INSERT INTO customers (id) VALUES (1);`;
const ORDERS = "INSERT INTO orders (id, customer_id, created_at) VALUES (1, 1, '2025-03-01');";

function sqlite(): Promise<Bench> {
  const database = new BetterSqlite3(':memory:');
  database.pragma('foreign_keys = ON');
  const columns = database.prepare<[], { column: string }>(
    `SELECT tables.name || '.' || columns.name AS column
     FROM sqlite_schema AS tables JOIN pragma_table_info(tables.name) AS columns
     WHERE tables.type = 'table' ORDER BY 1`,
  );
  return Promise.resolve({
    run: (sql) =>
      new Promise((resolve) => {
        database.transaction(() => database.exec(sql))();
        resolve();
      }),
    columns: () => Promise.resolve(columns.all().map(({ column }) => column)),
    close: () => Promise.resolve(void database.close()),
  });
}

async function postgresql(): Promise<Bench> {
  const { url } = await (await postgres()).createDatabase();
  const client = new Client({ connectionString: url });
  await client.connect();
  return {
    run: async (sql) => {
      await client.query(sql);
    },
    columns: async () => {
      const { rows } = await client.query<{ column: string }>(
        `SELECT table_name || '.' || column_name AS column FROM information_schema.columns
         WHERE table_schema = 'public' ORDER BY 1`,
      );
      return rows.map(({ column }) => column);
    },
    close: () => client.end(),
  };
}

const snippets = readSnippets('sql.json');

function sqlOf(prefix: string): string {
  const snippet = [...snippets.values()].find((each) => each.prefix === prefix);
  assert.ok(snippet, prefix);
  return filled(snippet);
}

/** The recipes as migrations that follow one another. */
const STORIES = {
  sqlite: [
    ['create-table', 'add-column-sqlite', 'fill-column'],
    [
      ...['create-table', 'add-column-sqlite'],
      ...['rename-1-add-sqlite', 'rename-2-copy', 'rename-3-drop-sqlite'],
    ],
    ['create-table', 'drop-1-set-aside', 'drop-2-drop'],
    ['create-table', 'rebuild-table-sqlite'],
  ],
  postgres: [
    ['create-table', 'add-column-postgres', 'fill-column', 'require-column-postgres'],
    [
      ...['create-table', 'add-column-postgres'],
      ...['rename-1-add-postgres', 'rename-2-copy', 'rename-3-drop-postgres'],
    ],
    ['create-table', 'drop-1-set-aside', 'drop-2-drop'],
  ],
};

for (const [engine, open] of Object.entries({ sqlite, postgres: postgresql })) {
  const stories = STORIES[engine as keyof typeof STORIES];

  describe(`the snippets on ${engine}`, () => {
    for (const story of stories) {
      it(`go there and back: ${story.join(', ')}`, async () => {
        const bench = await open();
        try {
          await bench.run(SETUP);
          const onTheWay: (readonly string[])[] = [];
          for (const [index, each] of story.entries()) {
            onTheWay.push(await bench.columns());
            await bench.run(sqlOf(`migration-${each}`));
            if (index === 0) await bench.run(ORDERS);
          }
          for (const each of story.toReversed()) {
            await bench.run(sqlOf(`migration-${each}-down`));
            assert.deepEqual(await bench.columns(), onTheWay.pop(), `after ${each}-down`);
          }
        } finally {
          await bench.close();
        }
      });
    }

    it('are all in a story, but the file of both directions', () => {
      const other = engine === 'sqlite' ? 'postgres' : 'sqlite';
      const told = new Set(stories.flat().map((each) => `migration-${each}`));
      const ups = [...snippets.values()]
        .map(({ prefix }) => prefix)
        .filter((prefix) => !prefix.endsWith('-down') && !prefix.includes(other));
      assert.deepEqual(
        ups.filter((prefix) => !told.has(prefix)),
        ['migration-sections'],
      );
    });

    it('take the sections there and back', async () => {
      const bench = await open();
      try {
        const [up = '', down = ''] = sqlOf('migration-sections').split('-- DOWN\n');
        await bench.run(up);
        assert.deepEqual(await bench.columns(), ['orders.created_at', 'orders.id']);
        await bench.run(down);
        assert.deepEqual(await bench.columns(), []);
      } finally {
        await bench.close();
      }
    });
  });
}
