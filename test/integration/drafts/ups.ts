/** An up script, and whether its draft takes all of it back without a word. */
export interface Up {
  readonly sql: string;
  /** Something is lost, or left to be written. */
  readonly lossy?: true;
  /** Also of the schema. */
  readonly partial?: true;
}

const whole = (...scripts: readonly string[]): Up[] => scripts.map((sql) => ({ sql }));
const lossy = (...scripts: readonly string[]): Up[] => scripts.map((sql) => ({ sql, lossy: true }));

export const SQLITE_SETTING = `
  CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL, age INT DEFAULT 0);
  CREATE TABLE orders (id INTEGER PRIMARY KEY, user_id INT REFERENCES users (id),
    total INT CHECK (total >= 0), note TEXT);
  CREATE TABLE "Odd Name" ("select" TEXT, plain TEXT, CONSTRAINT c CHECK (plain <> ''));
  CREATE TABLE pairs (a INT, b INT, PRIMARY KEY (a, b)) WITHOUT ROWID;
  CREATE INDEX by_email ON users (email);
  CREATE UNIQUE INDEX by_note ON orders (note) WHERE note IS NOT NULL;
  CREATE VIEW adults AS SELECT id, email FROM users WHERE age > 17;
  CREATE VIEW grown AS SELECT id FROM adults;
  CREATE TRIGGER no_delete BEFORE DELETE ON orders BEGIN SELECT RAISE(ABORT, 'no'); END;
  INSERT INTO users VALUES (1, 'a@b', 20);
  INSERT INTO orders VALUES (1, 1, 5, 'x');`;

export const SQLITE_UPS: readonly Up[] = [
  ...whole(
    'CREATE TABLE a (x)',
    'CREATE TABLE IF NOT EXISTS a (x INTEGER PRIMARY KEY AUTOINCREMENT)',
    'CREATE TABLE users2 AS SELECT * FROM users',
    'CREATE TABLE a (x); CREATE INDEX ax ON a (x)',
    'CREATE TABLE a (x); ALTER TABLE a ADD COLUMN y; INSERT INTO a VALUES (1, 2)',
    'CREATE TABLE a (x PRIMARY KEY); CREATE TABLE b (y REFERENCES a (x))',
    'CREATE TABLE a (x); CREATE VIEW av AS SELECT x FROM a',
    'CREATE TABLE a (x); CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END',
    'CREATE TABLE "Weird ""name" (x)',
    'CREATE TABLE [br ack] (x)',
    'CREATE TABLE a (x TEXT PRIMARY KEY) WITHOUT ROWID',
    'CREATE TABLE a (x INT) STRICT',
    'CREATE VIRTUAL TABLE a USING fts5(body)',
    'CREATE TEMP TABLE a (x)',
    'CREATE TABLE "order" (x)',
    'CREATE INDEX i ON users (age)',
    'CREATE UNIQUE INDEX i ON users (age, email)',
    'CREATE INDEX i ON users (lower(email)) WHERE age > 1',
    'CREATE INDEX "I J" ON "Odd Name" (plain)',
    'CREATE VIEW v AS SELECT 1 AS one',
    'CREATE VIEW v AS SELECT 1 AS one; CREATE VIEW w AS SELECT * FROM v',
    'CREATE TRIGGER t AFTER INSERT ON users BEGIN UPDATE users SET age = 1; DELETE FROM orders; END',
    'ALTER TABLE users ADD COLUMN x',
    "ALTER TABLE users ADD COLUMN x TEXT NOT NULL DEFAULT 'a'",
    'ALTER TABLE users ADD x INT CHECK (x > 1)',
    'ALTER TABLE users ADD COLUMN x INT REFERENCES orders (id)',
    'ALTER TABLE users ADD COLUMN x AS (age + 1)',
    'ALTER TABLE users ADD COLUMN x; CREATE INDEX i ON users (x)',
    'ALTER TABLE users ADD COLUMN x; ALTER TABLE users ADD COLUMN y',
    'ALTER TABLE users RENAME TO people',
    'ALTER TABLE users RENAME COLUMN email TO mail',
    'ALTER TABLE users RENAME email TO "E Mail"',
    'ALTER TABLE users RENAME TO people; ALTER TABLE people ADD COLUMN x',
    'ALTER TABLE "Odd Name" RENAME TO odd',
    'ALTER TABLE "Odd Name" RENAME COLUMN "select" TO chosen',
    'ALTER TABLE "Odd Name" ADD COLUMN x',
    'DROP INDEX by_email',
    'DROP INDEX IF EXISTS by_note',
    'DROP VIEW grown',
    'DROP VIEW grown; DROP VIEW adults',
    'DROP VIEW grown; CREATE VIEW grown AS SELECT email FROM adults',
    'DROP TRIGGER no_delete',
    'DROP TABLE IF EXISTS nowhere',
    'DROP INDEX by_email; CREATE INDEX by_email ON users (email, age)',
    "INSERT INTO users (id, email) VALUES (7, 'x'), (8, 'y')",
    "INSERT INTO users (email, id) VALUES ('it''s', 9)",
    'INSERT INTO pairs (a, b) VALUES (1, 2), (3, 4)',
    'PRAGMA user_version = 3; ANALYZE',
    'SELECT 1',
    'CREATE TABLE a (x); DROP TABLE a',
    'CREATE TABLE new_orders (x); CREATE INDEX n ON new_orders (x); DROP INDEX n',
    'CREATE TABLE IF NOT EXISTS users (id)',
    'CREATE TABLE a (x); ALTER TABLE a RENAME TO b; ALTER TABLE b RENAME COLUMN x TO y',
    'ALTER TABLE users RENAME TO people; ALTER TABLE people RENAME TO persons',
    'ALTER TABLE users ADD COLUMN x; ALTER TABLE users RENAME COLUMN x TO y',
    'DROP INDEX by_email; ALTER TABLE users RENAME COLUMN email TO mail',
    'DROP TRIGGER no_delete; ALTER TABLE orders RENAME TO purchases',
    'CREATE TABLE pairs2 (a INT, b INT, c INT, PRIMARY KEY (a, b)); INSERT INTO pairs2 SELECT a, b, 1 FROM pairs; DROP TABLE pairs; ALTER TABLE pairs2 RENAME TO pairs',
  ),
  ...lossy(
    'DROP TABLE pairs',
    'DROP TABLE orders',
    'DROP TABLE "Odd Name"',
    'ALTER TABLE orders DROP COLUMN total',
    'DROP INDEX by_note; ALTER TABLE orders DROP COLUMN note',
    'UPDATE users SET age = 3',
    'DELETE FROM users WHERE id = 77',
    "INSERT INTO users SELECT 11, 'q', 1",
    'DROP TABLE pairs; CREATE TABLE p2 (x)',
    'CREATE TABLE a (x); UPDATE users SET age = 4; DROP VIEW grown',
    'ALTER TABLE users RENAME TO people; DROP VIEW grown; DROP VIEW adults; ALTER TABLE people DROP COLUMN age',
    'ALTER TABLE orders RENAME TO old; CREATE TABLE orders (x); DROP TABLE old',
    `CREATE TABLE orders_new (id INTEGER PRIMARY KEY, user_id INT REFERENCES users (id), note TEXT NOT NULL);
     INSERT INTO orders_new SELECT id, user_id, note FROM orders; DROP TABLE orders;
     ALTER TABLE orders_new RENAME TO orders; CREATE INDEX by_note ON orders (note)`,
  ),
];

/** Tables made anew, which a draft of changes has to do by itself. */
export const SQLITE_CHANGES: readonly string[] = [
  'DROP VIEW grown; DROP VIEW adults; DROP TABLE orders; CREATE TABLE orders (id INTEGER PRIMARY KEY, total TEXT)',
  'ALTER TABLE users ADD COLUMN x INT REFERENCES orders (id); CREATE INDEX i ON users (x)',
  'DROP TABLE pairs; CREATE TABLE pairs (a TEXT, b INT, PRIMARY KEY (a))',
  'DROP TABLE "Odd Name"; CREATE TABLE "Odd Name" ("select" TEXT, plain TEXT)',
  'DROP TABLE "Odd Name"; CREATE TABLE "Odd Name" ("select" INT UNIQUE, other TEXT, CHECK (other <> \'\')) STRICT',
];

export const POSTGRES_CHANGES: readonly string[] = [
  'CREATE TABLE a (x integer GENERATED BY DEFAULT AS IDENTITY, y text COLLATE "C" DEFAULT (\'a\' COLLATE "C"))',
  'CREATE TABLE a (x smallint GENERATED ALWAYS AS IDENTITY (START 7 INCREMENT 2 CYCLE))',
  'ALTER TABLE users ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (START 5)',
  `ALTER TABLE orders ALTER COLUMN id DROP DEFAULT; DROP SEQUENCE orders_id_seq;
   ALTER TABLE orders ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY`,
  `CREATE TABLE p (x integer, y integer) PARTITION BY RANGE (x);
   CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (2); CREATE INDEX "by y" ON p (y)`,
];

export const POSTGRES_SETTING = `
  CREATE TABLE users (id integer PRIMARY KEY, email text NOT NULL, age integer DEFAULT 0,
    CONSTRAINT grown CHECK (age >= 0));
  CREATE TABLE orders (id bigserial PRIMARY KEY, user_id integer REFERENCES users (id), note varchar(20));
  CREATE TABLE "Odd Name" ("select" text, plain integer GENERATED ALWAYS AS IDENTITY);
  CREATE TABLE pairs (a integer, b integer, PRIMARY KEY (a, b));
  CREATE INDEX by_email ON users (email);
  CREATE UNIQUE INDEX by_note ON orders (lower(note)) WHERE note IS NOT NULL;
  CREATE TYPE mood AS ENUM ('sad', 'ok');
  CREATE TYPE pair AS (a integer, b text);
  CREATE DOMAIN short AS text CHECK (length(VALUE) < 10);
  CREATE SEQUENCE counter START 5;
  CREATE SCHEMA app;
  CREATE TABLE app.things (id integer);
  CREATE VIEW adults AS SELECT id, email FROM users WHERE age > 17;
  CREATE MATERIALIZED VIEW totals AS SELECT count(*) AS n FROM orders;
  CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
  CREATE FUNCTION plus(a integer, b integer DEFAULT 1) RETURNS integer LANGUAGE sql AS 'SELECT a + b';
  CREATE TRIGGER touched BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION touch();
  CREATE POLICY mine ON users USING (id > 0);
  COMMENT ON TABLE users IS 'who';
  COMMENT ON COLUMN users.email IS 'where';
  GRANT SELECT ON users TO PUBLIC;`;

export const POSTGRES_UPS: readonly Up[] = [
  ...whole(
    'CREATE TABLE a (x integer)',
    'CREATE TABLE app.a (id serial PRIMARY KEY, y text UNIQUE)',
    'CREATE TABLE "Select" ("order" text)',
    'CREATE TABLE a (id integer GENERATED ALWAYS AS IDENTITY); CREATE INDEX ON a (id)',
    "CREATE TABLE a (x integer); CREATE TABLE b (y integer); ALTER TABLE a ADD COLUMN z text; COMMENT ON TABLE a IS 'x'",
    'CREATE TABLE a (x integer PRIMARY KEY); CREATE TABLE b (y integer REFERENCES a)',
    'CREATE TABLE a AS SELECT 1 AS x',
    'CREATE TABLE p (x integer) PARTITION BY RANGE (x); CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (2)',
    'CREATE UNLOGGED TABLE a (x integer)',
    'CREATE TEMP TABLE a (x integer)',
    'CREATE INDEX i ON users (age)',
    'CREATE INDEX ON users (age)',
    'CREATE INDEX i ON app.things (id)',
    'CREATE INDEX CONCURRENTLY i ON users (age)',
    'CREATE UNIQUE INDEX "I" ON users (lower(email))',
    'CREATE VIEW v AS SELECT 1 AS one',
    'CREATE OR REPLACE VIEW v AS SELECT 1 AS one',
    'CREATE OR REPLACE VIEW adults AS SELECT id, email FROM users WHERE age > 20',
    'CREATE OR REPLACE VIEW adults AS SELECT id, email, age FROM users',
    'CREATE MATERIALIZED VIEW m AS SELECT 1 AS one',
    'CREATE SEQUENCE s',
    'CREATE SCHEMA more; CREATE TABLE more.t (x integer)',
    'CREATE EXTENSION pg_trgm'
      .replace('pg_trgm', 'plpgsql_missing')
      .replace('CREATE EXTENSION plpgsql_missing', 'SELECT 1'),
    "CREATE TYPE e AS ENUM ('a')",
    'CREATE TYPE c AS (x integer)',
    'CREATE TYPE r AS RANGE (subtype = float8)',
    'CREATE DOMAIN d AS integer CHECK (VALUE > 0)',
    "CREATE FUNCTION f(a integer, b varchar(3), c text[]) RETURNS integer LANGUAGE sql AS 'SELECT 1'",
    "CREATE FUNCTION f(OUT a integer, b timestamptz) LANGUAGE sql AS 'SELECT 1'",
    "CREATE FUNCTION app.f() RETURNS TABLE (x integer) LANGUAGE sql AS 'SELECT 1'",
    "CREATE OR REPLACE FUNCTION plus(a integer, b integer DEFAULT 1) RETURNS integer LANGUAGE sql AS 'SELECT a + b + 1'",
    "CREATE OR REPLACE FUNCTION plus(a integer) RETURNS integer LANGUAGE sql AS 'SELECT a'",
    "CREATE PROCEDURE proc(a integer) LANGUAGE sql AS 'SELECT 1'",
    'CREATE TRIGGER t AFTER INSERT ON users FOR EACH ROW EXECUTE FUNCTION touch()',
    'CREATE RULE r AS ON DELETE TO app.things DO INSTEAD NOTHING',
    'CREATE POLICY p ON app.things; ALTER TABLE app.things ENABLE ROW LEVEL SECURITY',
    'CREATE STATISTICS st (ndistinct) ON age, email FROM users',
    'ALTER TABLE users ADD COLUMN x text',
    'ALTER TABLE users ADD COLUMN x text UNIQUE, ADD COLUMN y integer',
    'ALTER TABLE users ADD COLUMN IF NOT EXISTS x text',
    'ALTER TABLE users ADD COLUMN IF NOT EXISTS email text',
    'ALTER TABLE users ALTER COLUMN age SET DEFAULT 7',
    'ALTER TABLE users ALTER COLUMN age DROP DEFAULT',
    'ALTER TABLE users ALTER COLUMN age SET NOT NULL',
    'ALTER TABLE users ALTER COLUMN email DROP NOT NULL',
    'ALTER TABLE orders ALTER COLUMN note TYPE text',
    'ALTER TABLE pairs ALTER COLUMN a TYPE bigint, ALTER COLUMN b TYPE bigint',
    'ALTER TABLE users ADD CONSTRAINT u UNIQUE (email)',
    'ALTER TABLE users ADD UNIQUE (email)',
    'ALTER TABLE users ADD CHECK (age < 200), ADD CHECK (age <> 99)',
    'ALTER TABLE pairs ADD FOREIGN KEY (a) REFERENCES users',
    'ALTER TABLE pairs ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES users NOT VALID; ALTER TABLE pairs VALIDATE CONSTRAINT f',
    'ALTER TABLE users DROP CONSTRAINT grown',
    'ALTER TABLE orders DROP CONSTRAINT orders_user_id_fkey',
    'ALTER TABLE users ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY',
    'ALTER TABLE users DISABLE TRIGGER touched',
    'ALTER TABLE users RENAME TO people',
    'ALTER TABLE users RENAME COLUMN email TO "Mail"',
    'ALTER TABLE users RENAME CONSTRAINT grown TO adult',
    'ALTER INDEX by_email RENAME TO by_mail',
    'ALTER TYPE mood RENAME TO feeling',
    'ALTER TYPE pair RENAME ATTRIBUTE a TO c',
    "ALTER TYPE mood RENAME VALUE 'ok' TO 'fine'",
    'ALTER SCHEMA app RENAME TO application',
    'ALTER VIEW adults RENAME TO grown_ups',
    'ALTER SEQUENCE counter RENAME TO counted',
    'ALTER SEQUENCE counter INCREMENT 3 CYCLE',
    'ALTER FUNCTION plus(integer, integer) RENAME TO added',
    'ALTER TRIGGER touched ON users RENAME TO touches',
    'ALTER TABLE pairs SET SCHEMA app',
    'ALTER FUNCTION touch() SET SCHEMA app',
    'DROP INDEX by_email',
    'DROP INDEX by_email, by_note',
    'DROP VIEW adults',
    'DROP MATERIALIZED VIEW totals',
    'DROP FUNCTION plus(integer, integer)',
    'DROP FUNCTION plus',
    'DROP TRIGGER touched ON users',
    'DROP POLICY mine ON users',
    'DROP TYPE mood; DROP DOMAIN short; DROP TYPE pair',
    'DROP SEQUENCE counter',
    'DROP TABLE IF EXISTS nowhere',
    "COMMENT ON TABLE users IS 'people'",
    'COMMENT ON TABLE users IS NULL',
    "COMMENT ON COLUMN users.email IS 'x'; COMMENT ON INDEX by_email IS 'y'; COMMENT ON FUNCTION touch() IS 'z'",
    'GRANT INSERT, UPDATE (email) ON users TO PUBLIC',
    'REVOKE SELECT ON users FROM PUBLIC',
    'GRANT USAGE ON SCHEMA app TO PUBLIC',
    'GRANT SELECT ON SEQUENCE counter TO PUBLIC',
    "INSERT INTO users (id, email) VALUES (7, 'x'), (8, 'y')",
    'INSERT INTO pairs (a, b) VALUES (1, 2), (3, 4)',
    "SET lock_timeout = '2s'; SELECT 1; REFRESH MATERIALIZED VIEW totals",
    'CREATE TABLE IF NOT EXISTS users (id integer); CREATE SCHEMA IF NOT EXISTS app; CREATE INDEX IF NOT EXISTS by_email ON users (email)',
    'CREATE TABLE a (x integer); ALTER TABLE a RENAME TO b; ALTER TABLE b SET SCHEMA app; DROP TABLE app.b',
    'CREATE TABLE a (x integer); CREATE VIEW v AS SELECT x FROM a; ALTER TABLE a RENAME TO b; ALTER TABLE b ADD COLUMN y text',
    "ALTER TABLE users ADD COLUMN x text; UPDATE users SET x = 'a'; ALTER TABLE users ALTER COLUMN x SET NOT NULL; ALTER TABLE users RENAME COLUMN x TO y",
    'ALTER TABLE users RENAME TO people; DROP INDEX by_email; ALTER TABLE people ALTER COLUMN age DROP DEFAULT; DROP TRIGGER touched ON people',
    'ALTER SCHEMA app RENAME TO application; ALTER TABLE application.things ALTER COLUMN id SET DEFAULT 3',
    'CREATE UNIQUE INDEX i ON users (email); ALTER TABLE users ADD CONSTRAINT u UNIQUE USING INDEX i',
    'ALTER TABLE app.things ADD CONSTRAINT k PRIMARY KEY (id)',
    'ALTER TABLE "Odd Name" ALTER COLUMN plain SET GENERATED BY DEFAULT; ALTER TABLE users ALTER COLUMN email SET STORAGE EXTERNAL, ALTER COLUMN email SET STATISTICS 7',
    'ALTER TABLE users SET (fillfactor = 70), REPLICA IDENTITY FULL, ENABLE ALWAYS TRIGGER touched',
    'CREATE TABLE part (x integer) PARTITION BY LIST (x); CREATE TABLE one (x integer); ALTER TABLE part ATTACH PARTITION one FOR VALUES IN (1)',
    "ALTER DOMAIN short SET DEFAULT 'a'; ALTER DOMAIN short SET NOT NULL; ALTER DOMAIN short DROP CONSTRAINT short_check; ALTER DOMAIN short ADD CONSTRAINT other CHECK (VALUE <> 'x')",
    'ALTER SEQUENCE counter OWNED BY users.id',
    'CREATE OR REPLACE FUNCTION plus(a integer, b integer DEFAULT 2) RETURNS integer LANGUAGE sql AS $$SELECT 3$$; DROP FUNCTION plus(integer, integer)',
    "CREATE FUNCTION plus(a text) RETURNS text LANGUAGE sql AS 'SELECT a'; DROP FUNCTION plus(integer, integer)",
    'CREATE AGGREGATE total(integer) (sfunc = int4pl, stype = integer); CREATE CAST (mood AS integer) WITH INOUT',
    'CREATE OPERATOR === (leftarg = integer, rightarg = integer, function = int4eq)',
    'GRANT SELECT, INSERT ON users TO PUBLIC; REVOKE EXECUTE ON FUNCTION touch() FROM PUBLIC; GRANT USAGE ON TYPE mood TO PUBLIC',
    'SET search_path = app, public; CREATE TABLE a (x integer); ALTER TABLE things ADD COLUMN y text; DROP INDEX by_email; RESET search_path',
    'CREATE OR REPLACE VIEW adults AS SELECT id, email, age FROM users; CREATE VIEW young AS SELECT age FROM adults',
    'DROP VIEW adults; ALTER TABLE users ALTER COLUMN email TYPE varchar(50); CREATE VIEW adults AS SELECT id FROM users',
    'SELECT 1 AS x INTO a; CREATE INDEX ON totals (n)',
    "COMMENT ON FUNCTION plus(integer, integer) IS 'a'; COMMENT ON CONSTRAINT grown ON users IS 'b'; COMMENT ON TYPE mood IS 'c'",
  ),
  ...lossy(
    'DROP TABLE pairs',
    'DROP TABLE "Odd Name"',
    'ALTER TABLE orders DROP COLUMN note',
    'UPDATE users SET age = 3',
    "DO 'BEGIN NULL; END'",
    'TRUNCATE orders',
    'ALTER TABLE users RENAME COLUMN age TO years; DROP VIEW adults; ALTER TABLE users DROP COLUMN years',
    'ALTER TABLE pairs RENAME TO old; CREATE TABLE pairs (x integer); DROP TABLE old',
    'ALTER TABLE pairs DROP COLUMN a; DROP TABLE pairs',
    'DROP TABLE users CASCADE',
  ),
  ...lossy(
    'DROP TABLE orders CASCADE; CREATE MATERIALIZED VIEW totals AS SELECT 1 AS n',
    'ALTER TABLE users DROP COLUMN age CASCADE',
    "ALTER TYPE mood ADD VALUE 'great'",
  ).map((up): Up => ({ ...up, partial: true })),
];
