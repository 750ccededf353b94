import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadGrammar } from '../../../src/grammar/libpg-query.ts';
import { grammarNames } from '../../../src/grammar/names.ts';
import { parseScript } from '../../../src/grammar/parse.ts';
import { toldNames } from '../sql-names.ts';

const grammar = await loadGrammar();

function names(sql: string): readonly string[] {
  return toldNames(sql, grammarNames(sql, parseScript(sql, grammar)));
}

/** A statement, and its names in order as `toldNames` tells them. */
const CASES: readonly (readonly [string, ...(readonly string[])])[] = [
  [
    'CREATE TABLE s.a (id bigint PRIMARY KEY, é mood DEFAULT f(1), "B ""b" text)',
    ...['creates table s.a', 'creates column s.a.id', 'creates column s.a.é', 'refers type mood'],
    ...['refers function f', 'creates column s.a.B "b', 'refers type text'],
  ],
  [
    'CREATE TABLE a (id int, CONSTRAINT a CHECK (id > 0), FOREIGN KEY (id) REFERENCES s.a (id))',
    ...['creates table a', 'creates column a.id', 'creates constraint a.a', 'refers column a.id'],
    ...['refers column a.id', 'refers table s.a', 'refers column s.a.id'],
  ],
  [
    'CREATE UNIQUE INDEX a ON a (a, lower(b)) INCLUDE (c) WHERE d > 0',
    ...['creates index a', 'changes table a', 'refers column a.a', 'refers function lower'],
    ...['refers column a.b', 'refers column a.c', 'refers column a.d'],
  ],
  [
    'ALTER TABLE a ADD b int REFERENCES c (d), DROP COLUMN a, ALTER e SET NOT NULL, DROP CONSTRAINT f',
    ...['changes table a', 'creates column a.b', 'refers table c', 'refers column c.d'],
    ...['drops column a.a', 'changes column a.e', 'drops constraint a.f'],
  ],
  [
    'ALTER TABLE a ADD CONSTRAINT k UNIQUE (b), VALIDATE CONSTRAINT l, DISABLE TRIGGER t',
    ...['changes table a', 'creates constraint a.k', 'refers column a.b'],
    ...['changes constraint a.l', 'changes trigger a.t'],
  ],
  ['ALTER INDEX s.i SET (fillfactor = 70)', 'changes index s.i'],
  ['ALTER TABLE s.a RENAME TO b', 'changes table s.a', 'creates table s.b, was a'],
  [
    'ALTER TABLE a RENAME a TO b',
    ...['changes table a', 'changes column a.a', 'creates column a.b, was a'],
  ],
  [
    'ALTER TRIGGER a ON b RENAME TO c',
    ...['changes trigger b.a', 'changes table b', 'creates trigger b.c, was a'],
  ],
  ['ALTER TYPE s.t RENAME TO u', 'changes type s.t', 'creates type s.u, was t'],
  ['ALTER SCHEMA s RENAME TO t', 'changes schema s', 'creates schema t, was s'],
  ['ALTER TABLE a SET SCHEMA s', 'changes table a', 'refers schema s'],
  ['DROP TABLE IF EXISTS a, s."B" CASCADE', 'drops table a', 'drops table s.B'],
  ['DROP MATERIALIZED VIEW m', 'drops materialized view m'],
  ['DROP TRIGGER t ON s.a', 'drops trigger s.a.t', 'changes table s.a'],
  ['DROP FUNCTION s.f(int)', 'drops function s.f'],
  ['DROP SCHEMA s', 'drops schema s'],
  ["COMMENT ON COLUMN s.a.b IS 'b'", 'changes column s.a.b'],
  ["COMMENT ON TABLE a IS ''", 'changes table a'],
  ["CREATE TYPE mood AS ENUM ('sad')", 'creates type mood'],
  ["ALTER TYPE mood ADD VALUE 'ok'", 'changes type mood'],
  ['CREATE TYPE t AS (x mood)', 'creates type t', 'refers type mood'],
  ['CREATE DOMAIN d AS mood', 'creates domain d', 'refers type mood'],
  ['CREATE SCHEMA IF NOT EXISTS s', 'creates schema s'],
  ['CREATE EXTENSION citext', 'creates extension citext'],
  ['CREATE SEQUENCE q', 'creates sequence q'],
  ['CREATE MATERIALIZED VIEW m AS SELECT 1', 'creates materialized view m'],
  ['SELECT 1 AS x INTO a', 'creates table a'],
  [
    "CREATE FUNCTION s.f(x mood) RETURNS int LANGUAGE sql AS 'SELECT 1 FROM a'",
    ...['creates function s.f', 'refers type mood'],
  ],
  [
    'CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW EXECUTE FUNCTION s.g()',
    ...['creates trigger a.t', 'changes table a', 'refers function s.g'],
  ],
  [
    'CREATE POLICY p ON a USING (owner = 1)',
    ...['creates policy a.p', 'changes table a', 'refers column a.owner'],
  ],
  ['GRANT SELECT ON s.a TO PUBLIC', 'refers table s.a'],
  ['TRUNCATE a, b', 'changes table a', 'changes table b'],
  ['LOCK TABLE a', 'refers table a'],
  [
    'INSERT INTO a (b) SELECT c FROM d ON CONFLICT (b) DO UPDATE SET e = 1 RETURNING f',
    ...['changes table a', 'refers column a.b', 'refers column d.c', 'refers table d'],
    ...['refers column a.e', 'refers column a.f'],
  ],
  [
    'UPDATE a x SET b = y.c FROM y WHERE x.d = y.e AND g',
    ...['changes table a', 'refers column a.b', 'refers column y.c', 'refers table y'],
    ...['refers column a.d', 'refers column y.e', 'refers column ?.g'],
  ],
  ['DELETE FROM a WHERE b', 'changes table a', 'refers column a.b'],
  [
    'SELECT a.*, x, count(*) AS n FROM s.a ORDER BY n',
    ...['refers column s.a.x', 'refers function count', 'refers table s.a', 'refers column ?.n'],
  ],
  [
    'SELECT (SELECT x FROM b) FROM a',
    // Either table can have it.
    ...['refers column ?.x', 'refers table b', 'refers table a'],
  ],
  [
    'WITH q AS (SELECT x FROM a) SELECT q.x, y FROM q',
    ...['refers column a.x', 'refers table a', 'refers column ?.x', 'refers column ?.y'],
  ],
  [
    'SELECT x FROM (SELECT y FROM a) q',
    ...['refers column ?.x', 'refers column a.y', 'refers table a'],
  ],
  [
    'SELECT 1 FROM a JOIN b ON a.x = b.y UNION SELECT z FROM c',
    ...['refers table a', 'refers table b', 'refers column a.x', 'refers column b.y'],
    ...['refers column c.z', 'refers table c'],
  ],
  ['SELECT EXTRACT(year FROM x) FROM a', 'refers column a.x', 'refers table a'],
];

describe('the names in PostgreSQL’s SQL', () => {
  for (const [sql, ...expected] of CASES) {
    it(`are found in ${sql}`, () => {
      assert.deepEqual(names(sql), expected);
    });
  }

  it('are found in each statement of a script, also behind one that is no SQL', () => {
    assert.deepEqual(names("SELECT '😀é'; SELEC; DROP TABLE é"), ['drops table é']);
  });

  it('are found in a chain as long as the parser reads', () => {
    assert.equal(names(`SELECT a${' + a'.repeat(1_000)}`).length, 1_001);
  });
});
