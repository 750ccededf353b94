import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ENGINES, marked } from './support.ts';

const ID = 'mixed-changes';

const ADD = 'ALTER TABLE a ADD COLUMN b int;';

function rows(count: number): string {
  return Array.from({ length: count }, (_, index) => `(${index}, '(,)')`).join(', ');
}

describe(ID, () => {
  for (const engine of ENGINES) {
    for (const [sql, mark] of [
      [`${ADD} UPDATE a SET b = 1;`, 'UPDATE a'],
      [`UPDATE a SET b = 1; ${ADD}`, 'UPDATE a'],
      [`${ADD} DELETE FROM "A";`, 'DELETE FROM "A"'],
      [`${ADD} INSERT INTO s.c (d) SELECT b FROM a;`, 'INSERT INTO s.c'],
      [`${ADD} WITH x AS (SELECT 1) INSERT INTO c SELECT * FROM x;`, 'INSERT INTO c'],
      [`${ADD} WITH x AS (SELECT 1) UPDATE c SET d = 1;`, 'UPDATE c'],
      [`CREATE INDEX i ON a (b); INSERT INTO c VALUES ${rows(21)};`, 'INSERT INTO c'],
      [`CREATE TABLE a (b int, c text); INSERT INTO a VALUES ${rows(21)};`, 'INSERT INTO a'],
      [
        `CREATE TABLE a (b int, c text); INSERT INTO a VALUES ${rows(11)}; INSERT INTO A VALUES ${rows(10)};`,
        'INSERT INTO a',
      ],
      ['CREATE TABLE tags (t text); INSERT INTO tags SELECT t FROM posts;', 'INSERT INTO tags'],
      ['DROP VIEW v; DELETE FROM a WHERE b = 1;', 'DELETE FROM a'],
    ] as const) {
      it(`marks the data in ${sql.slice(0, 70)} on ${engine}`, () => {
        assert.deepEqual(marked(ID, sql, engine), [mark]);
      });
    }

    for (const sql of [
      ADD,
      'UPDATE a SET b = 1; DELETE FROM c; INSERT INTO d SELECT e FROM f;',
      `INSERT INTO c VALUES ${rows(500)};`,
      `CREATE TABLE a (b int, c text); INSERT INTO a VALUES ${rows(20)};`,
      'CREATE TABLE a (b int); INSERT INTO a VALUES (1); UPDATE a SET b = 2; DELETE FROM a;',
      `${ADD} INSERT INTO c VALUES (1, 2);`,
      `${ADD} INSERT INTO c DEFAULT VALUES;`,
      `${ADD} INSERT INTO c SELECT 1, 'x' WHERE NOT EXISTS (SELECT 1 FROM c);`,
      'CREATE TEMP TABLE t (b int); INSERT INTO t SELECT b FROM a; UPDATE c SET d = 1;',
      'CREATE TABLE a2 (b int); INSERT INTO a2 SELECT b FROM a; DROP TABLE a; ALTER TABLE a2 RENAME TO a;',
      'ALTER TABLE a RENAME TO o; CREATE TABLE a (b int); INSERT INTO a SELECT b FROM o; DROP TABLE o;',
      "CREATE TABLE a (b text DEFAULT 'UPDATE x SET y = 1; DELETE FROM z');",
      'CREATE VIEW v AS SELECT 1; -- UPDATE a SET b = 1;',
    ]) {
      it(`is silent on ${sql.slice(0, 70)} on ${engine}`, () => {
        assert.deepEqual(marked(ID, sql, engine), []);
      });
    }

    it(`has nothing to say about down scripts on ${engine}`, () => {
      assert.deepEqual(marked(ID, `${ADD} UPDATE a SET b = 1;`, engine, { direction: 'down' }), []);
    });
  }

  it('does not look into triggers and functions', () => {
    const trigger =
      'CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE b SET c = 1; DELETE FROM d; END;';
    assert.deepEqual(marked(ID, trigger, 'sqlite'), []);
    const routine =
      'CREATE FUNCTION f() RETURNS void LANGUAGE sql BEGIN ATOMIC UPDATE a SET b = 1; DELETE FROM c; END;';
    assert.deepEqual(marked(ID, `${ADD} ${routine}`, 'postgres'), []);
    assert.deepEqual(
      marked(ID, 'CREATE RULE r AS ON INSERT TO a DO ALSO (DELETE FROM b)', 'postgres'),
      [],
    );
  });

  it('knows each engine’s own words', () => {
    assert.deepEqual(marked(ID, `${ADD} REPLACE INTO c SELECT b FROM a`, 'sqlite'), [
      'REPLACE INTO c',
    ]);
    assert.deepEqual(marked(ID, `${ADD} UPDATE OR IGNORE c SET d = 1`, 'sqlite'), [
      'UPDATE OR IGNORE c',
    ]);
    assert.deepEqual(marked(ID, `${ADD} UPDATE ONLY c SET d = 1`, 'postgres'), ['UPDATE ONLY c']);
    assert.deepEqual(
      marked(ID, `${ADD} MERGE INTO c USING a ON c.b = a.b WHEN MATCHED THEN DELETE`, 'postgres'),
      ['MERGE INTO c'],
    );
    assert.deepEqual(marked(ID, `ALTER TYPE t ADD VALUE 'x'; UPDATE c SET d = 1`, 'postgres'), [
      'UPDATE c',
    ]);
  });
});
