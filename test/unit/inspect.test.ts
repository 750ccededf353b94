import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import BetterSqlite3 from 'better-sqlite3';
import type { Engine } from '../../src/core/engine.ts';
import type { Direction, Script } from '../../src/core/migration.ts';
import { OWN_TABLES } from '../../src/core/own-tables.ts';
import { inspect } from '../../src/sql/inspect.ts';

const KEPT = [{ schema: 'main', name: '_sqlx_migrations' }, ...OWN_TABLES];

function inspected(sql: string, engine: Engine, transactional = true, direction: Direction = 'up') {
  const script: Script = {
    path: 'migrations/1_a.sql',
    sql,
    start: { line: 1, column: 1 },
    marker: null,
    transactional,
  };
  return inspect(script, '1', direction, engine, KEPT);
}

/** `error copy-data 2:1`. */
function problems(...parameters: Parameters<typeof inspected>): string[] {
  return inspected(...parameters).map(({ severity, code, location }) =>
    [severity, code, location && `${location.line}:${location.column}`].join(' '),
  );
}

const BOTH: readonly Engine[] = ['sqlite', 'postgres'];

describe('a script that is as it should be', () => {
  for (const sql of [
    'CREATE TABLE a (b);',
    "INSERT INTO a VALUES ('BEGIN; COMMIT;');",
    '-- BEGIN\nSELECT 1; /* COMMIT; */',
    'SAVEPOINT s; SELECT 1; ROLLBACK TO SAVEPOINT s; RELEASE s;',
    'ROLLBACK TRANSACTION TO s;',
    'CREATE TABLE "begin" (x); SELECT "commit" FROM "end"',
  ]) {
    it(`has no problem: ${sql}`, () => {
      for (const engine of BOTH) assert.deepEqual(problems(sql, engine), []);
    });
  }

  it('has a trigger or a body with BEGIN and END of its own', () => {
    const trigger = 'CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END;';
    assert.deepEqual(problems(trigger, 'sqlite'), []);
    const body = 'CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; END;';
    assert.deepEqual(problems(body, 'postgres'), []);
    assert.deepEqual(problems('DO $$ BEGIN NULL; END $$;', 'postgres'), []);
    assert.deepEqual(problems('PREPARE p AS SELECT 1;', 'postgres'), []);
  });
});

describe('a script without a statement', () => {
  for (const sql of ['', '\n', '-- nothing\n', '/* nothing */;;\r\n']) {
    it(`has a warning: ${JSON.stringify(sql)}`, () => {
      for (const engine of BOTH)
        assert.deepEqual(problems(sql, engine), ['warning empty-script 1:1']);
    });
  }

  it('says nothing of a section without any, which its convention does', () => {
    const marker = { line: 1, column: 1 };
    const section: Script = {
      ...{ path: '1_a.sql', sql: '', start: { line: 2, column: 1 }, marker, transactional: true },
    };
    assert.deepEqual(inspect(section, '1', 'up', 'sqlite', KEPT), []);
    const comments = { ...section, sql: '-- nothing' };
    assert.equal(inspect(comments, '1', 'up', 'sqlite', KEPT)[0]?.code, 'empty-script');
  });

  it('says nothing of a file that could not be read', () => {
    const start = { line: 1, column: 1 };
    const unread: Script = {
      ...{ path: '1_a.sql', sql: '', start, marker: null, transactional: true, unread: true },
    };
    for (const engine of BOTH) assert.deepEqual(inspect(unread, '1', 'up', engine, KEPT), []);
  });

  it('is told what it does in its direction', () => {
    const message = (direction: Direction): string | undefined =>
      inspected('', 'sqlite', true, direction)[0]?.message;
    assert.match(message('up') ?? '', /Applying it only records it\.$/);
    assert.match(message('down') ?? '', /Reverting by it changes the history and nothing else\.$/);
  });
});

describe('a byte order mark', () => {
  const sql = '\uFEFFCREATE TABLE a (b int);\n';

  it('is an error on PostgreSQL, with a remedy', () => {
    const [problem, ...others] = inspected(sql, 'postgres');
    assert.deepEqual(others, []);
    assert.deepEqual(
      [problem?.code, problem?.severity, problem?.fix],
      ['encoding', 'error', { kind: 'remove-bom' }],
    );
  });

  it('is none on SQLite, which passes over it', () => {
    assert.deepEqual(problems(sql, 'sqlite'), []);
    new BetterSqlite3(':memory:').exec(sql);
  });
});

describe('what only psql understands', () => {
  it('is an error at its place', () => {
    const sql = 'CREATE TABLE a (b int);\nCOPY a FROM stdin;\n1\n2\n\\.\n  \\echo done\n';
    assert.deepEqual(problems(sql, 'postgres'), ['error copy-data 3:1', 'error psql-command 6:3']);
  });

  it('is not looked for on SQLite', () => {
    assert.deepEqual(problems('COPY a FROM stdin;', 'sqlite'), []);
  });
});

describe('transaction control', () => {
  const ends = [
    'COMMIT',
    'commit work',
    'END',
    'ROLLBACK',
    'BEGIN',
    'BEGIN IMMEDIATE',
    'End Transaction',
  ];
  for (const statement of ends) {
    it(`is an error in a transaction: ${statement}`, () => {
      for (const engine of BOTH) {
        const sql = `CREATE TABLE a (b int);\n  /* x */ ${statement};\n`;
        assert.deepEqual(problems(sql, engine), ['error transaction-control 2:11']);
      }
    });
  }

  for (const statement of [
    'START TRANSACTION',
    'ABORT',
    "PREPARE TRANSACTION 'x'",
    'COMMIT AND CHAIN',
  ]) {
    it(`is an error in a transaction on PostgreSQL: ${statement}`, () => {
      assert.deepEqual(problems(statement, 'postgres'), ['error transaction-control 1:1']);
    });
  }

  for (const sql of [
    'cOmMiT',
    '/*x*/COMMIT',
    'COMMIT/**/WORK',
    'COMMIT--',
    ';;COMMIT',
    'END TRANSACTION',
    'ROLLBACK TRANSACTION',
  ]) {
    it(`is found however it is written: ${sql}`, () => {
      for (const engine of BOTH) {
        const [found, ...more] = problems(`SELECT 1;${sql};\nSELECT 2;`, engine);
        assert.match(found ?? '', /^error transaction-control 1:/);
        assert.deepEqual(more, []);
      }
    });
  }

  for (const sql of [
    '/* /* */ ; */ COMMIT',
    'ROLLBACK AND CHAIN',
    'ROLLBACK WORK AND NO CHAIN',
    'COMMIT PREPARED $$x$$',
    "PREPARE/**/TRANSACTION 'x'",
    'SELECT $$;COMMIT$$; ABORT WORK',
    "SELECT E'\\';COMMIT'; END",
  ]) {
    it(`is found however it is written for PostgreSQL: ${sql}`, () => {
      const [found, ...more] = problems(sql, 'postgres');
      assert.match(found ?? '', /^error transaction-control 1:/);
      assert.deepEqual(more, []);
    });
  }

  it('is not what only looks like it', () => {
    for (const sql of [
      'SELECT CASE WHEN 1 = 1 THEN 2 END;',
      'SELECT 1 AS "commit"; RELEASE SAVEPOINT s; SAVEPOINT commits;',
      'ROLLBACK TO s; ROLLBACK TRANSACTION TO SAVEPOINT s;',
      "SELECT '; COMMIT;';",
      'CREATE TABLE commits (rollback_at text);',
    ]) {
      for (const engine of BOTH) assert.deepEqual(problems(sql, engine), [], sql);
    }
    for (const sql of [
      'CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC; SELECT CASE WHEN true THEN 1 END; END',
      "DO $x$ BEGIN PERFORM 1; COMMIT; END $x$; DO LANGUAGE plpgsql 'BEGIN COMMIT; END'",
      'CREATE PROCEDURE p() LANGUAGE plpgsql AS $$BEGIN COMMIT; ROLLBACK; END$$',
      "SELECT E'\\';COMMIT;'",
      '/* ; /* COMMIT; */ COMMIT; */ SELECT 1',
      'PREPARE transaction_ AS SELECT 1; EXECUTE transaction_; SET TRANSACTION READ WRITE',
    ]) {
      assert.deepEqual(problems(sql, 'postgres'), [], sql);
    }
    const trigger =
      'CREATE TEMP TRIGGER t AFTER UPDATE ON a BEGIN SELECT CASE 1 WHEN 1 THEN 2 END; END;';
    assert.deepEqual(problems(trigger, 'sqlite'), []);
    assert.deepEqual(problems(`${trigger} COMMIT`, 'sqlite'), [
      `error transaction-control 1:${trigger.length + 2}`,
    ]);
  });

  it('is marked once, where it begins', () => {
    assert.deepEqual(problems('BEGIN;\nSELECT 1;\nCOMMIT;', 'sqlite'), [
      'error transaction-control 1:1',
    ]);
  });

  it('is allowed without a transaction, as long as it is ended', () => {
    for (const engine of BOTH) {
      assert.deepEqual(problems('BEGIN; SELECT 1; COMMIT; BEGIN; ROLLBACK;', engine, false), []);
      assert.deepEqual(problems('SELECT 1;\nBEGIN;\nSELECT 1;', engine, false), [
        'error transaction-control 2:1',
      ]);
      assert.deepEqual(problems('BEGIN; COMMIT;\nBEGIN;', engine, false), [
        'error transaction-control 2:1',
      ]);
    }
  });

  it('may be chained without a transaction, and is ended then, too', () => {
    assert.deepEqual(problems('BEGIN; COMMIT AND CHAIN; COMMIT;', 'postgres', false), []);
    assert.deepEqual(problems('BEGIN;\nROLLBACK AND CHAIN;', 'postgres', false), [
      'error transaction-control 2:1',
    ]);
    assert.deepEqual(problems('BEGIN; COMMIT AND NO CHAIN', 'postgres', false), []);
  });

  it('is what ends a transaction in SQLite itself, and nothing else does', () => {
    const database = new BetterSqlite3(':memory:');
    database.exec('CREATE TABLE a (b)');
    for (const statement of [
      ...ends,
      'SELECT 1',
      'SAVEPOINT s',
      'ROLLBACK TO s',
      'RELEASE s',
      'DROP TABLE a',
    ]) {
      database.exec('BEGIN; SAVEPOINT s;');
      let disturbs = false;
      try {
        database.exec(statement);
      } catch {
        disturbs = true;
      }
      disturbs ||= !database.inTransaction;
      if (database.inTransaction) database.exec('ROLLBACK');
      assert.equal(problems(statement, 'sqlite').length > 0, disturbs, statement);
    }
  });
});

describe('a change of the history', () => {
  it('is an error at the name, in any statement of either direction', () => {
    const sql = 'SELECT 1;\nDELETE FROM _sqlx_migrations;\nDROP TABLE x, "_sqlx_migrations";';
    for (const direction of ['up', 'down'] as const) {
      assert.deepEqual(problems(sql, 'sqlite', true, direction), [
        'error history-change 2:13',
        'error history-change 3:15',
      ]);
    }
    const [, end] = inspected(sql, 'sqlite');
    assert.equal(end?.location?.endColumn, 33);
  });

  it('is one however the name is written', () => {
    for (const name of ['_SQLX_Migrations', '"_Sqlx_migrations"', '[_sqlx_migrations]']) {
      assert.deepEqual(problems(`DELETE FROM ${name}`, 'sqlite'), ['error history-change 1:13']);
    }
    for (const name of ['_SQLX_Migrations', '"_sqlx_migrations"', 'u&"\\005fsqlx_migrations"']) {
      assert.deepEqual(problems(`DELETE FROM ${name}`, 'postgres'), ['error history-change 1:13']);
    }
  });

  it('may be one of all that is in its schema', () => {
    for (const name of ['main', '"main"', 'a, main', 'U&"m\\0061in"']) {
      const [found, ...more] = problems(`DROP SCHEMA ${name}`, 'postgres');
      assert.match(found ?? '', /^error history-change 1:/, name);
      assert.deepEqual(more, []);
    }
  });

  it('is an error for tables of ours, too', () => {
    for (const table of ['_strata_progress', '_strata_lock', 'other._strata_lock']) {
      for (const engine of BOTH) {
        assert.deepEqual(problems(`DELETE FROM ${table}`, engine), ['error history-change 1:13']);
      }
    }
  });

  it('may be in a text that is run: a warning', () => {
    for (const sql of [
      'DO $$ BEGIN DELETE FROM _sqlx_migrations; END $$',
      "DO 'BEGIN DELETE FROM _SQLX_migrations; END'",
      "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS E'DROP TABLE _sqlx_migrations'",
      "SELECT dblink('DELETE FROM _sqlx_migrations')",
    ]) {
      const [found, ...more] = problems(sql, 'postgres');
      assert.match(found ?? '', /^warning history-change 1:/, sql);
      assert.deepEqual(more, []);
    }
    for (const sql of [
      'DO $$ BEGIN PERFORM FROM _sqlx_migrations; END $$',
      "INSERT INTO docs VALUES ('_sqlx_migrations')",
    ]) {
      assert.deepEqual(problems(sql, 'postgres'), [], sql);
    }
  });

  it('names pg_dump’s option where pg_dump is', () => {
    const message = (engine: Engine): string =>
      inspected('DROP TABLE _sqlx_migrations', engine)[0]?.message ?? '';
    assert.match(message('postgres'), /Remove it.*--exclude-table/);
    assert.doesNotMatch(message('sqlite'), /pg_dump/);
  });
});

describe('a release of locks', () => {
  it('is an error where it takes all, a warning where it takes one', () => {
    assert.deepEqual(problems('SELECT 1;\nSELECT pg_advisory_unlock_all();', 'postgres'), [
      'error lock-release 2:8',
    ]);
    assert.deepEqual(problems('Discard All', 'postgres'), ['error lock-release 1:1']);
    for (const name of ['pg_advisory_unlock', 'pg_catalog.pg_advisory_unlock_shared']) {
      const [found] = problems(`SELECT ${name}(42)`, 'postgres');
      assert.match(found ?? '', /^warning lock-release 1:/);
    }
  });

  it('is none where the lock is the transaction’s, or SQLite’s', () => {
    assert.deepEqual(problems('SELECT pg_advisory_xact_lock(1)', 'postgres'), []);
    assert.deepEqual(problems('SELECT pg_advisory_unlock(1)', 'sqlite'), []);
    assert.deepEqual(problems("SELECT 'pg_advisory_unlock_all()'", 'postgres'), []);
  });
});

it('every problem names its file and version', () => {
  for (const { path, version } of inspected('\uFEFF\\x\nCOPY a FROM stdin;\n1\n', 'postgres')) {
    assert.deepEqual([path, version], ['migrations/1_a.sql', '1']);
  }
});
