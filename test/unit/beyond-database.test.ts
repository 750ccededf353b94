import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { beyondDatabase } from '../../src/sql/beyond-database.ts';

/** What is left out of a script, by its text. */
function leftOut(sql: string, transactional = true): readonly string[] {
  return beyondDatabase(sql, transactional).map(({ statement }) =>
    sql.slice(statement.start, statement.end),
  );
}

const BEYOND: Readonly<Record<string, readonly string[]>> = {
  roles: [
    "CREATE ROLE app LOGIN PASSWORD 'secret'",
    'create user app',
    'ALTER ROLE app SET search_path = shop',
    'DROP GROUP app',
    'GRANT app TO clerk WITH ADMIN OPTION',
    'REVOKE ADMIN OPTION FOR app FROM clerk',
    'GRANT "on" TO clerk',
    'REASSIGN OWNED BY app TO clerk',
    'DROP OWNED BY app',
    "COMMENT ON ROLE app IS 'x'",
  ],
  'the server': [
    'CREATE DATABASE other',
    'ALTER DATABASE shop SET work_mem = 1000',
    'DROP DATABASE IF EXISTS other',
    "CREATE TABLESPACE fast LOCATION '/mnt'",
    "ALTER SYSTEM SET work_mem = '1GB'",
    'GRANT CONNECT ON DATABASE shop TO app',
    'REVOKE ALL ON TABLESPACE fast FROM app',
    'GRANT SET ON PARAMETER work_mem TO app',
    "COMMENT ON DATABASE shop IS 'x'",
    "SECURITY LABEL FOR x ON TABLESPACE fast IS 'y'",
    'CHECKPOINT',
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity',
    'SELECT pg_catalog.pg_reload_conf ()',
    'DO $$ BEGIN PERFORM pg_cancel_backend(1); END $$',
    "DO 'BEGIN EXECUTE ''ALTER SYSTEM RESET ALL''; END'",
    'DO $a$ BEGIN EXECUTE $b$ DROP DATABASE other $b$; END $a$',
  ],
  'files and programs': [
    "COPY t TO '/tmp/t'",
    "COPY s.t (a, b) FROM '/tmp/t' WITH (FORMAT csv)",
    "COPY (SELECT 1) TO PROGRAM 'mail'",
    "COPY t FROM E'/tmp/t'",
    "LOAD 'auto_explain'",
    "SELECT pg_read_file('/etc/passwd')",
    "SELECT lo_import('/etc/passwd')",
    "CREATE TABLE t AS SELECT * FROM pg_ls_dir('/')",
    "CREATE MATERIALIZED VIEW v AS SELECT pg_read_file('x')",
    "DO $$ BEGIN COPY t TO PROGRAM 'mail'; END $$",
    "DO $$ BEGIN EXECUTE 'COPY t FROM ''/tmp/t'''; END $$",
  ],
  'other databases and servers': [
    "SELECT * FROM dblink('dbname=other', 'SELECT 1') AS t (x integer)",
    "SELECT dblink_connect('x')",
    'CREATE SERVER other FOREIGN DATA WRAPPER postgres_fdw',
    'DROP SERVER other',
    'IMPORT FOREIGN SCHEMA public FROM SERVER other INTO here',
    "CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p",
    'ALTER SUBSCRIPTION s DISABLE',
    "SELECT http_get('http://example.com')",
  ],
  'what stays behind': ["PREPARE TRANSACTION 'x'", "COMMIT PREPARED 'x'"],
  'one database only': ['CREATE EXTENSION IF NOT EXISTS pg_cron'],
};

const WITHIN = [
  'CREATE TABLE role (id integer)',
  'CREATE TABLE users (role text, "user" text)',
  'ALTER TABLE users OWNER TO app',
  'GRANT SELECT ON users TO app',
  'GRANT SELECT (id), UPDATE ON TABLE users TO app',
  'GRANT ALL ON ALL TABLES IN SCHEMA public TO app',
  'REVOKE ALL ON SCHEMA public FROM PUBLIC',
  'ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO app',
  'CREATE USER MAPPING FOR app SERVER other',
  'DROP USER MAPPING IF EXISTS FOR app SERVER other',
  'CREATE EXTENSION pgcrypto',
  'CREATE PUBLICATION p FOR ALL TABLES',
  'COPY t FROM stdin',
  'COPY (SELECT 1) TO STDOUT',
  "COMMENT ON TABLE t IS 'ALTER SYSTEM'",
  "COMMENT ON COLUMN role.id IS 'x'",
  "INSERT INTO notes VALUES ('DROP DATABASE shop')",
  "SELECT 'pg_terminate_backend(1)'",
  'SELECT dblink FROM links',
  'CREATE TABLE dblink_links (http_get text)',
  "CREATE FUNCTION f() RETURNS text LANGUAGE sql AS $$ SELECT pg_read_file('x') $$",
  "CREATE OR REPLACE VIEW v AS SELECT pg_read_file('x')",
  'CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT pg_promote(); END',
  'PREPARE p AS SELECT 1',
  'COMMIT',
  'ROLLBACK TO SAVEPOINT x',
  'DO $$ BEGIN CREATE TABLE t (x integer); END $$',
  'SET ROLE app',
  'SET SESSION AUTHORIZATION app',
];

describe('what reaches beyond its database', () => {
  for (const [what, statements] of Object.entries(BEYOND)) {
    for (const statement of statements) {
      it(`is ${statement} (${what})`, () => {
        const script = `CREATE TABLE a (x integer);\n-- é\n${statement};\nSELECT 1;`;
        assert.deepEqual(leftOut(script), [statement]);
        assert.deepEqual(leftOut(statement.toUpperCase()), [statement.toUpperCase()]);
      });
    }
  }

  for (const statement of WITHIN) {
    it(`is not ${statement}`, () => {
      assert.deepEqual(leftOut(`${statement};`), []);
    });
  }

  it('says why', () => {
    const [found] = beyondDatabase('CREATE ROLE app', true);
    assert.equal(
      found?.because,
      'it changes roles or their memberships, which are the whole server’s',
    );
  });

  it('is looked for in the text of a block about roles only where no transaction shows it', () => {
    const block = 'DO $$ BEGIN CREATE ROLE app; END $$';
    assert.deepEqual(leftOut(block, true), []);
    assert.deepEqual(leftOut(block, false), [block]);
    assert.deepEqual(leftOut('DO $$ BEGIN CREATE USER MAPPING FOR a SERVER b; END $$', false), []);
  });
});
