import { after, withoutTransaction } from './verdict-case.ts';

const shop = `
  CREATE TYPE state AS ENUM ('new', 'paid', 'sent');
  CREATE DOMAIN price AS numeric(10, 2) CHECK (VALUE >= 0);
  CREATE TABLE customers (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email text NOT NULL UNIQUE,
    name varchar(20),
    created timestamptz NOT NULL DEFAULT now()
  );
  CREATE TABLE orders (
    id bigserial PRIMARY KEY,
    customer_id bigint NOT NULL REFERENCES customers (id),
    total price,
    status state NOT NULL DEFAULT 'new',
    CONSTRAINT not_too_much CHECK (total < 1000000)
  );
  CREATE TABLE items (
    order_id bigint NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
    sku text NOT NULL,
    quantity integer NOT NULL,
    PRIMARY KEY (order_id, sku)
  );
  CREATE TABLE later (
    id integer PRIMARY KEY,
    customer_id bigint REFERENCES customers (id) DEFERRABLE INITIALLY DEFERRED
  );
  CREATE TABLE sums (a integer, twice integer GENERATED ALWAYS AS (a * 2) STORED);
  CREATE TABLE "odd ""Name" ("select" text, "a b" integer);
  CREATE TABLE log (entry text);
  CREATE TABLE days (day date NOT NULL, visits integer) PARTITION BY RANGE (day);
  CREATE TABLE days_2024 PARTITION OF days FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
  CREATE INDEX orders_customer ON orders (customer_id);
  CREATE VIEW open_orders AS SELECT id, total FROM orders WHERE status = 'new';
  CREATE MATERIALIZED VIEW totals AS SELECT customer_id, sum(total) AS total FROM orders GROUP BY 1;
  CREATE FUNCTION shout(t text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT upper(t)';
  CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      INSERT INTO log VALUES ('order ' || new.id);
      RETURN new;
    END
  $$;
  CREATE TRIGGER orders_log AFTER INSERT ON orders FOR EACH ROW EXECUTE FUNCTION note();
  CREATE SCHEMA archive;
  CREATE TABLE archive.orders (id bigint PRIMARY KEY, archived date);
  INSERT INTO customers (email, name) VALUES ('ann@shop', 'Ann'), ('bob@shop', NULL);
  INSERT INTO orders (customer_id, total) VALUES (1, 10), (2, 20);
  INSERT INTO items VALUES (1, 'cup', 2), (2, 'pot', 1);
`;

/** What one migration sets for its session is not for the next. */
const unsettled = `
  CREATE SCHEMA hidden;
  SET search_path = hidden;
  CREATE TABLE t (x integer);
  SET default_transaction_read_only = on;
`;

const things = [
  after(shop, {
    nothing: '',
    'a comment alone': '-- nothing to do',
    'blank statements': ';;;',
    'a byte order mark': '\uFEFFCREATE TABLE t (x integer);',
    'a table': 'CREATE TABLE t (id serial PRIMARY KEY, x text NOT NULL);',
    'no semicolon at the end': 'CREATE TABLE t (x integer)',
    'a comment at the end': 'CREATE TABLE t (x integer); -- the end',
    'lines that end as in Windows': 'CREATE TABLE t (x integer);\r\nINSERT INTO t VALUES (1);\r\n',
    'a table that is there': 'CREATE TABLE log (x integer);',
    'a table that is there, by another case': 'CREATE TABLE LOG (x integer);',
    'a table that is there, by another case in quotes': 'CREATE TABLE "Log" (x integer);',
    'a table that is there, if not exists': 'CREATE TABLE IF NOT EXISTS log (x integer);',
    'a table named as a view': 'CREATE TABLE open_orders (x integer);',
    'a table named as a type': 'CREATE TABLE state (x integer);',
    'a column twice': 'CREATE TABLE t (x integer, y integer, x text);',
    'two primary keys': 'CREATE TABLE t (x integer PRIMARY KEY, y integer PRIMARY KEY);',
    'a table without columns': 'CREATE TABLE t ();',
    'a type that nobody knows': 'CREATE TABLE t (\n  x integer,\n  y strnig\n);',
    'a type of elsewhere': 'CREATE TABLE t (at DATETIME);',
    'an autoincrement of elsewhere': 'CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT);',
    'a length that cannot be': 'CREATE TABLE t (x varchar(0));',
    'a check with a missing column': 'CREATE TABLE t (x integer, CHECK (y > 0));',
    'a check with a subquery': 'CREATE TABLE t (x integer, CHECK (x IN (SELECT id FROM orders)));',
    'a check with a missing function': 'CREATE TABLE t (x text CHECK (lenght(x) > 0));',
    'a check that is no condition': 'CREATE TABLE t (x integer CHECK (x + 1));',
    'a default of another type': "CREATE TABLE t (x integer DEFAULT 'many');",
    'a default that reads a column': 'CREATE TABLE t (x integer, y integer DEFAULT x);',
    'a generated column with a missing column':
      'CREATE TABLE t (x integer, y integer GENERATED ALWAYS AS (z) STORED);',
    'a generated column of what changes':
      'CREATE TABLE t (x timestamptz GENERATED ALWAYS AS (now()) STORED);',
    'a key to a missing table': 'CREATE TABLE t (x integer REFERENCES nowhere (id));',
    'a key to a missing column': 'CREATE TABLE t (x integer REFERENCES orders (number));',
    'a key to no key': 'CREATE TABLE t (x text REFERENCES customers (name));',
    'a key of another type': 'CREATE TABLE t (x text REFERENCES customers (id));',
    'a key of two columns to one':
      'CREATE TABLE t (x integer, y integer, FOREIGN KEY (x, y) REFERENCES orders (id));',
    'a table as a query': 'CREATE TABLE t AS SELECT * FROM orders;',
    'a table as a query with a missing column': 'CREATE TABLE t AS SELECT cost FROM orders;',
    'a table like another': 'CREATE TABLE t (LIKE orders INCLUDING ALL);',
    'a temporary table': 'CREATE TEMP TABLE t (x integer); INSERT INTO t VALUES (1);',
    'a temporary table, found first':
      'CREATE TEMP TABLE log (y integer); INSERT INTO log (entry) VALUES (1);',
    'a table in a missing schema': 'CREATE TABLE other.t (x integer);',
    'a table in a schema': 'CREATE TABLE archive.t (x integer); INSERT INTO archive.t VALUES (1);',
    'a table in a schema, without its name':
      'CREATE TABLE archive.t (x integer); INSERT INTO t VALUES (1);',
    'a table by search_path': 'SET search_path = archive; SELECT archived FROM orders;',
    'a table out of search_path': 'SET search_path = archive; SELECT * FROM customers;',
    'a table by a local search_path':
      'SET LOCAL search_path = archive, public; SELECT archived FROM orders; SELECT * FROM log;',
    'quoted names': `INSERT INTO "odd ""Name" ("select", "a b") VALUES ('x', 1);`,
    'quoted names, by another case': `SELECT * FROM "odd ""name";`,
    'a name that is too long, twice': `
      CREATE TABLE t (${'x'.repeat(63)} integer);
      ALTER TABLE t ADD COLUMN ${'x'.repeat(64)} integer;`,
    'a partition':
      "CREATE TABLE d PARTITION OF days FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');",
    'a partition that overlaps':
      "CREATE TABLE d PARTITION OF days FOR VALUES FROM ('2024-06-01') TO ('2026-01-01');",
    'a row without a partition': "INSERT INTO days VALUES ('2023-01-01', 1);",
    'a unique key without the partition key': 'ALTER TABLE days ADD PRIMARY KEY (visits);',
  }),
  after(shop, {
    'a column more': 'ALTER TABLE log ADD COLUMN at text;',
    'a column that is there': 'ALTER TABLE log ADD COLUMN entry text;',
    'a column that is there, if not exists': 'ALTER TABLE log ADD COLUMN IF NOT EXISTS entry text;',
    'a column on a missing table': 'ALTER TABLE logs ADD COLUMN at text;',
    'a column on a missing table, if exists': 'ALTER TABLE IF EXISTS logs ADD COLUMN at text;',
    'a column on a view': 'ALTER TABLE open_orders ADD COLUMN at text;',
    'a column not null without default': 'ALTER TABLE orders ADD COLUMN at text NOT NULL;',
    'a column not null without default, of an empty table':
      'ALTER TABLE later ADD COLUMN at text NOT NULL;',
    'a column not null with default': "ALTER TABLE orders ADD COLUMN at text NOT NULL DEFAULT '';",
    'a column dropped': 'ALTER TABLE customers DROP COLUMN created;',
    'a missing column dropped': 'ALTER TABLE customers DROP COLUMN phone;',
    'a missing column dropped, if exists': 'ALTER TABLE customers DROP COLUMN IF EXISTS phone;',
    'a column of a view dropped': 'ALTER TABLE orders DROP COLUMN total;',
    'a column of a view dropped with cascade':
      'ALTER TABLE orders DROP COLUMN total CASCADE; SELECT * FROM open_orders;',
    'a column of a generated one dropped': 'ALTER TABLE sums DROP COLUMN a;',
    'a column of a trigger dropped': `
      ALTER TABLE log DROP COLUMN entry;
      INSERT INTO orders (customer_id) VALUES (1);`,
    'a column renamed':
      'ALTER TABLE orders RENAME COLUMN total TO sum; SELECT total FROM open_orders;',
    'a column renamed and used':
      'ALTER TABLE customers RENAME COLUMN name TO full_name; UPDATE customers SET name = 1;',
    'a missing column renamed': 'ALTER TABLE customers RENAME COLUMN phone TO number;',
    'a table renamed': 'ALTER TABLE orders RENAME TO purchases; SELECT * FROM open_orders;',
    'a table renamed to one that is there': 'ALTER TABLE orders RENAME TO log;',
    'a missing table renamed': 'ALTER TABLE purchases RENAME TO orders;',
    'a type changed': 'ALTER TABLE items ALTER COLUMN quantity TYPE bigint;',
    'a type changed that a view reads': 'ALTER TABLE orders ALTER COLUMN total TYPE numeric;',
    'a type changed that cannot be cast': 'ALTER TABLE customers ALTER COLUMN email TYPE integer;',
    'a type changed that rows do not fit':
      'ALTER TABLE customers ALTER COLUMN email TYPE integer USING email::integer;',
    'a type made shorter than rows': 'ALTER TABLE customers ALTER COLUMN email TYPE varchar(3);',
    'not null where rows are null': 'ALTER TABLE customers ALTER COLUMN name SET NOT NULL;',
    'not null where none are': `
      UPDATE customers SET name = 'x' WHERE name IS NULL;
      ALTER TABLE customers ALTER COLUMN name SET NOT NULL;`,
    'a check that rows break': 'ALTER TABLE orders ADD CHECK (total > 15);',
    'a check that rows break, not valid': 'ALTER TABLE orders ADD CHECK (total > 15) NOT VALID;',
    'a check that rows break, validated':
      'ALTER TABLE orders ADD CONSTRAINT c CHECK (total > 15) NOT VALID;\nALTER TABLE orders VALIDATE CONSTRAINT c;',
    'a constraint that is there':
      'ALTER TABLE orders ADD CONSTRAINT not_too_much CHECK (total > 0);',
    'a missing constraint dropped': 'ALTER TABLE orders DROP CONSTRAINT any_such;',
    'a key that is used dropped': 'ALTER TABLE customers DROP CONSTRAINT customers_pkey;',
    'a key that rows break': `
      CREATE TABLE t (customer_id bigint);
      INSERT INTO t VALUES (99);
      ALTER TABLE t ADD FOREIGN KEY (customer_id) REFERENCES customers (id);`,
    'a unique key that rows break':
      'UPDATE orders SET total = 1; ALTER TABLE orders ADD UNIQUE (total);',
    'a second primary key': 'ALTER TABLE orders ADD PRIMARY KEY (customer_id);',
    'an owner that is not there': 'ALTER TABLE log OWNER TO nobody_of_this_name;',
    'a schema changed': 'ALTER TABLE log SET SCHEMA archive; SELECT * FROM log;',
    'an alteration with pending events':
      'INSERT INTO later VALUES (1, 1); ALTER TABLE later ADD COLUMN x integer;',
  }),
  after(shop, {
    'a table dropped': 'DROP TABLE sums;',
    'a missing table dropped': 'DROP TABLE nowhere;',
    'a missing table dropped, if exists': 'DROP TABLE IF EXISTS nowhere;',
    'a table that others refer to dropped': 'DROP TABLE customers;',
    'a table that others refer to dropped with cascade': 'DROP TABLE customers CASCADE;',
    'two tables dropped at once': 'DROP TABLE sums, log;',
    'a table that a trigger writes dropped':
      'DROP TABLE log; INSERT INTO orders (customer_id) VALUES (1);',
    'a view dropped as a table': 'DROP TABLE open_orders;',
    'a table dropped as a view': 'DROP VIEW orders;',
    'a schema that is not empty dropped': 'DROP SCHEMA archive;',
    'a type that is used dropped': 'DROP TYPE state;',
    'a function that is used dropped': 'DROP FUNCTION note();',
    'a function with other arguments dropped': 'DROP FUNCTION shout(integer);',
    'a sequence that is used dropped': 'DROP SEQUENCE orders_id_seq;',
    'an index dropped twice': 'DROP INDEX orders_customer; DROP INDEX orders_customer;',
    'an index of a constraint dropped': 'DROP INDEX customers_email_key;',
    'an index': 'CREATE INDEX ON orders (total DESC NULLS LAST) INCLUDE (status) WHERE total > 1;',
    'an index that is there': 'CREATE INDEX orders_customer ON orders (total);',
    'an index on a missing column': 'CREATE INDEX ON orders (price);',
    'an index on a view': 'CREATE INDEX ON open_orders (id);',
    'an index on what changes': 'CREATE INDEX ON customers ((created::date));',
    'an index of a missing kind': 'CREATE INDEX ON customers USING btre (name);',
    'an index of a kind without operators': 'CREATE INDEX ON customers USING gin (name);',
    'an index with missing operators': 'CREATE INDEX ON customers USING gin (name gin_trgm_ops);',
    'a unique index that rows break':
      'UPDATE orders SET total = 1; CREATE UNIQUE INDEX ON orders (total);',
    'an index concurrently': 'CREATE INDEX CONCURRENTLY ON orders (total);',
    'a view': 'CREATE VIEW v AS SELECT name FROM customers; SELECT * FROM v;',
    'a view that is there': 'CREATE VIEW open_orders AS SELECT 1;',
    'a view of a missing table': 'CREATE VIEW v AS SELECT x FROM nowhere;',
    'a view replaced':
      'CREATE OR REPLACE VIEW open_orders AS SELECT id, total, status FROM orders;',
    'a view replaced by fewer columns':
      'CREATE OR REPLACE VIEW open_orders AS SELECT id FROM orders;',
    'a view replaced by other types':
      'CREATE OR REPLACE VIEW open_orders AS SELECT id, total::text FROM orders;',
    'a view written': 'UPDATE open_orders SET total = 5;',
    'a materialized view written': 'INSERT INTO totals VALUES (1, 1);',
    'a materialized view refreshed': 'REFRESH MATERIALIZED VIEW totals;',
    'a materialized view refreshed concurrently, without a key':
      'REFRESH MATERIALIZED VIEW CONCURRENTLY totals;',
    'a value of an enum more': "ALTER TYPE state ADD VALUE 'lost';",
    'a value of an enum added and used':
      "ALTER TYPE state ADD VALUE 'lost';\nUPDATE orders SET status = 'lost';",
    'a value of an enum that is there': "ALTER TYPE state ADD VALUE 'new';",
    'a value of an enum that is not there': "UPDATE orders SET status = 'lost';",
    'a new enum, used':
      "CREATE TYPE mood AS ENUM ('sad'); ALTER TYPE mood ADD VALUE 'ok'; SELECT 'ok'::mood;",
    'an enum dropped of a value, as nowhere': "ALTER TYPE state DROP VALUE 'new';",
    'a domain that rows break': 'ALTER DOMAIN price ADD CHECK (VALUE > 15);',
    'a sequence': "CREATE SEQUENCE s START 5; SELECT nextval('s'), currval('s');",
    'a sequence not yet asked': "CREATE SEQUENCE s; SELECT currval('s');",
    'a sequence that counts on':
      "SELECT nextval('orders_id_seq'); SELECT 1 / (currval('orders_id_seq') - 3);",
    'a sequence with wrong bounds': 'CREATE SEQUENCE s MINVALUE 5 MAXVALUE 3;',
    'a trigger of a missing function':
      'CREATE TRIGGER t AFTER DELETE ON items FOR EACH ROW EXECUTE FUNCTION nothing();',
    'a trigger of no trigger function':
      'CREATE TRIGGER t AFTER DELETE ON items FOR EACH ROW EXECUTE FUNCTION shout();',
    'a trigger that is there':
      'CREATE TRIGGER orders_log AFTER DELETE ON orders FOR EACH ROW EXECUTE FUNCTION note();',
    'a trigger with old in an insert': `
      CREATE TRIGGER t BEFORE INSERT ON items FOR EACH ROW WHEN (old.sku IS NULL) EXECUTE FUNCTION note();`,
    'a trigger with a missing column, fired': `
      CREATE TRIGGER t AFTER INSERT ON log FOR EACH ROW EXECUTE FUNCTION note();
      INSERT INTO log VALUES ('x');`,
    'a trigger disabled': 'ALTER TABLE orders DISABLE TRIGGER orders_log;',
    'a rule': 'CREATE RULE r AS ON DELETE TO log DO INSTEAD NOTHING; DELETE FROM log;',
    'a policy':
      'ALTER TABLE orders ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON orders USING (total > 1);',
    'a policy with a missing column': 'CREATE POLICY p ON orders USING (owner = current_user);',
    'a comment on what is not there': "COMMENT ON COLUMN orders.price IS 'x';",
    'a grant to nobody': 'GRANT SELECT ON orders TO nobody_of_this_name;',
    'a grant to everybody': 'GRANT SELECT ON orders TO PUBLIC;',
    'a publication': 'CREATE PUBLICATION p FOR TABLE orders;',
    statistics: 'CREATE STATISTICS s ON customer_id, status FROM orders; ANALYZE orders;',
    'an extension that is not there': 'CREATE EXTENSION no_such_thing;',
    'a language that is not there': "CREATE FUNCTION f() RETURNS integer LANGUAGE plnothing AS '';",
  }),
  after(shop, {
    'a function':
      'CREATE FUNCTION f(a integer) RETURNS integer LANGUAGE sql AS $$ SELECT a $$; SELECT f(1);',
    'a function that is there':
      "CREATE FUNCTION shout(t text) RETURNS text LANGUAGE sql AS 'SELECT t';",
    'a function replaced by another type':
      "CREATE OR REPLACE FUNCTION shout(t text) RETURNS integer LANGUAGE sql AS 'SELECT 1';",
    'a function with a missing table inside':
      'CREATE FUNCTION f() RETURNS bigint LANGUAGE sql AS $$ SELECT count(*) FROM nowhere $$;',
    'a function of another type inside':
      "CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS $$ SELECT 'x'::text $$;",
    'a function with a syntax error inside':
      'CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS $$ SELCT 1 $$;',
    'a function in the new form':
      'CREATE FUNCTION f(a integer) RETURNS integer BEGIN ATOMIC SELECT a; END; SELECT f(1);',
    'a function in the new form with a missing column':
      'CREATE FUNCTION f(a integer) RETURNS integer BEGIN ATOMIC SELECT b; END;',
    'a body of PL/pgSQL with a missing semicolon': `
      CREATE FUNCTION f() RETURNS integer LANGUAGE plpgsql AS $$
      BEGIN
        RETURN 1
      END
      $$;`,
    'a body of PL/pgSQL with a missing end': `
      CREATE FUNCTION f() RETURNS integer LANGUAGE plpgsql AS $$
      BEGIN
        IF true THEN RETURN 1;
      END
      $$;`,
    'a body of PL/pgSQL with a missing variable': `
      CREATE FUNCTION f() RETURNS integer LANGUAGE plpgsql AS $$
      BEGIN
        x := 1;
        RETURN x;
      END
      $$;`,
    'a body of PL/pgSQL with a missing table, never called': `
      CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$
      BEGIN
        DELETE FROM nowhere;
      END
      $$;`,
    'a body of PL/pgSQL with a missing table, called': `
      CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$
      BEGIN
        DELETE FROM nowhere;
      END
      $$;
      SELECT f();`,
    'a block': "DO $$ BEGIN PERFORM 1; INSERT INTO log VALUES ('x'); END $$;",
    'a block with a syntax error': 'DO $$ BEGIN PERFROM 1; END $$;',
    'a block with a missing table': 'DO $$ BEGIN DELETE FROM nowhere; END $$;',
    'a block that raises': "DO $$ BEGIN RAISE EXCEPTION 'not % of this', 1; END $$;",
    'a block that raises and catches': `
      DO $$ BEGIN
        DELETE FROM nowhere;
      EXCEPTION WHEN undefined_table THEN NULL;
      END $$;`,
    'a block that makes a table': `
      DO $body$ BEGIN
        EXECUTE 'CREATE TABLE made (x integer)';
        EXECUTE $$ INSERT INTO made VALUES (1) $$;
      END $body$;
      SELECT * FROM made;`,
    'a block that commits': 'DO $$ BEGIN COMMIT; END $$;',
    'a procedure called':
      'CREATE PROCEDURE p(a integer) LANGUAGE sql AS $$ SELECT 1 $$; CALL p(1);',
    'a procedure called with another type':
      "CREATE PROCEDURE p(a integer) LANGUAGE sql AS $$ SELECT 1 $$; CALL p('x'::text);",
    'a procedure that is a function': "CALL shout('x');",
    'dollars that never end': 'DO $body$ BEGIN NULL; END $$;',
  }),
  after(shop, {
    rows: "INSERT INTO customers (email) VALUES ('cleo@shop'), ('dan@shop');",
    'rows into a missing table': 'SELECT 1;\nINSERT INTO clients VALUES (1);\nSELECT 2;',
    'rows into a missing column': "INSERT INTO customers (mail) VALUES ('x');",
    'too few values': 'INSERT INTO log VALUES ();',
    'too many values': "INSERT INTO log VALUES ('x', 'y');",
    'values of different length': 'INSERT INTO sums (a) VALUES (1), (2, 3);',
    'a null where none may be': 'INSERT INTO customers (email) VALUES (NULL);',
    'a row twice': "INSERT INTO customers (email) VALUES ('ann@shop');",
    'a row twice, updated':
      "INSERT INTO customers (email) VALUES ('ann@shop') ON CONFLICT (email) DO UPDATE SET name = 'x';",
    'a conflict on no key': "INSERT INTO log VALUES ('x') ON CONFLICT (entry) DO NOTHING;",
    'an identity written': "INSERT INTO customers (id, email) VALUES (9, 'x');",
    'an identity overridden':
      "INSERT INTO customers (id, email) OVERRIDING SYSTEM VALUE VALUES (9, 'x');",
    'a check that fails': 'UPDATE orders SET total = 1000000;',
    'a domain that fails': 'UPDATE orders SET total = -1;',
    'a number too large': 'UPDATE items SET quantity = 99999999999;',
    'a number too large for its digits': 'UPDATE orders SET total = 99999999999;',
    'a text too long': "UPDATE customers SET name = repeat('x', 21);",
    'a key that refers to nobody': 'INSERT INTO orders (customer_id) VALUES (99);',
    'a row that is referred to deleted': 'DELETE FROM customers WHERE id = 1;',
    'a deferred key that refers to nobody': 'INSERT INTO later VALUES (1, 99);',
    'a deferred key that is made good': `
      INSERT INTO later VALUES (1, 99);
      INSERT INTO customers (id, email) OVERRIDING SYSTEM VALUE VALUES (99, 'x');`,
    'a deferred key made immediate':
      'INSERT INTO later VALUES (1, 99);\nSET CONSTRAINTS ALL IMMEDIATE;\nSELECT 1;',
    'a text into an integer': "UPDATE items SET quantity = 'many';",
    'an integer of a text': 'SELECT length(5);',
    'a comparison of types': "SELECT * FROM items WHERE quantity = 'x'::text;",
    'a date that is none': "INSERT INTO days VALUES ('2024-02-30', 1);",
    'a division by zero': 'SELECT 1;\nSELECT quantity / (quantity - quantity) FROM items;',
    'JSON that is none': `SELECT '{"a":'::jsonb;`,
    'a pattern that is none': "SELECT 'a' ~ '(';",
    'a generated column written': 'INSERT INTO sums (a, twice) VALUES (1, 2);',
    'a string in double quotes': 'INSERT INTO log VALUES ("text");',
    'a missing column in a query': 'SELECT price FROM orders;',
    'a missing column beside signs of four bytes': "SELECT '𝄞é', id,\n  '😀', price FROM orders;",
    'a missing alias': 'SELECT o.id FROM orders;',
    'a misspelt column, with a hint': 'SELECT emial FROM customers;',
    'an ambiguous column': 'SELECT id FROM orders JOIN customers ON customer_id = customers.id;',
    'a missing function': 'SELECT lenght(name) FROM customers;',
    'a function with too many arguments': "SELECT length('a', 'b', 'c');",
    'a missing operator': "SELECT 'a'::text + 1;",
    'an aggregate where none may be': 'SELECT id FROM orders WHERE count(*) > 1;',
    'a column that is not grouped': 'SELECT id, sum(total) FROM orders GROUP BY customer_id;',
    'a subquery of two columns': 'SELECT (SELECT 1, 2);',
    'a subquery of two rows': 'SELECT (SELECT id FROM orders);',
    'a union of different width': 'SELECT 1 UNION SELECT 1, 2;',
    'a union of different types': "SELECT 1 UNION SELECT 'x'::text;",
    'a parameter': 'INSERT INTO log VALUES ($1);',
    'a common table expression with a missing name': 'WITH n AS (SELECT 1) SELECT * FROM m;',
    'a merge': `
      MERGE INTO items USING orders ON order_id = orders.id
      WHEN MATCHED THEN UPDATE SET quantity = 3;`,
    'a prepared statement': 'PREPARE p AS SELECT 1; EXECUTE p; DEALLOCATE p;',
    'a cursor': 'DECLARE c CURSOR FOR SELECT 1; FETCH c; CLOSE c;',
    'a lock': 'LOCK TABLE orders IN ACCESS EXCLUSIVE MODE;',
    'a truncation': 'TRUNCATE customers;',
    'a truncation with cascade': 'TRUNCATE customers CASCADE;',
    'a setting that is not there': 'SET no_such_setting = 1;',
    'a NUL': 'SELECT 1;\nSELECT 2;\0 SELECT 3;',
    'a transaction that only reads': 'SET TRANSACTION READ ONLY;',
    'a transaction that only reads in the end':
      'CREATE TABLE t (x integer); SET LOCAL transaction_read_only = on;',
    'a setting with a wrong value': "SET work_mem = 'much';",
    'a setting of an application': "SET app.me = 'x'; SELECT current_setting('app.me');",
    'a copy to a program': "COPY log TO PROGRAM 'cat >/dev/null';",
    'a role': 'CREATE ROLE verdict_role; GRANT SELECT ON orders TO verdict_role;',
    'a role in a block': 'DO $$ BEGIN CREATE ROLE verdict_role; END $$;',
  }),
  after(shop, {
    'a syntax error': 'CREAT TABLE t (x integer);',
    'a syntax error in the middle':
      'CREATE TABLE t (x integer);\nSELCT 1;\nCREATE TABLE u (x integer);',
    'two syntax errors': 'SELCT 1;\nSELECT 1;\nINSRT INTO log VALUES (1);',
    'a syntax error after another fault': 'SELECT price FROM orders;\nSELCT 1;',
    'a comma too many': 'CREATE TABLE t (\n  x text,\n  y text,\n);',
    'a comma missing': 'CREATE TABLE t (\n  x integer PRIMARY KEY\n  y text\n);',
    'a bracket missing': 'CREATE TABLE t (x text;',
    'a bracket too many': 'CREATE TABLE t (x text));',
    'a string that never ends': "INSERT INTO log VALUES ('open);\nSELECT 1;",
    'a comment that never ends': 'CREATE TABLE t (x integer); /* open',
    'a name that never ends': 'CREATE TABLE "t (x integer);',
    'a word that is reserved': 'CREATE TABLE order (x integer);',
    'a name in back quotes': 'SELECT `entry` FROM log;',
    'a syntax error behind signs of four bytes': "SELECT '𝄞é😀';\nSELECT '😀' FRM log;",
    'a commit': 'CREATE TABLE t (x integer); COMMIT; CREATE TABLE u (x integer);',
    'a rollback': 'CREATE TABLE t (x integer); ROLLBACK;',
    'a savepoint':
      'SAVEPOINT s; CREATE TABLE t (x integer); ROLLBACK TO s; CREATE TABLE t (x integer); RELEASE s;',
    'a savepoint that is not there': 'RELEASE s;',
    'a vacuum': 'CREATE TABLE t (x integer); VACUUM;',
    'a PRAGMA of elsewhere': 'PRAGMA foreign_keys = ON;',
  }),
  withoutTransaction(shop, {
    'a NUL': 'SELECT 1;\nSELECT 2;\0 SELECT 3;',
    'a transaction that only reads': 'CREATE TABLE t (x integer); SET TRANSACTION READ ONLY;',
    'a transaction of its own that only reads':
      'CREATE TABLE t (x integer); BEGIN; SET TRANSACTION READ ONLY; SELECT 1; COMMIT;',
    'transactions that only read': 'SET default_transaction_read_only = on; SELECT 1;',
    'a session that only reads': 'SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY;',
    'a session that only reads for a while':
      'SET default_transaction_read_only = on; SET default_transaction_read_only = off;',
    'a search_path to nowhere': "SET search_path = ''; CREATE TABLE public.t (x integer);",
    'a vacuum': 'CREATE TABLE t (x integer); VACUUM t;',
    'a fault':
      'CREATE TABLE t (x integer);\nINSERT INTO u VALUES (1);\nCREATE TABLE v (x integer);',
    'a syntax error': 'CREATE TABLE t (x integer); SELCT 1;',
    'a transaction of its own':
      'BEGIN; CREATE TABLE t (x integer); COMMIT; INSERT INTO t VALUES (1);',
    'an index concurrently': 'CREATE INDEX CONCURRENTLY i ON orders (total);',
    'an index concurrently on a missing column': 'CREATE INDEX CONCURRENTLY i ON orders (cost);',
    'a unique index concurrently that rows break':
      'UPDATE orders SET total = 1; CREATE UNIQUE INDEX CONCURRENTLY i ON orders (total);',
    'a value of an enum added and used':
      "ALTER TYPE state ADD VALUE 'lost'; UPDATE orders SET status = 'lost';",
    'a deferred key that refers to nobody': 'INSERT INTO later VALUES (1, 99);',
  }),
  after(unsettled, {
    'a search_path of the script before': 'SELECT * FROM t;',
    'a table that a search_path led to': 'INSERT INTO hidden.t VALUES (1);',
  }),
];

export const postgresCases = things.flat();
