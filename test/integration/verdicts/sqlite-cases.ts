import { after, withoutTransaction } from './verdict-case.ts';

const shop = `
  CREATE TABLE customers (
    id INTEGER PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    name TEXT,
    created TEXT DEFAULT CURRENT_TIMESTAMP
  );
  CREATE TABLE orders (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    total INTEGER CHECK (total >= 0),
    status TEXT NOT NULL DEFAULT 'new'
  );
  CREATE TABLE items (
    order_id INTEGER NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
    sku TEXT NOT NULL,
    quantity INTEGER NOT NULL,
    PRIMARY KEY (order_id, sku)
  ) WITHOUT ROWID;
  CREATE TABLE later (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER REFERENCES customers (id) DEFERRABLE INITIALLY DEFERRED
  );
  CREATE TABLE exact (a INTEGER, b TEXT) STRICT;
  CREATE TABLE sums (a INTEGER, twice INTEGER GENERATED ALWAYS AS (a * 2) STORED, more AS (a + 1));
  CREATE TABLE "odd ""name" ("select" TEXT, "a b" INTEGER);
  CREATE TABLE log (entry TEXT);
  CREATE INDEX orders_customer ON orders (customer_id);
  CREATE VIEW open_orders AS SELECT id, total FROM orders WHERE status = 'new';
  CREATE TRIGGER orders_log AFTER INSERT ON orders BEGIN
    INSERT INTO log VALUES ('order ' || new.id);
  END;
  CREATE VIRTUAL TABLE notes USING fts5 (body);
  INSERT INTO customers (id, email, name) VALUES (1, 'ann@shop', 'Ann'), (2, 'bob@shop', NULL);
  INSERT INTO orders (id, customer_id, total) VALUES (1, 1, 10), (2, 2, 20);
  INSERT INTO items VALUES (1, 'cup', 2), (2, 'pot', 1);
  INSERT INTO notes VALUES ('a cup of tea');
`;

/** Rows that break a key already, as they come when keys are not enforced. */
const orphaned = `${shop}
  CREATE TABLE orphans (id INTEGER PRIMARY KEY, customer_id INTEGER);
  INSERT INTO orphans VALUES (1, 99);
`;

/** What one migration sets for its session is not for the next. */
const unsettled = `
  CREATE TABLE t (x INTEGER);
  CREATE TEMP TABLE passing (x INTEGER);
  PRAGMA case_sensitive_like = ON;
`;

const things = [
  after(shop, {
    nothing: '',
    'a comment alone': '-- nothing to do',
    'blank statements': ';;;',
    'a byte order mark': '\uFEFFCREATE TABLE t (x);',
    'a table': 'CREATE TABLE t (id INTEGER PRIMARY KEY, x TEXT NOT NULL);',
    'no semicolon at the end': 'CREATE TABLE t (x)',
    'a comment at the end': 'CREATE TABLE t (x); -- the end',
    'lines that end as in Windows': 'CREATE TABLE t (x);\r\nINSERT INTO t VALUES (1);\r\n',
    'a table that is there': 'CREATE TABLE log (x);',
    'a table that is there, by another case': 'CREATE TABLE LOG (x);',
    'a table that is there, if not exists': 'CREATE TABLE IF NOT EXISTS log (x);',
    'a table named as a view': 'CREATE TABLE open_orders (x);',
    'a table named as an index': 'CREATE TABLE orders_customer (x);',
    'a table with a reserved name': 'CREATE TABLE sqlite_things (x);',
    'a column twice': 'CREATE TABLE t (x, y, X);',
    'two primary keys': 'CREATE TABLE t (x PRIMARY KEY, y PRIMARY KEY);',
    'a table without columns': 'CREATE TABLE t ();',
    'autoincrement on text': 'CREATE TABLE t (x TEXT PRIMARY KEY AUTOINCREMENT);',
    'without rowid and without key': 'CREATE TABLE t (x) WITHOUT ROWID;',
    'an unknown option of a table': 'CREATE TABLE t (x) WITHOUT OIDS;',
    'a type that nobody knows': 'CREATE TABLE t (x WHATEVER(3));',
    'a strict table with an unknown type': 'CREATE TABLE t (x VARCHAR(3)) STRICT;',
    'a strict table without a type': 'CREATE TABLE t (x) STRICT;',
    'a strict table': 'CREATE TABLE t (x ANY, y REAL) STRICT; INSERT INTO t VALUES (1, 2);',
    'a check with a missing column': 'CREATE TABLE t (x, CHECK (y > 0));',
    'a check with a subquery': 'CREATE TABLE t (x, CHECK (x IN (SELECT id FROM orders)));',
    'a check with a missing function': 'CREATE TABLE t (x CHECK (lenght(x) > 0));',
    'a default that is no constant': 'CREATE TABLE t (x DEFAULT (y));',
    'a default with a function': "CREATE TABLE t (x DEFAULT (strftime('%s', 'now')));",
    'a generated column with a missing column': 'CREATE TABLE t (x, y AS (z));',
    'a generated column of itself': 'CREATE TABLE t (x AS (x + 1));',
    'a generated column alone': 'CREATE TABLE t (x AS (1));',
    'a key to a missing table': 'CREATE TABLE t (x REFERENCES nowhere (id));',
    'a key to a missing table, with a row':
      'CREATE TABLE t (x REFERENCES nowhere (id)); INSERT INTO t VALUES (1);',
    'a key to no key, with a row':
      'CREATE TABLE t (x REFERENCES customers (name)); INSERT INTO t VALUES (1);',
    'a key of two columns to one':
      'CREATE TABLE t (x, y, FOREIGN KEY (x, y) REFERENCES orders (id));',
    'a key of a missing column': 'CREATE TABLE t (x, FOREIGN KEY (y) REFERENCES orders (id));',
    'a table as a query': 'CREATE TABLE t AS SELECT * FROM orders;',
    'a table as a query with a missing column': 'CREATE TABLE t AS SELECT price FROM orders;',
    'a temporary table': 'CREATE TEMP TABLE t (x); INSERT INTO t VALUES (1);',
    'a table in another schema': 'CREATE TABLE other.t (x);',
    'a table in main': 'CREATE TABLE main.t (x); INSERT INTO t VALUES (1);',
    'a table in temp, found first':
      'CREATE TABLE temp.log (y); INSERT INTO log (entry) VALUES (1);',
    'quoted names': 'INSERT INTO "odd ""name" ("select", [a b]) VALUES (\'x\', 1);',
    'quoted names, misspelt': 'INSERT INTO "odd name" VALUES (1, 1);',
    'a quoted column, misspelt': 'SELECT "a  b" FROM "odd ""name";',
    'a name in back quotes': 'SELECT `select` FROM `odd "name`;',
  }),
  after(shop, {
    'a column more': 'ALTER TABLE log ADD COLUMN at TEXT;',
    'a column that is there': 'ALTER TABLE log ADD COLUMN entry TEXT;',
    'a column on a missing table': 'ALTER TABLE logs ADD COLUMN at TEXT;',
    'a column on a view': 'ALTER TABLE open_orders ADD COLUMN at TEXT;',
    'a column not null without default': 'ALTER TABLE log ADD COLUMN at TEXT NOT NULL;',
    'a column not null with default': "ALTER TABLE log ADD COLUMN at TEXT NOT NULL DEFAULT '';",
    'a column with the time as default':
      'ALTER TABLE orders ADD COLUMN at TEXT DEFAULT CURRENT_TIMESTAMP;',
    'a unique column': 'ALTER TABLE log ADD COLUMN at TEXT UNIQUE;',
    'a primary key column': 'ALTER TABLE log ADD COLUMN id INTEGER PRIMARY KEY;',
    'a column with a check that rows break':
      'ALTER TABLE orders ADD COLUMN x DEFAULT 1 CHECK (x > 1);',
    'a column with a key and a default':
      'ALTER TABLE orders ADD COLUMN x DEFAULT 1 REFERENCES customers (id);',
    'a stored generated column': 'ALTER TABLE orders ADD COLUMN x AS (total + 1) STORED;',
    'a virtual generated column': 'ALTER TABLE orders ADD COLUMN x AS (total + 1);',
    'a column dropped': 'ALTER TABLE customers DROP COLUMN name;',
    'a missing column dropped': 'ALTER TABLE customers DROP COLUMN phone;',
    'a primary key dropped': 'ALTER TABLE customers DROP COLUMN id;',
    'a unique column dropped': 'ALTER TABLE customers DROP COLUMN email;',
    'an indexed column dropped': 'ALTER TABLE orders DROP COLUMN customer_id;',
    'a column of a view dropped': 'ALTER TABLE orders DROP COLUMN status;',
    'a column of a trigger dropped': 'ALTER TABLE log DROP COLUMN entry;',
    'a column of a generated one dropped': 'ALTER TABLE sums DROP COLUMN a;',
    'a checked column dropped': 'ALTER TABLE orders DROP COLUMN total;',
    'a column renamed': 'ALTER TABLE customers RENAME COLUMN name TO full_name;',
    'a column renamed and used': `
      ALTER TABLE customers RENAME COLUMN name TO full_name;
      UPDATE customers SET full_name = 'x';
      UPDATE customers SET name = 'x';`,
    'a column renamed to one that is there': 'ALTER TABLE customers RENAME COLUMN name TO email;',
    'a missing column renamed': 'ALTER TABLE customers RENAME COLUMN phone TO number;',
    'a table renamed': 'ALTER TABLE orders RENAME TO purchases; SELECT * FROM open_orders;',
    'a table renamed to one that is there': 'ALTER TABLE orders RENAME TO log;',
    'a missing table renamed': 'ALTER TABLE purchases RENAME TO orders;',
    'a column type changed, as elsewhere': 'ALTER TABLE orders ALTER COLUMN total TYPE TEXT;',
    'a constraint added, as elsewhere': 'ALTER TABLE log ADD CONSTRAINT c UNIQUE (entry);',
    'a table rebuilt': `
      CREATE TABLE new_log (id INTEGER PRIMARY KEY, entry TEXT NOT NULL);
      INSERT INTO new_log (entry) SELECT entry FROM log;
      DROP TABLE log;
      ALTER TABLE new_log RENAME TO log;`,
    'a table rebuilt with a column forgotten': `
      CREATE TABLE new_log (id INTEGER PRIMARY KEY);
      INSERT INTO new_log SELECT * FROM customers;
      DROP TABLE log;`,
    'a table that others refer to rebuilt': `
      CREATE TABLE new_customers (id INTEGER PRIMARY KEY, email TEXT);
      INSERT INTO new_customers SELECT id, email FROM customers;
      DROP TABLE customers;
      ALTER TABLE new_customers RENAME TO customers;`,
    'a table that others refer to rebuilt, keys off': `
      PRAGMA foreign_keys = OFF;
      CREATE TABLE new_customers (id INTEGER PRIMARY KEY, email TEXT);
      INSERT INTO new_customers SELECT id, email FROM customers;
      DROP TABLE customers;
      ALTER TABLE new_customers RENAME TO customers;`,
    'a table that others refer to rebuilt with a row less, keys off': `
      PRAGMA foreign_keys = OFF;
      CREATE TABLE new_customers (id INTEGER PRIMARY KEY, email TEXT);
      INSERT INTO new_customers SELECT id, email FROM customers WHERE id > 1;
      DROP TABLE customers;
      ALTER TABLE new_customers RENAME TO customers;`,
    'keys off in the middle, without effect': `
      CREATE TABLE t (x);
      PRAGMA foreign_keys = OFF;
      DELETE FROM customers;`,
  }),
  after(shop, {
    'a table dropped': 'DROP TABLE exact;',
    'a missing table dropped': 'DROP TABLE nowhere;',
    'a missing table dropped, if exists': 'DROP TABLE IF EXISTS nowhere;',
    'a table that others refer to dropped': 'DROP TABLE customers;',
    'a table that a view reads dropped':
      'DROP TABLE items; DROP TABLE orders; SELECT * FROM open_orders;',
    'a table that a trigger writes dropped':
      'DROP TABLE log; INSERT INTO orders (customer_id) VALUES (1);',
    'a view dropped as a table': 'DROP TABLE open_orders;',
    'a table dropped as a view': 'DROP VIEW orders;',
    'a table dropped with cascade, as elsewhere': 'DROP TABLE orders CASCADE;',
    'two tables dropped at once, as elsewhere': 'DROP TABLE exact, sums;',
    'an index dropped': 'DROP INDEX orders_customer;',
    'an index dropped twice': 'DROP INDEX orders_customer; DROP INDEX orders_customer;',
    'an index of a constraint dropped': 'DROP INDEX sqlite_autoindex_customers_1;',
    'an index': 'CREATE INDEX orders_total ON orders (total DESC);',
    'an index that is there': 'CREATE INDEX orders_customer ON orders (total);',
    'an index on a missing column': 'CREATE INDEX i ON orders (price);',
    'an index on a missing table': 'CREATE INDEX i ON purchases (price);',
    'an index on a view': 'CREATE INDEX i ON open_orders (id);',
    'an index on an expression':
      'CREATE INDEX i ON customers (lower(email)) WHERE name IS NOT NULL;',
    'an index on what changes by itself': 'CREATE INDEX i ON customers (random());',
    'an index with an aggregate': 'CREATE INDEX i ON customers (max(id, 1), count(*));',
    'an index with a subquery': 'CREATE INDEX i ON customers (id) WHERE id IN (SELECT 1);',
    'an index with a missing collation': 'CREATE INDEX i ON customers (name COLLATE german);',
    'an index concurrently, as elsewhere': 'CREATE INDEX CONCURRENTLY i ON customers (name);',
    'a unique index': 'CREATE UNIQUE INDEX i ON orders (customer_id);',
    'a unique index that rows break':
      'UPDATE orders SET total = 1; CREATE UNIQUE INDEX i ON orders (total);',
    'a view': 'CREATE VIEW v AS SELECT name FROM customers; SELECT * FROM v;',
    'a view that is there': 'CREATE VIEW open_orders AS SELECT 1;',
    'a view of a missing table, never read': 'CREATE VIEW v AS SELECT x FROM nowhere;',
    'a view of a missing table, read': 'CREATE VIEW v AS SELECT x FROM nowhere; SELECT * FROM v;',
    'a view of a missing column, read': 'CREATE VIEW v AS SELECT x FROM log; SELECT * FROM v;',
    'a view of itself, read': 'CREATE VIEW v AS SELECT * FROM v; SELECT * FROM v;',
    'a view with too few names, read': 'CREATE VIEW v (a) AS SELECT 1, 2; SELECT * FROM v;',
    'a view replaced, as elsewhere': 'CREATE OR REPLACE VIEW open_orders AS SELECT 1;',
    'a view written': 'INSERT INTO open_orders VALUES (1, 2);',
    'a view written by a trigger': `
      CREATE TRIGGER t INSTEAD OF INSERT ON open_orders BEGIN
        INSERT INTO orders (customer_id, total) VALUES (1, new.total);
      END;
      INSERT INTO open_orders (total) VALUES (5);`,
    'a rename while a view is broken':
      'CREATE VIEW v AS SELECT x FROM nowhere; ALTER TABLE log RENAME TO logs;',
    'a trigger': `
      CREATE TRIGGER t AFTER UPDATE OF total ON orders WHEN new.total > 5 BEGIN
        UPDATE orders SET status = 'big' WHERE id = new.id;
        SELECT CASE WHEN 1 THEN 2 END;
      END;
      UPDATE orders SET total = 6;`,
    'a trigger that is there':
      'CREATE TRIGGER orders_log AFTER DELETE ON orders BEGIN SELECT 1; END;',
    'a trigger on a missing table': 'CREATE TRIGGER t AFTER DELETE ON nowhere BEGIN SELECT 1; END;',
    'a trigger with a missing column, fired': `
      CREATE TRIGGER t AFTER DELETE ON items BEGIN INSERT INTO log VALUES (old.price); END;
      DELETE FROM items;`,
    'a trigger with a missing table, fired': `
      CREATE TRIGGER t AFTER DELETE ON items BEGIN INSERT INTO logs VALUES (1); END;
      DELETE FROM items;`,
    'a trigger with a missing table, never fired':
      'CREATE TRIGGER t AFTER DELETE ON items BEGIN INSERT INTO logs VALUES (1); END;',
    'a trigger with new in a delete':
      'CREATE TRIGGER t AFTER DELETE ON items WHEN new.sku BEGIN SELECT 1; END;',
    'a trigger with a syntax error inside':
      'CREATE TRIGGER t AFTER DELETE ON items BEGIN INSERT log VALUES (1); END;',
    'a trigger without an end': 'CREATE TRIGGER t AFTER DELETE ON items BEGIN SELECT 1;',
    'a trigger that refuses': `
      CREATE TRIGGER t BEFORE DELETE ON items BEGIN SELECT raise(ABORT, 'not these'); END;
      DELETE FROM items;`,
    'a trigger that rolls back': `
      CREATE TRIGGER t BEFORE DELETE ON items BEGIN SELECT raise(ROLLBACK, 'all of it'); END;
      DELETE FROM items;`,
    'a trigger for each statement, as elsewhere':
      'CREATE TRIGGER t AFTER DELETE ON items FOR EACH STATEMENT BEGIN SELECT 1; END;',
    'a trigger dropped': 'DROP TRIGGER orders_log;',
    'a missing trigger dropped': 'DROP TRIGGER items_log;',
  }),
  after(shop, {
    rows: "INSERT INTO customers (email) VALUES ('cleo@shop'), ('dan@shop');",
    'rows into a missing table': 'SELECT 1;\nINSERT INTO clients VALUES (1);\nSELECT 2;',
    'rows into a missing column': "INSERT INTO customers (mail) VALUES ('x');",
    'too few values': "INSERT INTO customers VALUES (3, 'x');",
    'too many values': "INSERT INTO log VALUES ('x', 'y');",
    'values of different length': 'INSERT INTO sums (a) VALUES (1), (2, 3);',
    'a null where none may be': 'INSERT INTO customers (email) VALUES (NULL);',
    'a row twice': "INSERT INTO customers (email) VALUES ('ann@shop');",
    'a row twice, ignored': "INSERT OR IGNORE INTO customers (email) VALUES ('ann@shop');",
    'a row twice, rolled back': "INSERT OR ROLLBACK INTO customers (email) VALUES ('ann@shop');",
    'a row twice, updated':
      "INSERT INTO customers (email) VALUES ('ann@shop') ON CONFLICT (email) DO UPDATE SET name = 'x';",
    'a conflict on no key': "INSERT INTO log VALUES ('x') ON CONFLICT (entry) DO NOTHING;",
    'a key twice': "INSERT INTO items VALUES (1, 'cup', 1);",
    'a check that fails': 'UPDATE orders SET total = -1;',
    'a key that refers to nobody': 'INSERT INTO orders (customer_id) VALUES (99);',
    'a row that is referred to deleted': 'DELETE FROM customers WHERE id = 1;',
    'a row that is referred to deleted with cascade':
      'DELETE FROM orders; SELECT raise_it FROM (SELECT 1 AS raise_it);',
    'a deferred key that refers to nobody': 'INSERT INTO later VALUES (1, 99);',
    'a deferred key that is made good':
      "INSERT INTO later VALUES (1, 99); INSERT INTO customers (id, email) VALUES (99, 'x');",
    'keys deferred by a PRAGMA, and broken':
      'PRAGMA defer_foreign_keys = ON; INSERT INTO orders (customer_id) VALUES (99);',
    'a text into an integer': "UPDATE orders SET total = 'many';",
    'a text into a strict integer': "INSERT INTO exact VALUES ('many', 'x');",
    'a text into an integer key': "INSERT INTO customers (id, email) VALUES ('x', 'x');",
    'a generated column written': 'INSERT INTO sums (a, twice) VALUES (1, 2);',
    'a string in double quotes': 'INSERT INTO log VALUES ("text");',
    'a missing column in a query': 'SELECT price FROM orders;',
    'a missing column in an update': 'UPDATE orders SET price = 1;',
    'a missing column in a condition': 'DELETE FROM orders WHERE price = 1;',
    'an ambiguous column': 'SELECT id FROM orders JOIN customers ON customer_id = customers.id;',
    'a missing function': 'SELECT lenght(name) FROM customers;',
    'a function with too many arguments': "SELECT length('a', 'b');",
    'a function of elsewhere': 'SELECT now();',
    'an aggregate where none may be': 'SELECT id FROM orders WHERE count(*) > 1;',
    'a subquery of two columns': 'SELECT (SELECT 1, 2);',
    'a union of different width': 'SELECT 1 UNION SELECT 1, 2;',
    'an order by what is not there': 'SELECT 1 UNION SELECT 2 ORDER BY 3;',
    'a sum that overflows':
      'SELECT sum(x) FROM (SELECT 9223372036854775807 AS x UNION ALL SELECT 1);',
    'a division by zero': 'SELECT 1 / 0;',
    'JSON that is none': "SELECT json_extract('{', '$.a');",
    'a regular expression': "SELECT 'a' REGEXP 'a';",
    'a full-text query': "SELECT * FROM notes WHERE notes MATCH 'cup';",
    'a full-text query that is none': `SELECT * FROM notes WHERE notes MATCH '"cup';`,
    'a full-text column that is missing': 'INSERT INTO notes (title) VALUES (1);',
    'a virtual table': 'CREATE VIRTUAL TABLE boxes USING rtree (id, x0, x1);',
    'a virtual table with wrong arguments': 'CREATE VIRTUAL TABLE boxes USING rtree (id);',
    'a virtual table of a missing module':
      'CREATE VIRTUAL TABLE v USING vectors (x); DROP TABLE v;',
    'an extension': "SELECT load_extension('spatial'); SELECT area(1);",
    'another file': "ATTACH '/nowhere/other.db' AS other; CREATE TABLE other.t (x); DETACH other;",
    'another database in memory':
      "ATTACH ':memory:' AS other; CREATE TABLE other.t (x); INSERT INTO t VALUES (1);",
    'another database detached': 'DETACH other;',
    'a parameter': 'INSERT INTO log VALUES (?);',
    'a parameter by name': 'INSERT INTO log VALUES (:entry);',
    'a common table expression': 'WITH n (i) AS (VALUES (1), (2)) INSERT INTO log SELECT i FROM n;',
    'a common table expression with a missing name': 'WITH n AS (SELECT 1) SELECT * FROM m;',
    returning: "INSERT INTO log VALUES ('x') RETURNING entry;",
    'returning what is not there': "INSERT INTO log VALUES ('x') RETURNING id;",
    'an update from another table':
      'UPDATE orders SET status = name FROM customers WHERE customers.id = customer_id AND name IS NOT NULL;',
    'an update from another table, with a null':
      'UPDATE orders SET status = name FROM customers WHERE customers.id = customer_id;',
    'a truncation, as elsewhere': 'TRUNCATE TABLE log;',
    'a delete with a limit': 'DELETE FROM log LIMIT 1;',
    'a reindex': 'REINDEX orders;',
    'a reindex of what is not there': 'REINDEX missing;',
    'an analysis': 'ANALYZE; SELECT * FROM sqlite_stat1;',
    'an explanation': 'EXPLAIN QUERY PLAN SELECT * FROM orders;',
  }),
  after(shop, {
    'a syntax error': 'CREAT TABLE t (x);',
    'a syntax error in the middle': 'CREATE TABLE t (x);\nSELCT 1;\nCREATE TABLE u (x);',
    'two syntax errors': 'SELCT 1;\nSELECT 1;\nINSRT INTO log VALUES (1);',
    'a comma too many': 'CREATE TABLE t (\n  x TEXT,\n  y TEXT,\n);',
    'a comma missing': 'CREATE TABLE t (\n  x INTEGER PRIMARY KEY\n  y TEXT\n);',
    'a bracket missing': 'CREATE TABLE t (x TEXT;',
    'a bracket too many': 'CREATE TABLE t (x TEXT));',
    'a string that never ends': "INSERT INTO log VALUES ('open);\nSELECT 1;",
    'a comment that never ends': 'CREATE TABLE t (x); /* open',
    'a name that never ends': 'CREATE TABLE "t (x);',
    'a word that is reserved': 'CREATE TABLE order (x);',
    'a character of nowhere': 'SELECT 1 ¶ 2;',
    'a backslash': 'SELECT 1 \\ 2;',
    'a command of the shell': '.tables\nSELECT 1;',
    'a string of elsewhere': "SELECT E'a\\n';",
    'a cast of elsewhere': 'SELECT 1::text;',
    'a type of elsewhere': 'CREATE TABLE t (id SERIAL PRIMARY KEY, at TIMESTAMPTZ DEFAULT now());',
    'a block of elsewhere': 'DO $$ BEGIN NULL; END $$;',
    'a commit': 'CREATE TABLE t (x); COMMIT; CREATE TABLE u (x);',
    'a rollback': 'CREATE TABLE t (x); ROLLBACK;',
    'a begin': 'BEGIN; CREATE TABLE t (x); COMMIT;',
    'a savepoint': 'SAVEPOINT s; CREATE TABLE t (x); ROLLBACK TO s; CREATE TABLE t (x); RELEASE s;',
    'a savepoint that is not there': 'RELEASE s;',
    'a vacuum': 'CREATE TABLE t (x); VACUUM;',
    'a vacuum into a file': "VACUUM INTO '/nowhere/copy.db';",
    'a PRAGMA': 'PRAGMA user_version = 3; PRAGMA application_id = 7;',
    'a PRAGMA that lets nobody write afterwards': 'CREATE TABLE t (x); PRAGMA query_only = ON;',
    'a PRAGMA that nobody knows': 'PRAGMA no_such_thing = 3;',
    'a PRAGMA that must not be in a transaction': 'PRAGMA synchronous = OFF;',
    'a PRAGMA of the journal': 'PRAGMA journal_mode = WAL;',
    'a PRAGMA that begins the file, and a fault': 'PRAGMA foreign_keys = ON; SELECT missing;',
    'the schema written by hand': `
      PRAGMA writable_schema = ON;
      UPDATE sqlite_schema SET sql = replace(sql, 'entry TEXT', 'entry TEXT NOT NULL') WHERE name = 'log';
      PRAGMA writable_schema = RESET;
      INSERT INTO log VALUES (NULL);`,
    'the schema written by hand, which is not allowed':
      "DELETE FROM sqlite_schema WHERE name = 'log';",
  }),
  after(orphaned, {
    'a key over orphans': `
      CREATE TABLE kept (id INTEGER PRIMARY KEY, customer_id INTEGER REFERENCES customers (id));
      INSERT INTO kept SELECT * FROM orphans;`,
    'a key over orphans, keys off': `
      PRAGMA foreign_keys = OFF;
      CREATE TABLE kept (id INTEGER PRIMARY KEY, customer_id INTEGER REFERENCES customers (id));
      INSERT INTO kept SELECT * FROM orphans;`,
    'a key without orphans, keys off': `
      PRAGMA foreign_keys = OFF;
      DELETE FROM orphans;
      CREATE TABLE kept (id INTEGER PRIMARY KEY, customer_id INTEGER REFERENCES customers (id));
      INSERT INTO kept SELECT * FROM orphans;`,
  }),
  withoutTransaction(shop, {
    'a vacuum': 'CREATE TABLE t (x); VACUUM; INSERT INTO t VALUES (1);',
    'a fault': 'CREATE TABLE t (x); INSERT INTO u VALUES (1); CREATE TABLE v (x);',
    'a syntax error': 'CREATE TABLE t (x); SELCT 1;',
    'a transaction of its own': 'BEGIN; CREATE TABLE t (x); COMMIT; INSERT INTO t VALUES (1);',
    'a transaction of its own, with a fault': 'BEGIN; CREATE TABLE t (x); SELECT missing; COMMIT;',
    'a transaction that never ends': 'BEGIN; CREATE TABLE t (x);',
    'a transaction in a transaction': 'BEGIN; BEGIN; COMMIT;',
    'a commit of nothing': 'CREATE TABLE t (x); COMMIT;',
    'keys off and on': `
      PRAGMA foreign_keys = OFF;
      BEGIN;
      CREATE TABLE new_customers (id INTEGER PRIMARY KEY, email TEXT);
      INSERT INTO new_customers SELECT id, email FROM customers;
      DROP TABLE customers;
      ALTER TABLE new_customers RENAME TO customers;
      COMMIT;
      PRAGMA foreign_keys = ON;`,
    'keys off, and a row left without another': `
      PRAGMA foreign_keys = OFF;
      DELETE FROM customers WHERE id = 1;`,
    'a deferred key that refers to nobody': 'INSERT INTO later VALUES (1, 99);',
    'a PRAGMA that must not be in a transaction': 'PRAGMA synchronous = OFF; CREATE TABLE t (x);',
    'a PRAGMA that lets nobody write afterwards': 'PRAGMA query_only = ON;',
    'a vacuum into a file': "VACUUM INTO '/nowhere/copy.db';",
    'a PRAGMA of the journal': 'PRAGMA journal_mode = DELETE; CREATE TABLE t (x);',
  }),
  after(unsettled, {
    'a temporary table of the script before': 'SELECT * FROM passing;',
    'a setting of the script before':
      "INSERT INTO t SELECT 1 WHERE 'A' LIKE 'a'; SELECT sum(9223372036854775807 + x) FROM t;",
  }),
];

export const sqliteCases = things.flat();
