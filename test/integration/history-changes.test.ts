import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import BetterSqlite3 from 'better-sqlite3';
import { Client } from 'pg';
import type { Engine } from '../../src/core/engine.ts';
import { historyChanges } from '../../src/sql/history-changes.ts';
import { split } from '../../src/sql/split.ts';
import { postgres } from '../support/postgres.ts';

/*
 * The engine is asked what a statement does to the table: its definition and its rows, before and
 * after. `other` is a table of the application, with a row and the same columns.
 */

const EITHER: readonly string[] = [
  // Changes.
  'INSERT INTO history VALUES (2)',
  'insert into "history" (version) select 2',
  'INSERT /* a */ INTO -- b\n history VALUES (2)',
  'UPDATE history SET version = 3',
  'DELETE FROM history',
  'DELETE FROM history WHERE version IN (SELECT version FROM other)',
  'WITH gone AS (SELECT 1 AS version) DELETE FROM history WHERE version IN (SELECT * FROM gone)',
  'ALTER TABLE history ADD COLUMN note text',
  'ALTER TABLE history RENAME TO former',
  'ALTER TABLE history RENAME COLUMN version TO number',
  'DROP TABLE history',
  'DROP TABLE IF EXISTS history',
  'INSERT INTO history SELECT 2 WHERE NOT EXISTS (SELECT 1 FROM other WHERE false)',
  // None.
  'SELECT * FROM history',
  'SELECT version INTO_ FROM history',
  'CREATE TABLE IF NOT EXISTS history (version bigint PRIMARY KEY)',
  'CREATE INDEX IF NOT EXISTS history_version ON history (version)',
  'CREATE VIEW seen AS SELECT * FROM history',
  'CREATE TABLE copied AS SELECT * FROM history',
  'INSERT INTO other SELECT version + 9 FROM history',
  'UPDATE other SET version = (SELECT max(version) FROM history)',
  'DELETE FROM other WHERE version IN (SELECT version FROM history)',
  'INSERT INTO other (version) VALUES (5) ON CONFLICT DO NOTHING',
  "INSERT INTO texts VALUES ('DROP TABLE history')",
  '-- DROP TABLE history\nSELECT 1 /* ; DELETE FROM history */',
  'DROP TABLE IF EXISTS "HISTORY ", historyx, other_history',
  'CREATE TABLE archive_history (version bigint)',
];

const STATEMENTS: Readonly<Record<Engine, readonly string[]>> = {
  sqlite: [
    ...EITHER.filter((sql) => !sql.includes('historyx')),
    'DROP TABLE IF EXISTS historyx',
    'REPLACE INTO history VALUES (2)',
    'INSERT OR IGNORE INTO main.history VALUES (2)',
    'UPDATE OR IGNORE main.[history] SET version = 3',
    'DELETE FROM `HISTORY`',
    "DELETE FROM 'history'",
    'CREATE TEMP TABLE elsewhere (version)',
    'CREATE TABLE temp.history (version)',
    'DELETE FROM aside.history',
  ],
  postgres: [
    ...EITHER,
    'TRUNCATE history',
    'TRUNCATE TABLE ONLY public.history, other',
    'TRUNCATE other, public.history CASCADE',
    'DROP TABLE other, "public"."history" CASCADE',
    'DROP SCHEMA public CASCADE',
    'DROP SCHEMA IF EXISTS aside, public CASCADE',
    'ALTER SCHEMA public RENAME TO former',
    'ALTER TABLE ONLY public.HISTORY ADD CHECK (version > 0)',
    'ALTER TABLE IF EXISTS history SET SCHEMA empty',
    'WITH gone AS (DELETE FROM history RETURNING *) SELECT * FROM gone',
    'WITH gone AS (DELETE FROM public.history RETURNING *) INSERT INTO other SELECT version + 9 FROM gone',
    'COPY (DELETE FROM history RETURNING version) TO STDOUT',
    'MERGE INTO ONLY history USING other ON false WHEN NOT MATCHED THEN INSERT VALUES (8)',
    'EXPLAIN ANALYZE DELETE FROM history',
    'PREPARE p AS SELECT * FROM history',
    'SELECT * FROM history FOR UPDATE',
    'SELECT * FROM history FOR UPDATE OF history',
    'LOCK TABLE history',
    'COPY history TO STDOUT',
    'COPY (SELECT * FROM history) TO STDOUT',
    'DELETE FROM aside.history',
    'DROP SCHEMA aside CASCADE',
    'DELETE FROM "History"',
    'DELETE FROM "public" . /* a */ "history"',
    String.raw`DELETE FROM U&"\0068istory"`,
    String.raw`DELETE FROM "public".u&"h\+000069story"`,
    String.raw`UPDATE U&"publi\0063".history SET version = 3`,
    String.raw`DROP TABLE other, U&"!0068istory" UESCAPE '!', aside.history`,
    String.raw`DROP SCHEMA U&"\0070ublic" CASCADE`,
    String.raw`TRUNCATE other, U&"histor\0079" CASCADE`,
    String.raw`DELETE FROM U&"\0048istory"`,
    String.raw`INSERT INTO U&"other" SELECT version + 9 FROM U&"\0068istory"`,
    String.raw`CREATE TABLE U&"\\0068istory" (version bigint)`,
    String.raw`CREATE TABLE U&"!0068istory" (version bigint)`,
    String.raw`SELECT * FROM U&"\0068istory"`,
    'COMMENT ON TABLE history IS NULL',
    'GRANT SELECT ON history TO public',
  ],
};

const SETUP = [
  'CREATE TABLE history (version bigint PRIMARY KEY)',
  'INSERT INTO history VALUES (1)',
  'CREATE TABLE other (version bigint PRIMARY KEY)',
  'INSERT INTO other VALUES (1)',
  'CREATE TABLE texts (text text)',
];

function isFlagged(sql: string, engine: Engine): boolean {
  const schema = engine === 'sqlite' ? 'main' : 'public';
  const found = historyChanges(sql, split(sql, engine), [{ schema, name: 'history' }], engine);
  const names = found
    .filter(({ certain }) => certain)
    .map(({ start, end }) => sql.slice(start, end));
  for (const name of names) assert.match(name, /istory|histor|ublic|publi/i);
  return names.length > 0;
}

describe('what changes the history, SQLite itself says', () => {
  for (const sql of STATEMENTS.sqlite) {
    it(sql, () => {
      const database = new BetterSqlite3(':memory:');
      database.exec("ATTACH ':memory:' AS aside; CREATE TABLE aside.history (version)");
      database.exec(SETUP.join(';'));
      const look = (): unknown => {
        const exists = database.prepare(
          "SELECT sql FROM main.sqlite_schema WHERE name = 'history'",
        );
        const schema = exists.get();
        return [schema, schema && database.prepare('SELECT * FROM main.history').all()];
      };
      const earlier = look();
      try {
        database.exec(sql);
      } catch (error) {
        assert.match(String(error), /ambiguous|already exists/);
      }
      const isChanged = JSON.stringify(look()) !== JSON.stringify(earlier);
      assert.equal(isFlagged(sql, 'sqlite'), isChanged);
    });
  }
});

describe('what changes the history, PostgreSQL itself says', () => {
  let client: Client;

  before(async () => {
    const { url } = await (await postgres()).createDatabase();
    client = new Client({ connectionString: url });
    await client.connect();
    await client.query(
      'CREATE SCHEMA empty; CREATE SCHEMA aside; CREATE TABLE aside.history (version bigint)',
    );
    await client.query('CREATE TABLE "History" (version bigint)');
    await client.query(SETUP.join(';'));
  });
  after(() => client.end());

  const look = async (): Promise<string> => {
    const { rows } = await client.query(
      `SELECT (SELECT array_agg(attname ORDER BY attnum) FROM pg_attribute
                WHERE attrelid = c.oid AND attnum > 0) AS columns,
              (SELECT count(*) FROM pg_constraint WHERE conrelid = c.oid) AS constraints,
              query_to_xml('SELECT * FROM public.history', false, false, '')::text AS rows
         FROM pg_class c WHERE oid = to_regclass('public.history')`,
    );
    return JSON.stringify(rows);
  };

  for (const sql of STATEMENTS.postgres) {
    it(sql, async () => {
      await client.query('BEGIN');
      try {
        const earlier = await look();
        await client.query(sql);
        assert.equal(isFlagged(sql, 'postgres'), (await look()) !== earlier);
      } finally {
        await client.query('ROLLBACK');
      }
    });
  }
});
