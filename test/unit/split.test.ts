import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import BetterSqlite3 from 'better-sqlite3';
import type { Engine } from '../../src/core/engine.ts';
import { fragments, split } from '../../src/sql/split.ts';
import { programs } from '../support/sql-programs.ts';

function statements(sql: string, dialect: Engine): string[] {
  return split(sql, dialect).map(({ start, end }) => sql.slice(start, end));
}

/** What SQLite takes for a text: one statement, none, more than one, or an error. */
function sqliteSays(database: BetterSqlite3.Database, sql: string): string {
  try {
    database.prepare(sql);
    return 'one';
  } catch (error) {
    const { message } = error as Error;
    if (message.includes('contains no statements')) return 'none';
    return message.includes('more than one statement') ? 'several' : message;
  }
}

/** Each fragment is one statement to SQLite itself, and what is between them is none. */
function assertSplitsAsSqlite(sql: string, setup = ''): string[] {
  const database = new BetterSqlite3(':memory:');
  database.exec(setup);
  const found = split(sql, 'sqlite');
  let rest = '';
  let from = 0;
  for (const { start, end } of found) {
    const statement = sql.slice(start, end);
    assert.equal(sqliteSays(database, statement), 'one', `${statement}\n--- of ---\n${sql}`);
    database.exec(statement);
    rest += sql.slice(from, start);
    from = end;
  }
  rest += sql.slice(from);
  assert.equal(sqliteSays(database, rest), 'none', `${rest}\n--- of ---\n${sql}`);
  database.close();
  return found.map(({ start, end }) => sql.slice(start, end));
}

describe('splitting for SQLite', () => {
  const tables = 'CREATE TABLE a (b, c); CREATE TABLE log (x);';
  const cases: [what: string, sql: string, count: number][] = [
    ['nothing', '', 0],
    ['blanks and comments', ' \t\r\n-- a;\n/* b; */;;', 0],
    ['a byte order mark', '\uFEFF', 0],
    ['one without a semicolon', 'SELECT 1', 1],
    ['one after a byte order mark', '\uFEFFSELECT 1;', 1],
    ['empty statements', ';;SELECT 1;;;SELECT 2;;', 2],
    ['a comment at the very end', 'SELECT 1; -- done', 1],
    ['a comment that nobody ends', 'SELECT 1; /* done;', 1],
    ['a comment that does not nest', 'SELECT 1 /* /* */; SELECT 2', 2],
    ['a comment within a statement', 'SELECT /* ; */ 1 -- ;\n+ 1; SELECT 2', 2],
    ['strings', `SELECT ';', 'it''s;', x'3b'; SELECT 2`, 2],
    ['a backslash, which escapes nothing', `SELECT '\\'; SELECT 2`, 2],
    [
      'quoted names',
      'SELECT ";", `;`, [;] FROM (SELECT 1 AS ";", 2 AS `;`, 3 AS [;]); SELECT 2',
      2,
    ],
    ['quotes doubled in names', 'SELECT 1 AS "a"";", 2 AS `b``;`; SELECT 2', 2],
    ['a trigger', 'CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END; SELECT 2', 2],
    [
      'a trigger of several statements, with CASE',
      `CREATE TEMP TRIGGER IF NOT EXISTS t AFTER UPDATE OF b ON a WHEN CASE 1 WHEN 1 THEN 1 END BEGIN
         INSERT INTO log VALUES (CASE new.b WHEN 1 THEN 'x; end;' ELSE 'y' END);
         -- END;
         UPDATE a SET c = CASE WHEN b THEN 1 END;
       END; SELECT 2`,
      2,
    ],
    [
      'a trigger whose END is far from its semicolon',
      'CREATE TRIGGER t DELETE ON a BEGIN SELECT 1 ; /* ; */ END -- x\n ; SELECT 2',
      2,
    ],
    [
      'an explained trigger',
      'EXPLAIN CREATE TRIGGER t DELETE ON a BEGIN SELECT 1; END; SELECT 2',
      2,
    ],
    [
      'a query plan of a temporary one',
      'EXPLAIN QUERY PLAN CREATE TEMPORARY TRIGGER t DELETE ON a BEGIN SELECT 1; END; SELECT 2',
      2,
    ],
    ['a table called as if it were a trigger', 'CREATE TABLE "trigger" (x); SELECT 2', 2],
    ['a view', 'CREATE VIEW v AS SELECT CASE WHEN 1 THEN 2 END; SELECT 2', 2],
    ['transaction control', 'BEGIN; SELECT 1; END; BEGIN IMMEDIATE; COMMIT', 5],
    ['numbers that touch words', 'SELECT 1e3, .5, 0x1F, 1_000; SELECT 2', 2],
    ['letters beyond ASCII', `SELECT 'größe', '😀;' AS größe; SELECT 1 AS "😀"`, 2],
    ['operators', `SELECT '{"a":1}' -> '$.a', 5 - -1, 1--;\n; SELECT 2`, 2],
  ];
  for (const [what, sql, count] of cases) {
    it(`finds ${what}: ${count}, as SQLite itself`, () => {
      assert.equal(assertSplitsAsSqlite(sql, tables).length, count);
    });
  }

  it('takes for blank what SQLite does, and nothing else', () => {
    const database = new BetterSqlite3(':memory:');
    const blanks: string[] = [];
    for (let code = 1; code < 0x3100; code++) {
      const char = String.fromCharCode(code);
      if (split(char, 'sqlite').length === 0) blanks.push(char);
      if (/\s/.test(char)) {
        assert.equal(sqliteSays(database, char) === 'none', blanks.at(-1) === char, String(code));
      }
    }
    assert.deepEqual(blanks, ['\t', '\n', '\f', '\r', ' ', ';']);
  });

  it('finds the statements of 2,000 generated programs, as SQLite itself', () => {
    for (const { sql, expected } of programs('sqlite', 2000)) {
      assert.deepEqual(statements(sql, 'sqlite'), expected);
    }
    for (const { sql, setup } of programs('sqlite', 300)) assertSplitsAsSqlite(sql, setup);
  });
});

describe('splitting for PostgreSQL', () => {
  const cases: [what: string, sql: string, count: number][] = [
    ['nothing', '', 0],
    ['blanks and comments', ' \t\r\n-- a;\n/* b; /* c; */ d; */;;', 0],
    ['a comment that nests', 'SELECT 1 /* /* ; */ ; */; SELECT 2', 2],
    ['strings', `SELECT ';', 'it''s;', B'1', X'3b', N';', U&';'; SELECT 2`, 2],
    ['a backslash in a standard string', `SELECT '\\'; SELECT 2`, 2],
    ['a backslash in an escape string', `SELECT E'\\';', e'\\\\'; SELECT 2`, 2],
    [
      'a string that follows a word that ends in e',
      `SELECT date'2025-01-01', type'\\'; SELECT 2`,
      2,
    ],
    ['quoted names', 'SELECT 1 AS ";", 2 AS "a"";", 3 AS U&";"; SELECT 2', 2],
    ['dollar quotes', 'SELECT $$;$$, $a$;$$;$b$;$a$, $é$;$é$; SELECT 2', 2],
    ['a dollar that quotes nothing', 'PREPARE p AS SELECT $1, a$b FROM t; SELECT 2', 2],
    [
      'dollar quotes within a function',
      `CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $body$
        BEGIN PERFORM $$;$$; RETURN 1; END; $body$; SELECT 2`,
      2,
    ],
    ['a DO block', 'DO $$ BEGIN NULL; END $$; SELECT 2', 2],
    [
      'a body between BEGIN ATOMIC and END',
      `CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql BEGIN ATOMIC
        SELECT 1; SELECT CASE a WHEN 1 THEN 2 ELSE CASE WHEN true THEN 3 END END; END; SELECT 2`,
      2,
    ],
    [
      'a rule of several actions',
      'CREATE RULE r AS ON UPDATE TO t DO ALSO (DELETE FROM u; DELETE FROM w); SELECT 2',
      2,
    ],
    [
      'a rule whose actions have array subscripts',
      'CREATE RULE r AS ON UPDATE TO t DO ALSO (UPDATE u SET a[1] = 2; DELETE FROM u); SELECT 2',
      2,
    ],
    ['transaction control', 'BEGIN; SELECT 1; END; START TRANSACTION; COMMIT', 5],
    ['a column called atomic', 'SELECT atomic FROM t; SELECT 2', 2],
    ['CASE outside of a body', 'SELECT CASE WHEN a THEN 1 END; SELECT 2', 2],
    ['array slices', 'SELECT a[1:2], ARRAY[1, 2]; SELECT 2', 2],
    ['operators', `SELECT a @> b, c #>> '{x}', 5 - -1, d ?| e, 1--;\n; SELECT 2`, 2],
    ['letters beyond ASCII', `SELECT 'größe', '😀;' AS größe; SELECT 1 AS "😀"`, 2],
    ['a semicolon in brackets that nobody closes', 'SELECT (1; SELECT 2', 1],
  ];
  for (const [what, sql, count] of cases) {
    it(`finds ${what}: ${count}`, () => {
      assert.equal(statements(sql, 'postgres').length, count);
    });
  }

  it('finds the statements of 2,000 generated programs', () => {
    for (const { sql, expected } of programs('postgres', 2000)) {
      assert.deepEqual(statements(sql, 'postgres'), expected);
    }
  });

  it('tells a statement by its first words', () => {
    const [found] = split(
      '/* a */ Create -- b\n OR Replace FUNCTION "F"() RETURNS int AS x',
      'postgres',
    );
    assert.deepEqual(found?.words, ['create', 'or', 'replace', 'function', 'returns', 'int']);
  });
});

describe('what only psql understands', () => {
  const kinds = (sql: string) =>
    fragments(sql, 'postgres').map(({ kind, start, end }) => `${kind} ${sql.slice(start, end)}`);

  it('is rows of COPY, up to their end mark', () => {
    const sql = "COPY t (a, b) FROM stdin;\n1\tit's; --\n2\t\\N\n\\.\nSELECT 1;\n";
    assert.deepEqual(kinds(sql), [
      'statement COPY t (a, b) FROM stdin',
      "copy-data 1\tit's; --\n2\t\\N\n\\.",
      'statement SELECT 1',
    ]);
  });

  it('is rows of COPY up to the end, without an end mark', () => {
    assert.deepEqual(kinds('copy t from STDIN with (format csv);\r\n1;2\r\n'), [
      'statement copy t from STDIN with (format csv)',
      'copy-data 1;2\r\n',
    ]);
  });

  it('is not another COPY', () => {
    for (const sql of [
      "COPY t FROM '/tmp/t.csv'; SELECT 1",
      'COPY t TO stdout; SELECT 1',
      "COPY (SELECT 'from stdin') TO stdout; SELECT 1",
    ]) {
      assert.deepEqual(
        fragments(sql, 'postgres').map(({ kind }) => kind),
        ['statement', 'statement'],
      );
    }
  });

  it('is a line that begins with a backslash', () => {
    assert.deepEqual(kinds('\\connect shop\nSELECT 1;\n\\echo done;\n'), [
      'psql-command \\connect shop',
      'statement SELECT 1',
      'psql-command \\echo done;',
    ]);
  });
});
