/** A migration whose way back is known to be whole, or by what it is not. */
export interface Way {
  readonly up: string;
  readonly down: string;
  /** What is found of it, as people read it; empty: nothing. */
  readonly left: readonly string[];
}

const clean = (up: string, down: string): Way => ({ up, down, left: [] });
const planted = (up: string, down: string, ...left: readonly string[]): Way => ({ up, down, left });

/** A table, what it is made anew as, and in what that is not the same. */
const REMADE: readonly (readonly [string, string, string])[] = [
  ['x INT', 'x INT NOT NULL', 'column x was INT, is INT NOT NULL'],
  ['x DEFAULT 1', 'x DEFAULT 2', 'column x was DEFAULT 1, is DEFAULT 2'],
  ["x DEFAULT 'A'", "x DEFAULT 'a'", "column x was DEFAULT 'A', is DEFAULT 'a'"],
  ['x TEXT', 'x TEXT COLLATE NOCASE', 'column x was TEXT, is TEXT COLLATE NOCASE'],
  ['x, CHECK (x > 1)', 'x', 'constraint CHECK (x > 1) is gone'],
  ['x, UNIQUE (x)', 'x', 'constraint UNIQUE (x) is gone'],
  [
    'x, CONSTRAINT c CHECK (x > 1)',
    'x, CONSTRAINT c CHECK (x > 2)',
    'constraint c was CHECK (x > 1), is CHECK (x > 2)',
  ],
  ['x, y AS (x + 1)', 'x, y AS (x + 2)', 'column y was AS (x + 1), is AS (x + 2)'],
  [
    'x REFERENCES users',
    'x REFERENCES users ON DELETE CASCADE',
    'column x was REFERENCES users, is REFERENCES users ON DELETE CASCADE',
  ],
  [
    'x INTEGER PRIMARY KEY',
    'x INTEGER PRIMARY KEY AUTOINCREMENT',
    'column x was INTEGER PRIMARY KEY, is INTEGER PRIMARY KEY AUTOINCREMENT',
  ],
  ['x, y', 'x', 'column y is gone'],
];

/** Applied before all of the others. */
export const SQLITE_SETTING = `
  ${REMADE.map(([before], index) => `CREATE TABLE r${index} (${before});`).join('\n  ')}
  CREATE TABLE named (first TEXT CHECK (first <> ''), last TEXT);
  CREATE INDEX by_first ON named (first);
  CREATE VIEW names AS SELECT first FROM named;
  CREATE TABLE strict (x INT) STRICT;
  CREATE TABLE keyed (x TEXT PRIMARY KEY) WITHOUT ROWID;
  CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT, age INT DEFAULT 0);
  CREATE TABLE  orders(id INTEGER PRIMARY KEY,user_id INT REFERENCES users(id), -- whose
    total INT CHECK (total>=0));
  CREATE INDEX by_email ON users(email);
  CREATE INDEX by_age ON users(age);
  CREATE VIEW adults AS SELECT id FROM users WHERE age > 17;
  CREATE VIEW minors AS SELECT id FROM users WHERE age < 18;
  CREATE TRIGGER no_delete BEFORE DELETE ON orders BEGIN SELECT RAISE(ABORT, 'no'); END;`;

export const SQLITE_WAYS: readonly Way[] = [
  clean('CREATE TABLE a1 (x)', 'DROP TABLE a1'),
  clean('ALTER TABLE orders ADD COLUMN note TEXT', 'ALTER TABLE orders DROP COLUMN note'),
  clean(
    'ALTER TABLE named RENAME COLUMN first TO "Erst"',
    'ALTER TABLE named RENAME COLUMN "Erst" TO first',
  ),
  clean('ALTER TABLE named RENAME TO called', 'ALTER TABLE called RENAME TO named'),
  clean('DROP VIEW minors', 'create view "minors" as select id from users where age < 18 -- again'),
  clean('DROP INDEX by_age', 'CREATE INDEX by_age ON users (age)'),
  clean('CREATE VIRTUAL TABLE a2 USING fts5(body); INSERT INTO a2 VALUES (1)', 'DROP TABLE a2'),
  clean('INSERT INTO users (id) VALUES (7)', 'DELETE FROM users WHERE id = 7'),
  planted('CREATE TABLE b1 (x); CREATE INDEX b1x ON b1 (x)', 'SELECT 1', 'table b1 is left behind'),
  planted('ALTER TABLE users ADD COLUMN b2 TEXT', 'SELECT 1', 'users: column b2 is left behind'),
  planted('CREATE INDEX b3 ON users (age)', 'SELECT 1', 'users: index b3 is left behind'),
  planted('CREATE VIEW b4 AS SELECT 1', 'SELECT 1', 'view b4 is left behind'),
  planted(
    'CREATE TRIGGER b5 AFTER INSERT ON users BEGIN SELECT 1; END',
    'SELECT 1',
    'users: trigger b5 is left behind',
  ),
  planted(
    'CREATE TABLE b6 (x)',
    'DROP TABLE b6; DROP INDEX by_email',
    'users: index by_email is gone',
  ),
  planted(
    'CREATE TABLE b7 (x)',
    'DROP TABLE b7; DROP VIEW adults; CREATE VIEW adults AS SELECT id FROM users',
    'view adults was CREATE VIEW adults AS SELECT id FROM users WHERE age > 17, is CREATE VIEW adults AS SELECT id FROM users',
  ),
  ...REMADE.map(([, after, left], index) =>
    planted(`DROP TABLE r${index}`, `CREATE TABLE r${index} (${after})`, `r${index}: ${left}`),
  ),
  planted(
    'DROP TABLE strict',
    'CREATE TABLE strict (x INT)',
    'table strict is not the same any more',
  ),
  planted(
    'DROP TABLE keyed',
    'CREATE TABLE keyed (x TEXT PRIMARY KEY)',
    'table keyed is not the same any more',
  ),
];

export const POSTGRES_SETTING = `
  CREATE TABLE users (id integer PRIMARY KEY, email text, age integer DEFAULT 0,
    CONSTRAINT grown CHECK (age >= 0));
  CREATE TABLE orders (id bigserial PRIMARY KEY, user_id integer REFERENCES users (id));
  CREATE TABLE other (word text, n integer);
  CREATE INDEX by_word ON other (word);
  CREATE TYPE mood AS ENUM ('sad', 'ok');
  CREATE DOMAIN short AS text CHECK (length(VALUE) < 10);
  CREATE VIEW adults AS SELECT id FROM users WHERE age > 17;
  CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
  CREATE FUNCTION one() RETURNS integer LANGUAGE sql AS 'SELECT 1';
  CREATE TRIGGER touched BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION touch();
  COMMENT ON TABLE users IS 'who';`;

const NOTHING = 'SELECT 1';

export const POSTGRES_WAYS: readonly Way[] = [
  clean('CREATE TABLE a1 (x integer)', 'DROP TABLE a1'),
  clean('ALTER TABLE users ADD COLUMN a2 text', 'ALTER TABLE users DROP COLUMN a2'),
  clean(
    'ALTER TABLE other DROP COLUMN word',
    'ALTER TABLE other ADD COLUMN word text; CREATE INDEX by_word ON other (word)',
  ),
  clean('ALTER TABLE other ALTER n TYPE bigint', 'ALTER TABLE other ALTER n TYPE integer'),
  clean('ALTER TABLE other RENAME TO another', 'ALTER TABLE another RENAME TO other'),
  clean('DROP VIEW adults', 'CREATE VIEW adults AS SELECT id FROM users WHERE age > 17'),
  clean('GRANT INSERT ON users TO PUBLIC', 'REVOKE INSERT ON users FROM PUBLIC'),
  clean("COMMENT ON TABLE orders IS 'what'", 'COMMENT ON TABLE orders IS NULL'),
  clean('CREATE SEQUENCE a3', 'DROP SEQUENCE a3'),
  clean('INSERT INTO orders VALUES (DEFAULT)', 'DELETE FROM orders'),
  planted('CREATE SCHEMA b1', NOTHING, 'schema b1 is left behind'),
  planted('CREATE TABLE b2 (x integer PRIMARY KEY)', NOTHING, 'table b2 is left behind'),
  planted('ALTER TABLE users ADD COLUMN b3 text', NOTHING, 'users: column b3 is left behind'),
  planted(
    'ALTER TABLE users ALTER email TYPE varchar(20)',
    NOTHING,
    'users: column email was text, is character varying(20)',
  ),
  planted(
    'ALTER TABLE users ALTER age SET DEFAULT 1',
    NOTHING,
    'users: column age was integer DEFAULT 0, is integer DEFAULT 1',
  ),
  planted(
    'ALTER TABLE users ADD CONSTRAINT b4 CHECK (age < 200)',
    NOTHING,
    'users: constraint b4 is left behind',
  ),
  planted('ALTER TABLE users DROP CONSTRAINT grown', NOTHING, 'users: constraint grown is gone'),
  planted('CREATE INDEX b5 ON users (age)', NOTHING, 'users: index b5 is left behind'),
  planted('CREATE VIEW b6 AS SELECT 1 AS one', NOTHING, 'view b6 is left behind'),
  planted(
    'CREATE MATERIALIZED VIEW b7 AS SELECT 1',
    NOTHING,
    'materialized view b7 is left behind',
  ),
  planted('CREATE SEQUENCE b8', NOTHING, 'sequence b8 is left behind'),
  planted("CREATE TYPE b9 AS ENUM ('x')", NOTHING, 'type b9 is left behind'),
  planted(
    "ALTER TYPE mood ADD VALUE 'good'",
    NOTHING,
    "type mood was AS ENUM ('sad', 'ok'), is AS ENUM ('sad', 'ok', 'good')",
  ),
  planted('CREATE DOMAIN b10 AS text', NOTHING, 'domain b10 is left behind'),
  planted(
    'DROP DOMAIN short',
    'CREATE DOMAIN short AS text',
    'domain short was AS text CONSTRAINT short_check CHECK ((length(VALUE) < 10)), is AS text',
  ),
  planted(
    "CREATE FUNCTION b11(a integer) RETURNS integer LANGUAGE sql AS 'SELECT a'",
    NOTHING,
    'function b11(integer) is left behind',
  ),
  planted(
    "CREATE OR REPLACE FUNCTION one() RETURNS integer LANGUAGE sql AS 'SELECT 2 - 1'",
    NOTHING,
    'function one() is not the same any more',
  ),
  planted(
    'CREATE AGGREGATE b12(integer) (SFUNC = int4pl, STYPE = integer)',
    NOTHING,
    'aggregate b12(integer) is left behind',
  ),
  planted(
    'CREATE OPERATOR === (LEFTARG = integer, RIGHTARG = integer, FUNCTION = int4eq)',
    NOTHING,
    'operator ===(integer, integer) is left behind',
  ),
  planted(
    'CREATE CAST (mood AS integer) WITH INOUT',
    NOTHING,
    'cast public.mood AS integer is left behind',
  ),
  planted("CREATE COLLATION b13 (locale = 'C')", NOTHING, 'collation b13 is left behind'),
  planted(
    'CREATE TRIGGER b14 BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION touch()',
    NOTHING,
    'users: trigger b14 is left behind',
  ),
  planted(
    'ALTER TABLE users DISABLE TRIGGER touched',
    NOTHING,
    'users: trigger touched is not the same any more',
  ),
  planted(
    'CREATE RULE b15 AS ON DELETE TO orders DO INSTEAD NOTHING',
    NOTHING,
    'orders: rule b15 is left behind',
  ),
  planted(
    'CREATE POLICY b16 ON users USING (age > 0)',
    NOTHING,
    'users: policy b16 is left behind',
  ),
  planted(
    'ALTER TABLE users ENABLE ROW LEVEL SECURITY',
    NOTHING,
    'table users is not the same any more',
  ),
  planted(
    'CREATE STATISTICS b17 ON id, age FROM users',
    NOTHING,
    'users: statistics b17 is left behind',
  ),
  planted('CREATE PUBLICATION b18', NOTHING, 'publication b18 is left behind'),
  planted('GRANT SELECT ON orders TO PUBLIC', NOTHING, 'orders: grant to PUBLIC is left behind'),
  planted(
    'ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO PUBLIC',
    NOTHING,
    'default grant on tables of postgres for PUBLIC is left behind',
  ),
  planted(
    "COMMENT ON COLUMN users.age IS 'years'",
    NOTHING,
    'users: comment on table column public.users.age is left behind',
  ),
  planted(
    'ALTER TABLE orders OWNER TO pg_monitor',
    NOTHING,
    'owner of sequence public.orders_id_seq is left behind',
    'owner of table public.orders is left behind',
  ),
  planted(
    'CREATE TEXT SEARCH CONFIGURATION b19 (COPY = simple)',
    NOTHING,
    'text search configuration b19 is left behind',
  ),
  planted('CREATE FOREIGN DATA WRAPPER b20', NOTHING, 'foreign data wrapper b20 is left behind'),
];
