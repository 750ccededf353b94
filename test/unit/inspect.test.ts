import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import BetterSqlite3 from 'better-sqlite3';
import type { Engine } from '../../src/core/engine.ts';
import type { Direction, Script } from '../../src/core/migration.ts';
import { inspect } from '../../src/sql/inspect.ts';

function inspected(sql: string, engine: Engine, transactional = true, direction: Direction = 'up') {
  const script: Script = {
    path: 'migrations/1_a.sql',
    sql,
    start: { line: 1, column: 1 },
    marker: null,
    transactional,
  };
  return inspect(script, '1', direction, engine);
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
    assert.deepEqual(inspect(section, '1', 'up', 'sqlite'), []);
    const comments = { ...section, sql: '-- nothing' };
    assert.equal(inspect(comments, '1', 'up', 'sqlite')[0]?.code, 'empty-script');
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

it('every problem names its file and version', () => {
  for (const { path, version } of inspected('\uFEFF\\x\nCOPY a FROM stdin;\n1\n', 'postgres')) {
    assert.deepEqual([path, version], ['migrations/1_a.sql', '1']);
  }
});
