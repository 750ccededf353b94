import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import BetterSqlite3 from 'better-sqlite3';
import { Client } from 'pg';
import { fixed, marked } from '../unit/rules/support.ts';
import { postgres } from '../support/postgres.ts';

// What the rules claim of the engines' grammars, tried on the engines.

const ID = 'missing-if-exists';

interface Claim {
  readonly setup?: string;
  readonly sql: string;
}

const A = 'CREATE TABLE a (b int);';
const F = 'CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;';

/** Each can be run twice once it is mended. */
const REPEATABLE = {
  sqlite: [
    { sql: 'CREATE TABLE a (b)' },
    { sql: 'CREATE TEMP TABLE a (b)' },
    { sql: 'CREATE VIRTUAL TABLE a USING fts5(b)' },
    { setup: A, sql: 'CREATE UNIQUE INDEX i ON a (b)' },
    { sql: 'CREATE VIEW v AS SELECT 1' },
    { setup: A, sql: 'CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END' },
    { setup: A, sql: 'DROP TABLE a' },
    { setup: `${A} CREATE INDEX i ON a (b);`, sql: 'DROP INDEX i' },
    { setup: 'CREATE VIEW v AS SELECT 1;', sql: 'DROP VIEW v' },
    {
      setup: `${A} CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END;`,
      sql: 'DROP TRIGGER t',
    },
  ],
  postgres: [
    { sql: 'CREATE TABLE a (b int)' },
    { sql: 'CREATE UNLOGGED TABLE a (b int)' },
    { sql: 'CREATE SEQUENCE q' },
    { sql: 'CREATE SCHEMA s' },
    { sql: 'CREATE SCHEMA AUTHORIZATION current_user' },
    { sql: 'CREATE MATERIALIZED VIEW m AS SELECT 1' },
    { sql: 'CREATE COLLATION c FROM "C"' },
    { setup: 'CREATE TABLE a (b int, c int);', sql: 'CREATE STATISTICS x ON b, c FROM a' },
    { sql: 'CREATE VIEW v AS SELECT 1' },
    { sql: 'CREATE TEMP VIEW v AS SELECT 1' },
    { sql: 'CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$' },
    { sql: "CREATE PROCEDURE p() LANGUAGE sql AS ''" },
    { sql: "CREATE AGGREGATE g (int) (sfunc = int4pl, stype = int, initcond = '0')" },
    { setup: A, sql: 'CREATE RULE r AS ON INSERT TO a DO NOTHING' },
    { setup: `${A} ${F}`, sql: 'CREATE TRIGGER t AFTER INSERT ON a EXECUTE FUNCTION f()' },
    { setup: A, sql: 'CREATE INDEX i ON a (b)' },
    { setup: F, sql: 'DROP FUNCTION f()' },
    { setup: 'CREATE TYPE t AS (x int);', sql: 'DROP TYPE t' },
    { setup: 'CREATE DOMAIN d AS int;', sql: 'DROP DOMAIN d' },
    { setup: `${A} CREATE POLICY p ON a;`, sql: 'DROP POLICY p ON a' },
    { setup: 'CREATE MATERIALIZED VIEW m AS SELECT 1;', sql: 'DROP MATERIALIZED VIEW m' },
    { setup: 'CREATE SCHEMA s;', sql: 'DROP SCHEMA s CASCADE' },
    { setup: 'CREATE CAST (int AS box) WITH INOUT;', sql: 'DROP CAST (int AS box)' },
    { setup: A, sql: 'ALTER TABLE a ADD c int, ADD COLUMN d int' },
    { setup: 'CREATE TABLE a (b int, c int, d int);', sql: 'ALTER TABLE a DROP c, DROP COLUMN d' },
    {
      setup: 'CREATE TABLE a (b int CONSTRAINT c CHECK (b > 0));',
      sql: 'ALTER TABLE a DROP CONSTRAINT c',
    },
  ],
} satisfies Record<string, readonly Claim[]>;

/** There the words would be an error, so that the rule has to be silent. */
const REFUSED = {
  sqlite: [
    'ALTER TABLE a ADD COLUMN IF NOT EXISTS c int',
    'ALTER TABLE a DROP COLUMN IF EXISTS c',
    'CREATE OR REPLACE VIEW v AS SELECT 1',
  ],
  postgres: [
    'CREATE VIEW IF NOT EXISTS v AS SELECT 1',
    'CREATE INDEX IF NOT EXISTS ON a (b)',
    "CREATE TYPE IF NOT EXISTS t AS ENUM ('x')",
    'CREATE DOMAIN IF NOT EXISTS d AS int',
    'CREATE POLICY IF NOT EXISTS p ON a',
    'CREATE SCHEMA IF NOT EXISTS s CREATE TABLE x (y int)',
    'ALTER TABLE a ADD CONSTRAINT IF NOT EXISTS c CHECK (b > 0)',
    'DROP OWNED IF EXISTS BY current_user',
  ],
};

describe('house rules on SQLite', () => {
  for (const { setup = '', sql } of REPEATABLE.sqlite as readonly Claim[]) {
    it(`mend ${sql} so that it can be applied twice`, () => {
      const database = new BetterSqlite3(':memory:');
      database.exec(setup);
      assert.equal(marked(ID, sql, 'sqlite').length, 1);
      database.exec(fixed(ID, sql, 'sqlite'));
      assert.throws(() => database.exec(sql));
      database.exec(fixed(ID, sql, 'sqlite'));
      database.close();
    });
  }
  for (const sql of REFUSED.sqlite) {
    it(`are right that SQLite does not know ${sql}`, () => {
      const database = new BetterSqlite3(':memory:');
      database.exec(A);
      assert.throws(() => database.exec(sql), /syntax error/);
      const plain = sql.replace(/ (?:IF (?:NOT )?EXISTS|OR REPLACE)/, '');
      if (plain.startsWith('ALTER')) assert.deepEqual(marked(ID, plain, 'sqlite'), []);
      database.close();
    });
  }
});

describe('house rules on PostgreSQL', () => {
  const client = async (): Promise<Client> => {
    const { url } = await (await postgres()).createDatabase();
    const opened = new Client({ connectionString: url });
    await opened.connect();
    return opened;
  };

  it('mend what they mark so that it can be applied twice', async () => {
    const database = await client();
    for (const { setup = '', sql } of REPEATABLE.postgres as readonly Claim[]) {
      await database.query(`BEGIN; ${setup}`);
      const mended = fixed(ID, sql, 'postgres');
      assert.notEqual(mended, sql);
      await database.query(mended);
      await database.query('SAVEPOINT once');
      await assert.rejects(database.query(sql), sql);
      await database.query('ROLLBACK TO once');
      await database.query(mended);
      await database.query('ROLLBACK');
    }
    await database.end();
  });

  it('are silent where PostgreSQL does not know the words', async () => {
    const database = await client();
    await database.query(A);
    for (const sql of REFUSED.postgres) {
      await assert.rejects(database.query(sql), { code: /42601|0A000/ }, sql);
    }
    await database.end();
  });

  it('add an index that serves the foreign key', async () => {
    const database = await client();
    const sql = 'CREATE TABLE c (d int PRIMARY KEY); CREATE TABLE "A b" ("E" int REFERENCES c)';
    await database.query(fixed('unindexed-foreign-key', sql, 'postgres'));
    const { rows } = await database.query(
      `SELECT indexdef FROM pg_indexes WHERE tablename = 'A b'`,
    );
    assert.deepEqual(rows, [
      { indexdef: 'CREATE INDEX "idx_A b_E" ON public."A b" USING btree ("E")' },
    ]);
    await database.end();
  });
});
