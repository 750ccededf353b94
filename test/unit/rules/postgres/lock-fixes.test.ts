import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CheckedRuleId } from '../../../../src/rules/rule.ts';
import { fixed, problemsBy } from '../support.ts';

/** What a rule's fix makes of a script, and of the migrations that follow it. */
function after(id: CheckedRuleId, sql: string) {
  const [problem] = problemsBy(id, sql, 'postgres');
  const fix = problem?.fix;
  assert.equal(fix?.kind, 'edit');
  const { following = [], withoutTransaction = false } = fix;
  for (const { up } of following)
    assert.deepEqual(problemsBy('missing-comment', up, 'postgres'), []);
  return { file: fixed(id, sql, 'postgres'), withoutTransaction, following };
}

/** What begins a migration that has no comment of its own. */
const CONTINUES = '-- Continues migrations/1_x.sql.\n';

/** There is something to say and nothing to offer. */
function hasNoFix(id: CheckedRuleId, sql: string): boolean {
  const problems = problemsBy(id, sql, 'postgres');
  assert.equal(problems.length, 1);
  return problems.every(({ fix }) => fix === undefined);
}

describe('the fix of missing-concurrently', () => {
  const id = 'missing-concurrently';

  it('inserts the word, and tells that the file needs no transaction', () => {
    assert.deepEqual(after(id, '-- Fast.\nCREATE INDEX i ON a (x);\n'), {
      file: '-- Fast.\nCREATE INDEX CONCURRENTLY i ON a (x);\n',
      withoutTransaction: true,
      following: [],
    });
  });

  it('needs no more where the file runs without a transaction', () => {
    assert.deepEqual(after(id, '-- no-transaction\nDROP INDEX i;\nSELECT 1;\n'), {
      file: '-- no-transaction\nDROP INDEX CONCURRENTLY i;\nSELECT 1;\n',
      withoutTransaction: false,
      following: [],
    });
  });

  it('takes IF NOT EXISTS out, which would take a broken index for this one', () => {
    const { file } = after(id, 'CREATE UNIQUE INDEX IF NOT EXISTS "I" ON a (x);');
    assert.equal(file, 'CREATE UNIQUE INDEX CONCURRENTLY "I" ON a (x);');
  });

  it('leaves REFRESH in the transaction, where it may be', () => {
    const sql = 'SELECT 1;\nREFRESH MATERIALIZED VIEW a;\n';
    assert.deepEqual(after(id, sql), {
      file: 'SELECT 1;\nREFRESH MATERIALIZED VIEW CONCURRENTLY a;\n',
      withoutTransaction: false,
      following: [],
    });
  });

  it('gives it a migration of its own among other statements, in their order', () => {
    const sql = [
      ...['-- Fast.', 'ALTER TABLE a ADD x int; -- new', ''],
      ...['-- By x.', 'CREATE INDEX i ON a (x);', '', '-- Empty.', 'TRUNCATE b;', 'SELECT 1', ''],
    ].join('\n');
    assert.deepEqual(after(id, sql), {
      file: '-- Fast.\nALTER TABLE a ADD x int; -- new\n',
      withoutTransaction: false,
      following: [
        {
          name: 'create index concurrently i on a',
          up: '-- By x.\nCREATE INDEX CONCURRENTLY i ON a (x);\n',
          down: 'DROP INDEX CONCURRENTLY IF EXISTS i;\n',
          transactional: false,
          moved: true,
        },
        {
          name: 'truncate b',
          up: '-- Empty.\nTRUNCATE b;\nSELECT 1\n',
          down: null,
          transactional: true,
          moved: true,
        },
      ],
    });
  });

  it('leaves it in the file where it comes first', () => {
    const { file, withoutTransaction, following } = after(id, 'DROP INDEX i;\r\nTRUNCATE b;\r\n');
    assert.deepEqual([file, withoutTransaction], ['DROP INDEX CONCURRENTLY i;\r\n', true]);
    assert.deepEqual(
      following.map(({ up }) => up),
      [`${CONTINUES}TRUNCATE b;\n`],
    );
  });

  it('sets again for each what was set for all', () => {
    const sql = "SET lock_timeout = '1s';\nDROP INDEX i;\nTRUNCATE b;\n";
    const { file, withoutTransaction, following } = after(id, sql);
    assert.deepEqual(
      [file, withoutTransaction],
      ["SET lock_timeout = '1s';\nDROP INDEX CONCURRENTLY i;\n", true],
    );
    assert.deepEqual(
      following.map(({ up, name }) => [name, up]),
      [['truncate b', `${CONTINUES}SET lock_timeout = '1s';\nTRUNCATE b;\n`]],
    );
  });

  it('is the word where it belongs', () => {
    const words = (sql: string) => after(id, sql).file;
    assert.equal(words('REINDEX (VERBOSE) TABLE a'), 'REINDEX (VERBOSE) TABLE CONCURRENTLY a');
    assert.equal(words('DROP INDEX IF EXISTS i'), 'DROP INDEX CONCURRENTLY IF EXISTS i');
    assert.equal(
      words('ALTER TABLE a DETACH PARTITION b'),
      'ALTER TABLE a DETACH PARTITION b CONCURRENTLY',
    );
    assert.equal(words('CREATE INDEX ON a (x)'), 'CREATE INDEX CONCURRENTLY ON a (x)');
  });

  it('is not there for what PostgreSQL refuses', () => {
    assert.ok(hasNoFix(id, 'DROP INDEX i, j'));
    assert.ok(hasNoFix(id, 'DROP INDEX i CASCADE'));
  });
});

describe('the fix of needs-no-transaction', () => {
  const id = 'needs-no-transaction';

  it('marks the file, where there is nothing else in it', () => {
    const sql = "SET lock_timeout = '1s';\nVACUUM a;\n";
    assert.deepEqual(after(id, sql), { file: sql, withoutTransaction: true, following: [] });
  });

  it('splits it, all at once', () => {
    const sql = 'VACUUM a;\nTRUNCATE b;\nTRUNCATE c;\nREINDEX TABLE CONCURRENTLY d;\n';
    const { following, ...first } = after(id, sql);
    assert.deepEqual(first, { file: 'VACUUM a;\n', withoutTransaction: true });
    assert.deepEqual(
      following.map(({ up, transactional }) => [up, transactional]),
      [
        [`${CONTINUES}TRUNCATE b;\nTRUNCATE c;\n`, true],
        [`${CONTINUES}REINDEX TABLE CONCURRENTLY d;\n`, false],
      ],
    );
  });

  it('is there for a down script only where nothing has to follow it', () => {
    const fixOf = (sql: string) =>
      problemsBy(id, sql, 'postgres', { direction: 'down' }).map(({ fix }) => fix?.kind);
    assert.deepEqual(fixOf('DROP INDEX CONCURRENTLY i;'), ['edit']);
    assert.deepEqual(fixOf('DROP INDEX CONCURRENTLY i;\nTRUNCATE b;'), [undefined]);
  });

  it('is the same on SQLite', () => {
    const [problem] = problemsBy(id, 'DELETE FROM a;\nVACUUM;\n', 'sqlite');
    const fix = problem?.fix;
    assert.equal(fix?.kind, 'edit');
    assert.deepEqual(
      fix.following?.map(({ up, transactional }) => [up, transactional]),
      [[`${CONTINUES}VACUUM;\n`, false]],
    );
  });
});

describe('the fix of blocking-unique', () => {
  const id = 'blocking-unique';

  it('builds the index first, and hands it over then', () => {
    const sql = '-- One each.\nALTER TABLE s.a ADD CONSTRAINT u UNIQUE (x, "Y");\n';
    assert.deepEqual(after(id, sql), {
      file: '-- One each.\nCREATE UNIQUE INDEX CONCURRENTLY u ON s.a (x, "Y");\n',
      withoutTransaction: true,
      following: [
        {
          name: 'alter table s a add constraint',
          up: `${CONTINUES}ALTER TABLE s.a ADD CONSTRAINT u UNIQUE USING INDEX u;\n`,
          down: 'ALTER TABLE s.a DROP CONSTRAINT u;\n',
          transactional: true,
          moved: true,
        },
      ],
    });
  });

  it('gives it the name that PostgreSQL would give', () => {
    assert.match(after(id, 'ALTER TABLE a ADD UNIQUE (x, y)').file, / a_x_y_key ON a \(x, y\)$/);
    const { file, following } = after(id, 'ALTER TABLE a ADD PRIMARY KEY (x)');
    assert.match(file, / a_pkey ON a \(x\)$/);
    assert.match(following[0]?.up ?? '', /ADD CONSTRAINT a_pkey PRIMARY KEY USING INDEX a_pkey\n$/);
  });

  for (const action of [
    'ADD EXCLUDE USING gist (x WITH &&)',
    'ADD UNIQUE (x) DEFERRABLE',
    'ADD UNIQUE (x) INCLUDE (y)',
    'ADD UNIQUE NULLS NOT DISTINCT (x)',
    'ADD UNIQUE (x), ADD y int',
    'ADD x int UNIQUE',
  ]) {
    it(`is not there for ${action}`, () => {
      assert.ok(hasNoFix(id, `ALTER TABLE a ${action}`));
    });
  }
});

describe('the fix of missing-not-valid', () => {
  const id = 'missing-not-valid';

  it('adds NOT VALID, and a migration that validates and can be reverted', () => {
    const sql = 'ALTER TABLE a ADD CONSTRAINT c CHECK (x > 0);';
    assert.deepEqual(after(id, sql), {
      file: 'ALTER TABLE a ADD CONSTRAINT c CHECK (x > 0) NOT VALID;',
      withoutTransaction: false,
      following: [
        {
          name: 'validate c',
          up: '-- See that the rows of a that were there before fulfil c too.\nALTER TABLE a VALIDATE CONSTRAINT c;\n',
          down: 'ALTER TABLE a DROP CONSTRAINT c;\nALTER TABLE a ADD CONSTRAINT c CHECK (x > 0) NOT VALID;\n',
          transactional: true,
          moved: false,
        },
      ],
    });
  });

  it('names what has no name', () => {
    const { file, following } = after(id, 'ALTER TABLE "A" ADD FOREIGN KEY (x) REFERENCES b');
    assert.equal(
      file,
      'ALTER TABLE "A" ADD CONSTRAINT "A_x_fkey" FOREIGN KEY (x) REFERENCES b NOT VALID',
    );
    assert.match(following[0]?.up ?? '', /\nALTER TABLE "A" VALIDATE CONSTRAINT "A_x_fkey";\n$/);
  });

  it('stays a comment whatever the name is', () => {
    const { following } = after(id, 'ALTER TABLE a ADD CONSTRAINT "c\nDROP TABLE b" CHECK (x > 0)');
    assert.match(following[0]?.up ?? '', /^-- .* fulfil c DROP TABLE b too\.\nALTER /);
  });

  it('is not there for a column that is new', () => {
    assert.ok(hasNoFix(id, 'ALTER TABLE a ADD x int CHECK (x > 0)'));
  });
});

describe('the fix of scanning-not-null', () => {
  it('checks new rows, and sets NOT NULL later', () => {
    const { file, following } = after('scanning-not-null', 'ALTER TABLE a ALTER x SET NOT NULL;');
    const check = 'ADD CONSTRAINT a_x_not_null CHECK (x IS NOT NULL) NOT VALID';
    assert.equal(file, `ALTER TABLE a ${check};`);
    const [then, ...others] = following;
    assert.deepEqual(others, []);
    assert.deepEqual(then?.up.trim().split('\n'), [
      '-- No x of a is null: a_x_not_null sees to it, so that nobody waits.',
      'ALTER TABLE a VALIDATE CONSTRAINT a_x_not_null;',
      'ALTER TABLE a ALTER COLUMN x SET NOT NULL;',
      'ALTER TABLE a DROP CONSTRAINT a_x_not_null;',
    ]);
    assert.deepEqual(then.down?.trim().split('\n'), [
      'ALTER TABLE a ALTER COLUMN x DROP NOT NULL;',
      `ALTER TABLE a ${check};`,
    ]);
  });
});

describe('the fix of validating-at-once', () => {
  it('moves the second step, and what follows it', () => {
    const add = 'ALTER TABLE a ADD CONSTRAINT c CHECK (x > 0) NOT VALID;';
    const validate = 'ALTER TABLE a VALIDATE CONSTRAINT c;';
    const { file, withoutTransaction, following } = after(
      'validating-at-once',
      `${add}\n${validate}\nSELECT 1;\n`,
    );
    assert.deepEqual([file, withoutTransaction], [`${add}\n`, false]);
    assert.deepEqual(
      following.map(({ up, transactional, moved }) => [up, transactional, moved]),
      [[`${CONTINUES}${validate}\nSELECT 1;\n`, true, true]],
    );
  });
});

describe('the fix of missing-lock-timeout', () => {
  it('is a line, for as long as the migration lasts', () => {
    assert.equal(
      after('missing-lock-timeout', '-- x\r\nALTER TABLE a ADD x int;').file,
      "-- x\r\nSET LOCAL lock_timeout = '5s';\r\nALTER TABLE a ADD x int;",
    );
    assert.equal(
      after('missing-lock-timeout', '-- no-transaction\nALTER TABLE a ADD x int;').file,
      "-- no-transaction\nSET lock_timeout = '5s';\nALTER TABLE a ADD x int;",
    );
  });
});

describe('the fix of json-column', () => {
  it('is the other type', () => {
    assert.equal(
      after('json-column', 'ALTER TABLE a ADD x json[] NOT NULL').file,
      'ALTER TABLE a ADD x jsonb[] NOT NULL',
    );
  });
});
