import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import BetterSqlite3 from 'better-sqlite3';
import { Client } from 'pg';
import type { Engine } from '../../src/core/engine.ts';
import { split } from '../../src/sql/split.ts';
import { postgres } from '../support/postgres.ts';
import { examplesOf } from '../unit/rules/examples.ts';
import { marked, problemsBy } from '../unit/rules/support.ts';

// What the pages call bad fails where there are rows, and what they call good goes through.

/** By what each engine says then: PostgreSQL's SQLSTATE, and SQLite's words. */
const FAILING = {
  'unfillable-column': { postgres: /^23502$/, sqlite: /: Cannot add a / },
  'existing-rows': { postgres: /^2350[235]$/, sqlite: /UNIQUE constraint failed/ },
  'needs-no-transaction': { postgres: /^25001$/, sqlite: /from within a transaction/ },
  'new-enum-value': { postgres: /^55P04$/, sqlite: null },
  'colliding-names': { postgres: /^42P07$/, sqlite: null },
} as const;

type FailingRule = keyof typeof FAILING;

/** Two customers with one address and one without, and an order of nobody. */
const ROWS = `
  CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT, email TEXT);
  INSERT INTO customers (id, name, email) VALUES (1, 'a', 'x'), (2, 'b', 'x'), (3, 'c', NULL);`;

const SETUP: Readonly<Record<Engine, string>> = {
  sqlite: ROWS,
  postgres: `${ROWS}
    CREATE TYPE order_state AS ENUM ('open');
    CREATE TABLE orders (id int PRIMARY KEY, customer_id int, state order_state, desk int, day date);
    INSERT INTO orders (id, customer_id) VALUES (1, 99);`,
};

const MARKER = '-- no-transaction';

describe('rules about what fails, on SQLite', () => {
  for (const { id, kind, text } of examples('sqlite')) {
    it(`are right: ${id}, ${kind}: ${lastLine(text)}`, () => {
      const database = new BetterSqlite3(':memory:');
      database.exec(SETUP.sqlite);
      const apply = (): void => {
        database.exec(text.startsWith(MARKER) ? text : `BEGIN; ${text} COMMIT`);
      };
      if (kind === 'Good') apply();
      else assert.throws(apply, FAILING[id].sqlite ?? assert.fail());
      database.close();
    });
  }

  it('are right about foreign keys: the pragma saves the carts outside a transaction only', () => {
    const examples = [...examplesOf('foreign-keys-pragma'), ...examplesOf('cascading-drop')];
    const carts = examples.map(({ kind, text }) => {
      const database = new BetterSqlite3(':memory:');
      database.exec(`${ROWS.replace(/, \(2.*\)/, '')}
        CREATE TABLE carts (customer_id REFERENCES customers ON DELETE CASCADE);
        INSERT INTO carts VALUES (1);`);
      database.pragma('foreign_keys = ON');
      database.exec(kind === 'Bad' ? `BEGIN; ${text} COMMIT` : text);
      const { n } = database.prepare('SELECT count(*) AS n FROM carts').get() as { n: number };
      database.close();
      return [kind, n];
    });
    assert.deepEqual(carts, [
      ['Bad', 0],
      ['Good', 1],
      ['Bad', 0],
      ['Good', 1],
    ]);
  });
});

describe('rules about what fails, on PostgreSQL', () => {
  let database: Client;

  before(async () => {
    const { url } = await (await postgres()).createDatabase();
    database = new Client({ connectionString: url });
    await database.connect();
  });

  after(() => database.end());

  async function apply(sql: string): Promise<void> {
    if (!sql.startsWith(MARKER)) {
      await database.query(`BEGIN; ${sql}; COMMIT`);
      return;
    }
    for (const { start, end } of split(sql, 'postgres')) {
      await database.query(sql.slice(start, end));
    }
  }

  async function beginAnew(): Promise<void> {
    await database.query('ROLLBACK');
    await database.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
    await database.query(SETUP.postgres);
  }

  for (const { id, kind, text } of examples('postgres')) {
    it(`are right: ${id}, ${kind}: ${lastLine(text)}`, async () => {
      await beginAnew();
      if (kind === 'Good') await apply(text);
      else await assert.rejects(apply(text), { code: FAILING[id].postgres });
    });
  }

  it('know what the server refuses in a transaction, and in which words', async () => {
    await beginAnew();
    await database.query(`
      CREATE TABLE parts (b int) PARTITION BY LIST (b);
      CREATE TABLE part PARTITION OF parts FOR VALUES IN (1);
      CREATE INDEX i ON customers (name);
      CREATE PROCEDURE commits() LANGUAGE plpgsql AS $$ BEGIN COMMIT; END $$`);
    for (const sql of REFUSED) {
      assert.equal(marked('needs-no-transaction', sql, 'postgres').length, 1, sql);
      await database.query('BEGIN');
      await assert.rejects(database.query(sql), { code: /25001|2D000/ }, sql);
      await database.query('ROLLBACK');
    }
    for (const sql of TAKEN) {
      assert.deepEqual(marked('needs-no-transaction', sql, 'postgres'), [], sql);
      await database.query('BEGIN');
      await database.query(sql);
      await database.query('ROLLBACK');
    }
  });

  it('are right that a failed index stays, and that IF NOT EXISTS takes it for the index', async () => {
    await beginAnew();
    const create = (words: string) =>
      `CREATE UNIQUE INDEX CONCURRENTLY ${words} emails ON customers (email)`;
    await assert.rejects(database.query(create('')), { code: '23505' });
    await database.query(create('IF NOT EXISTS'));
    const { rows } = await database.query(
      `SELECT indisvalid FROM pg_index WHERE indexrelid = 'emails'::regclass`,
    );
    assert.deepEqual(rows, [{ indisvalid: false }]);
    await assert.rejects(database.query(create('')), { code: '42P07' });
  });

  it('are right about how names are cut off', async () => {
    await beginAnew();
    const name = `${'é'.repeat(31)}ab`;
    const [problem] = problemsBy('long-name', `CREATE TABLE "${name}" (b int)`, 'postgres');
    await database.query(`CREATE TABLE "${name}" (b int)`);
    const { rows } = await database.query<{ relname: string }>(
      `SELECT relname FROM pg_class WHERE relname LIKE 'é%'`,
    );
    assert.ok(problem?.message.includes(`becomes ${rows[0]?.relname}.`), problem?.message);
  });

  it('are right about CASCADE: it takes what nobody named, and without it the server refuses', async () => {
    await beginAnew();
    await database.query('CREATE VIEW names AS SELECT name FROM customers');
    const drop = 'ALTER TABLE customers DROP COLUMN name';
    await assert.rejects(database.query(drop), { code: '2BP01' });
    await database.query(`${drop} CASCADE`);
    await assert.rejects(database.query('SELECT FROM names'), { code: '42P01' });
  });
});

/** As the server's PreventInTransactionBlock has it; of subscriptions, before it looks for the other server. */
const REFUSED = [
  'CREATE INDEX CONCURRENTLY j ON customers (name)',
  'DROP INDEX CONCURRENTLY i',
  'REINDEX TABLE CONCURRENTLY customers',
  'REINDEX (CONCURRENTLY) INDEX i',
  'REINDEX (VERBOSE, CONCURRENTLY on) INDEX i',
  'REINDEX SCHEMA public',
  'REINDEX DATABASE',
  'REINDEX SYSTEM',
  'VACUUM',
  'VACUUM FULL customers',
  'CLUSTER',
  'CREATE DATABASE d',
  'DROP DATABASE d',
  'ALTER DATABASE d SET TABLESPACE t',
  "CREATE TABLESPACE t LOCATION '/t'",
  'DROP TABLESPACE t',
  "ALTER SYSTEM SET work_mem = '4MB'",
  'DISCARD ALL',
  'ALTER TABLE parts DETACH PARTITION part CONCURRENTLY',
  "CREATE SUBSCRIPTION s CONNECTION 'host=nowhere' PUBLICATION p",
  'DO $$ BEGIN COMMIT; END $$',
  'CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ BEGIN ROLLBACK; END $$; CALL p()',
];

const TAKEN = [
  'CREATE INDEX j ON customers (name)',
  'DROP INDEX i',
  'REINDEX TABLE customers',
  'REINDEX (CONCURRENTLY false) INDEX i',
  'REINDEX (CONCURRENTLY off) INDEX i',
  'ANALYZE customers',
  'CLUSTER customers USING i',
  'DISCARD TEMP',
  'ALTER TABLE parts DETACH PARTITION part',
  "CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION p WITH (connect = false)",
  "ALTER TYPE order_state ADD VALUE 'x'",
  "DO $$ BEGIN RAISE NOTICE 'COMMIT;'; END $$",
];

interface FailingExample {
  readonly id: FailingRule;
  readonly kind: 'Bad' | 'Good';
  readonly text: string;
}

function examples(engine: Engine): readonly FailingExample[] {
  return (Object.keys(FAILING) as FailingRule[]).flatMap((id) =>
    examplesOf(id)
      .filter(({ engines }) => engines.includes(engine))
      .map(({ kind, text }) => ({ id, kind, text })),
  );
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.slice(0, 60) ?? '';
}
