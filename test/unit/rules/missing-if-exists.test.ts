import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Engine } from '../../../src/core/engine.ts';
import { ENGINES, fixed, marked, problemsBy } from './support.ts';

const ID = 'missing-if-exists';

/** The SQL, what is marked in it, and the SQL as the fix leaves it. */
type Case = readonly [sql: string, mark: string, mended: string];

const ON_BOTH: readonly Case[] = [
  ['CREATE TABLE a (b int)', 'CREATE TABLE a', 'CREATE TABLE IF NOT EXISTS a (b int)'],
  [
    'create temp table a (b int)',
    'create temp table a',
    'create temp table IF NOT EXISTS a (b int)',
  ],
  ['CREATE TABLE a AS SELECT 1', 'CREATE TABLE a', 'CREATE TABLE IF NOT EXISTS a AS SELECT 1'],
  ['CREATE TABLE "if" (b int)', 'CREATE TABLE "if"', 'CREATE TABLE IF NOT EXISTS "if" (b int)'],
  ['CREATE TABLE s.a (b int)', 'CREATE TABLE s.a', 'CREATE TABLE IF NOT EXISTS s.a (b int)'],
  [
    'CREATE /* IF NOT EXISTS */ TABLE -- IF NOT EXISTS\n a (b int)',
    'CREATE /* IF NOT EXISTS */ TABLE -- IF NOT EXISTS\n a',
    'CREATE /* IF NOT EXISTS */ TABLE -- IF NOT EXISTS\n IF NOT EXISTS a (b int)',
  ],
  ['CREATE INDEX i ON a (b)', 'CREATE INDEX i', 'CREATE INDEX IF NOT EXISTS i ON a (b)'],
  [
    'CREATE UNIQUE INDEX "I" ON a (b)',
    'CREATE UNIQUE INDEX "I"',
    'CREATE UNIQUE INDEX IF NOT EXISTS "I" ON a (b)',
  ],
  ['DROP TABLE a', 'DROP TABLE a', 'DROP TABLE IF EXISTS a'],
  ['DROP INDEX s.i', 'DROP INDEX s.i', 'DROP INDEX IF EXISTS s.i'],
  ['DROP VIEW v', 'DROP VIEW v', 'DROP VIEW IF EXISTS v'],
  ['SELECT 1; DROP TABLE a', 'DROP TABLE a', 'SELECT 1; DROP TABLE IF EXISTS a'],
];

const ON_SQLITE: readonly Case[] = [
  ['CREATE VIEW v AS SELECT 1', 'CREATE VIEW v', 'CREATE VIEW IF NOT EXISTS v AS SELECT 1'],
  [
    'CREATE TRIGGER t AFTER INSERT ON a BEGIN DROP TABLE x; END',
    'CREATE TRIGGER t',
    'CREATE TRIGGER IF NOT EXISTS t AFTER INSERT ON a BEGIN DROP TABLE x; END',
  ],
  [
    'CREATE VIRTUAL TABLE [f t] USING fts5(x)',
    'CREATE VIRTUAL TABLE [f t]',
    'CREATE VIRTUAL TABLE IF NOT EXISTS [f t] USING fts5(x)',
  ],
  ['DROP TRIGGER `t`', 'DROP TRIGGER `t`', 'DROP TRIGGER IF EXISTS `t`'],
];

const ON_POSTGRES: readonly Case[] = [
  ['CREATE SCHEMA s', 'CREATE SCHEMA s', 'CREATE SCHEMA IF NOT EXISTS s'],
  [
    'CREATE SCHEMA AUTHORIZATION joe',
    'CREATE SCHEMA',
    'CREATE SCHEMA IF NOT EXISTS AUTHORIZATION joe',
  ],
  ['CREATE EXTENSION citext', 'CREATE EXTENSION citext', 'CREATE EXTENSION IF NOT EXISTS citext'],
  ['CREATE SEQUENCE q', 'CREATE SEQUENCE q', 'CREATE SEQUENCE IF NOT EXISTS q'],
  [
    'CREATE MATERIALIZED VIEW m AS SELECT 1',
    'CREATE MATERIALIZED VIEW m',
    'CREATE MATERIALIZED VIEW IF NOT EXISTS m AS SELECT 1',
  ],
  ['CREATE VIEW v AS SELECT 1', 'CREATE VIEW v', 'CREATE OR REPLACE VIEW v AS SELECT 1'],
  [
    'CREATE/**/FUNCTION f() RETURNS int LANGUAGE sql AS $$ DROP TABLE a; SELECT 1 $$',
    'CREATE/**/FUNCTION f',
    'CREATE OR REPLACE/**/FUNCTION f() RETURNS int LANGUAGE sql AS $$ DROP TABLE a; SELECT 1 $$',
  ],
  [
    'CREATE TRIGGER t AFTER INSERT ON a EXECUTE FUNCTION f()',
    'CREATE TRIGGER t',
    'CREATE OR REPLACE TRIGGER t AFTER INSERT ON a EXECUTE FUNCTION f()',
  ],
  ['DROP FUNCTION f(int, text)', 'DROP FUNCTION f', 'DROP FUNCTION IF EXISTS f(int, text)'],
  [
    'DROP MATERIALIZED VIEW m CASCADE',
    'DROP MATERIALIZED VIEW m',
    'DROP MATERIALIZED VIEW IF EXISTS m CASCADE',
  ],
  ['DROP INDEX CONCURRENTLY i', 'DROP INDEX CONCURRENTLY i', 'DROP INDEX CONCURRENTLY IF EXISTS i'],
  ['DROP TYPE t', 'DROP TYPE t', 'DROP TYPE IF EXISTS t'],
  ['DROP POLICY p ON a', 'DROP POLICY p', 'DROP POLICY IF EXISTS p ON a'],
  [
    'ALTER TABLE a ADD COLUMN b int',
    'ADD COLUMN b',
    'ALTER TABLE a ADD COLUMN IF NOT EXISTS b int',
  ],
  ['ALTER TABLE ONLY a ADD b int', 'ADD b', 'ALTER TABLE ONLY a ADD IF NOT EXISTS b int'],
  ['ALTER TABLE a ADD exclude int', 'ADD exclude', 'ALTER TABLE a ADD IF NOT EXISTS exclude int'],
  [
    'ALTER TABLE IF EXISTS a DROP COLUMN b',
    'DROP COLUMN b',
    'ALTER TABLE IF EXISTS a DROP COLUMN IF EXISTS b',
  ],
  [
    'ALTER TABLE a DROP CONSTRAINT c',
    'DROP CONSTRAINT c',
    'ALTER TABLE a DROP CONSTRAINT IF EXISTS c',
  ],
];

const QUIET_ON_BOTH = [
  'CREATE TABLE IF NOT EXISTS a (b int)',
  'create table if\nnot /* x */ exists a (b int)',
  'CREATE INDEX IF NOT EXISTS i ON a (b)',
  'DROP TABLE IF EXISTS a',
  "INSERT INTO a VALUES ('CREATE TABLE x (y); DROP TABLE z')",
  '-- DROP TABLE a;\n/* CREATE TABLE a (b); */ SELECT 1',
  'SELECT "DROP TABLE a" FROM b',
  'ALTER TABLE a RENAME TO b',
  'ALTER TABLE a RENAME COLUMN b TO c',
  // The script itself makes sure.
  'DROP VIEW IF EXISTS v; CREATE VIEW v AS SELECT 1',
  'CREATE TABLE IF NOT EXISTS old (a int); DROP TABLE old',
  // Tables that are rebuilt.
  'CREATE TABLE a2 (b int); INSERT INTO a2 SELECT b FROM a; DROP TABLE a; ALTER TABLE a2 RENAME TO a',
  'ALTER TABLE a RENAME TO old; CREATE TABLE a (b int); INSERT INTO a SELECT b FROM old; DROP TABLE old',
];

const QUIET: Readonly<Record<Engine, readonly string[]>> = {
  sqlite: [
    'ALTER TABLE a ADD COLUMN b int',
    'ALTER TABLE a DROP COLUMN b',
    "CREATE TABLE IF NOT EXISTS 'a b' (c)",
  ],
  postgres: [
    'CREATE INDEX ON a (b)',
    'CREATE INDEX CONCURRENTLY i ON a (b)',
    "CREATE TYPE t AS ENUM ('x')",
    'CREATE DOMAIN d AS int',
    'CREATE POLICY p ON a',
    'CREATE ROLE r',
    'CREATE SCHEMA s CREATE TABLE a (b int)',
    'CREATE CONSTRAINT TRIGGER t AFTER INSERT ON a EXECUTE FUNCTION f()',
    'CREATE OR REPLACE VIEW v AS SELECT 1',
    'CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; END',
    'DO $$ BEGIN DROP TABLE a; CREATE TABLE b (c int); END $$',
    'DROP OWNED BY joe',
    'ALTER TABLE a ADD CONSTRAINT c CHECK (b > 0)',
    'ALTER TABLE a ADD PRIMARY KEY (b), ADD UNIQUE (c), ADD FOREIGN KEY (d) REFERENCES e',
    'ALTER TABLE a ADD EXCLUDE USING gist (b WITH &&)',
    'ALTER TABLE a ADD EXCLUDE (b WITH =)',
    'ALTER TABLE a ADD NOT NULL b',
    'ALTER TABLE a ALTER COLUMN b DROP DEFAULT, ALTER b DROP NOT NULL',
    'ALTER TABLE a ADD COLUMN IF NOT EXISTS b int, DROP IF EXISTS c',
    'ALTER INDEX i RENAME TO j',
  ],
};

describe(ID, () => {
  for (const engine of ENGINES) {
    for (const [sql, mark, mended] of [
      ...ON_BOTH,
      ...(engine === 'sqlite' ? ON_SQLITE : ON_POSTGRES),
    ]) {
      it(`marks ${sql} on ${engine}, and mends it`, () => {
        assert.deepEqual(marked(ID, sql, engine), [mark]);
        assert.equal(fixed(ID, sql, engine), mended);
        assert.deepEqual(marked(ID, mended, engine), []);
      });
    }
    for (const sql of [...QUIET_ON_BOTH, ...QUIET[engine]]) {
      it(`is silent on ${sql} on ${engine}`, () => {
        assert.deepEqual(marked(ID, sql, engine), []);
      });
    }
  }

  it('looks at each action of an ALTER TABLE', () => {
    const sql = 'ALTER TABLE a ADD b numeric(4, 2), DROP c, ADD IF NOT EXISTS d int, ADD e int';
    assert.deepEqual(marked(ID, sql, 'postgres'), ['ADD b', 'DROP c', 'ADD e']);
    assert.equal(
      fixed(ID, sql, 'postgres'),
      'ALTER TABLE a ADD IF NOT EXISTS b numeric(4, 2), DROP IF EXISTS c, ADD IF NOT EXISTS d int, ADD IF NOT EXISTS e int',
    );
  });

  it('looks at down scripts as well', () => {
    assert.deepEqual(marked(ID, 'DROP TABLE a;', 'sqlite', { direction: 'down' }), [
      'DROP TABLE a',
    ]);
  });

  it('says what would fail', () => {
    const [made] = problemsBy(ID, 'CREATE TABLE "A b" (c int)', 'postgres');
    assert.equal(made?.message, 'Without IF NOT EXISTS this fails where "A b" is there already.');
    const [gone] = problemsBy(ID, 'DROP TABLE a, b', 'sqlite');
    assert.equal(gone?.message, 'Without IF EXISTS this fails where a is gone already.');
    assert.equal(gone.fix?.kind === 'edit' && gone.fix.title, 'Insert IF EXISTS');
  });
});
