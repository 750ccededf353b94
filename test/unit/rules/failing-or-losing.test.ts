import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Engine } from '../../../src/core/engine.ts';
import type { CheckedRuleId } from '../../../src/rules/rule.ts';
import { referredTables } from '../../../src/rules/references.ts';
import { asScript, fixed, marked, problemsBy } from './support.ts';

// Rules about what will fail or lose something: what each marks, and what it passes over.

interface Cases {
  readonly engines: readonly Engine[];
  readonly hits: readonly (readonly [sql: string, ...marks: string[]])[];
  readonly misses: readonly string[];
  /** It has nothing to say of a down script. */
  readonly onlyUp: boolean;
}

const BOTH: readonly Engine[] = ['sqlite', 'postgres'];

const LONG = 'a'.repeat(63);

const CASES: Readonly<Partial<Record<CheckedRuleId, readonly Cases[]>>> = {
  'data-loss': [
    {
      engines: BOTH,
      onlyUp: true,
      hits: [
        ['DROP TABLE a', 'DROP TABLE a'],
        ['DROP TABLE IF EXISTS "A b"; DROP VIEW v', 'DROP TABLE IF EXISTS "A b"'],
        ['ALTER TABLE a DROP COLUMN b', 'DROP COLUMN b'],
        ['ALTER TABLE a DROP b', 'DROP b'],
        ['DROP TABLE a; CREATE TABLE a (b int)', 'DROP TABLE a'],
      ],
      misses: [
        'CREATE TABLE a (b int); DROP TABLE a',
        'CREATE TABLE a (b int); ALTER TABLE a RENAME TO c; DROP TABLE c',
        'CREATE TABLE c (b int); INSERT INTO c SELECT * FROM a; DROP TABLE a; ALTER TABLE c RENAME TO a',
        'DROP VIEW v; DROP INDEX i',
        "INSERT INTO a VALUES ('DROP TABLE a')",
        'ALTER TABLE a ADD COLUMN b int',
      ],
    },
    {
      engines: ['postgres'],
      onlyUp: true,
      hits: [
        ['DROP TABLE a, s.b CASCADE', 'DROP TABLE a, s.b'],
        ['CREATE TABLE a (x int); DROP TABLE a, b', 'DROP TABLE a, b'],
        [
          'ALTER TABLE a DROP IF EXISTS b CASCADE, DROP COLUMN c',
          'DROP IF EXISTS b',
          'DROP COLUMN c',
        ],
        ['DROP SCHEMA s', 'DROP SCHEMA s'],
        ['DROP DATABASE d', 'DROP DATABASE d'],
        ['DROP SEQUENCE q', 'DROP SEQUENCE q'],
        ['DROP MATERIALIZED VIEW m', 'DROP MATERIALIZED VIEW m'],
        ['TRUNCATE TABLE ONLY a, s.b RESTART IDENTITY', 'TRUNCATE TABLE ONLY a, s.b'],
        ['TRUNCATE a *, b', 'TRUNCATE a *, b'],
        ['DROP OWNED BY shop', 'DROP OWNED BY shop'],
      ],
      misses: [
        'CREATE SCHEMA s; DROP SCHEMA s',
        'CREATE MATERIALIZED VIEW m AS SELECT 1; DROP MATERIALIZED VIEW m',
        'CREATE TABLE a (b int); TRUNCATE a',
        'ALTER TABLE a DROP CONSTRAINT c, ALTER b DROP NOT NULL',
        'DROP TYPE t; DROP FUNCTION f(); DROP TRIGGER t ON a',
      ],
    },
  ],
  'drop-cascade': [
    {
      engines: ['postgres'],
      onlyUp: true,
      hits: [
        ['DROP TABLE a CASCADE', 'CASCADE'],
        ['DROP TYPE t cascade', 'cascade'],
        ['TRUNCATE a CASCADE', 'CASCADE'],
        ['DROP OWNED BY r CASCADE', 'CASCADE'],
        ['ALTER TABLE a DROP COLUMN b CASCADE, DROP CONSTRAINT c', 'CASCADE'],
        ['ALTER TABLE a DROP CONSTRAINT c CASCADE', 'CASCADE'],
        ['ALTER DOMAIN d DROP CONSTRAINT c CASCADE', 'CASCADE'],
        ['DROP TABLE "cascade" CASCADE', 'CASCADE'],
        ['DROP TABLE cascade, b CASCADE', 'CASCADE'],
      ],
      misses: [
        'DROP TABLE a',
        'DROP TABLE a RESTRICT',
        'ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES c ON DELETE CASCADE',
        'CREATE TABLE a (b int REFERENCES c ON DELETE CASCADE)',
      ],
    },
  ],
  'missing-where': [
    {
      engines: BOTH,
      onlyUp: true,
      hits: [
        ['UPDATE a SET b = 1', 'UPDATE a'],
        ['DELETE FROM a', 'DELETE FROM a'],
        ['UPDATE a SET b = (SELECT c FROM d WHERE e = 1)', 'UPDATE a'],
        ['WITH x AS (SELECT 1 WHERE true) DELETE FROM a', 'DELETE FROM a'],
        ['ALTER TABLE a ADD COLUMN b int; UPDATE a SET b = 1, c = 2', 'UPDATE a'],
        ['ALTER TABLE z ADD COLUMN b int; UPDATE a SET b = 1', 'UPDATE a'],
      ],
      misses: [
        'UPDATE a SET b = 1 WHERE c = 2',
        'DELETE FROM a WHERE true',
        'CREATE TABLE a (b int); UPDATE a SET b = 1; DELETE FROM a',
        'ALTER TABLE a ADD COLUMN b int; UPDATE a SET b = c + 1',
        'ALTER TABLE a ADD COLUMN b int; UPDATE a SET b = x.c FROM x',
        "INSERT INTO a VALUES ('DELETE FROM a')",
      ],
    },
    {
      engines: ['postgres'],
      onlyUp: true,
      hits: [
        ['DELETE FROM ONLY a USING b', 'DELETE FROM ONLY a'],
        ['ALTER TABLE a ADD b int, ADD c int; UPDATE a SET (b, c) = (1, 2)', 'UPDATE a'],
      ],
      misses: ['CREATE RULE r AS ON INSERT TO a DO ALSO DELETE FROM b'],
    },
  ],
  'unfillable-column': [
    {
      engines: BOTH,
      onlyUp: true,
      hits: [
        ['ALTER TABLE a ADD COLUMN b int NOT NULL', 'b int NOT NULL'],
        ['ALTER TABLE a ADD b int NOT NULL DEFAULT NULL', 'b int NOT NULL DEFAULT NULL'],
        ['ALTER TABLE a ADD b int DEFAULT (NULL) NOT NULL', 'b int DEFAULT (NULL) NOT NULL'],
      ],
      misses: [
        'ALTER TABLE a ADD COLUMN b int',
        'ALTER TABLE a ADD COLUMN b int NOT NULL DEFAULT 0',
        'ALTER TABLE a ADD COLUMN b int NOT NULL DEFAULT (-1)',
        'ALTER TABLE a ADD COLUMN b int DEFAULT 0 NOT NULL',
        'ALTER TABLE a ADD COLUMN b int CHECK (b IS NOT NULL OR true)',
        'CREATE TABLE a (b int); ALTER TABLE a ADD COLUMN c int NOT NULL',
        'ALTER TABLE a ADD COLUMN b int NOT NULL GENERATED ALWAYS AS (c + 1) STORED',
      ],
    },
    {
      engines: ['postgres'],
      onlyUp: true,
      hits: [
        ['ALTER TABLE a ADD b int PRIMARY KEY', 'b int PRIMARY KEY'],
        ['ALTER TABLE a ADD b int, ADD IF NOT EXISTS c text NOT NULL', 'c text NOT NULL'],
      ],
      misses: [
        'ALTER TABLE a ADD b bigserial NOT NULL',
        'ALTER TABLE a ADD b bigserial PRIMARY KEY',
        'ALTER TABLE a ADD b int NOT NULL GENERATED BY DEFAULT AS IDENTITY',
        'ALTER TABLE a ADD b timestamptz NOT NULL DEFAULT now()',
        'ALTER TABLE a ALTER b SET NOT NULL',
      ],
    },
    {
      engines: ['sqlite'],
      onlyUp: true,
      hits: [
        ['ALTER TABLE a ADD b TEXT DEFAULT CURRENT_TIMESTAMP', 'b TEXT DEFAULT CURRENT_TIMESTAMP'],
        ['ALTER TABLE a ADD b TEXT DEFAULT (CURRENT_DATE)', 'b TEXT DEFAULT (CURRENT_DATE)'],
        ["ALTER TABLE a ADD b TEXT DEFAULT (datetime('now'))", "b TEXT DEFAULT (datetime('now'))"],
      ],
      misses: [
        'ALTER TABLE a ADD b INT NOT NULL AS (c + 1)',
        'ALTER TABLE a ADD b INT DEFAULT (1)',
      ],
    },
  ],
  'existing-rows': [
    {
      engines: BOTH,
      onlyUp: true,
      hits: [
        ['CREATE UNIQUE INDEX i ON a (b)', 'CREATE UNIQUE INDEX i'],
        ['ALTER TABLE z ADD COLUMN b int; CREATE UNIQUE INDEX i ON a (b)', 'CREATE UNIQUE INDEX i'],
      ],
      misses: [
        'CREATE INDEX i ON a (b)',
        'CREATE TABLE a (b int); CREATE UNIQUE INDEX i ON a (b)',
        'CREATE TABLE a (b int UNIQUE, CHECK (b > 0))',
        'DELETE FROM a WHERE b IS NULL; CREATE UNIQUE INDEX i ON a (b)',
        'ALTER TABLE a ADD COLUMN b int; CREATE UNIQUE INDEX i ON a (b)',
      ],
    },
    {
      engines: ['postgres'],
      onlyUp: true,
      hits: [
        ['ALTER TABLE a ADD UNIQUE (b)', 'UNIQUE (b)'],
        ['ALTER TABLE a ADD CONSTRAINT c PRIMARY KEY (b)', 'CONSTRAINT c PRIMARY KEY (b)'],
        ['ALTER TABLE a ADD CHECK (b > 0)', 'CHECK (b > 0)'],
        ['ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES c', 'FOREIGN KEY (b) REFERENCES c'],
        ['ALTER TABLE a ADD EXCLUDE USING gist (b WITH &&)', 'EXCLUDE USING gist (b WITH &&)'],
        ['ALTER TABLE a ADD CONSTRAINT n NOT NULL b', 'CONSTRAINT n NOT NULL b'],
        ['ALTER TABLE a ALTER COLUMN b SET NOT NULL', 'ALTER COLUMN b SET NOT NULL'],
        ['ALTER DOMAIN d ADD CHECK (value > 0)', 'ALTER DOMAIN d ADD CHECK (value > 0)'],
        ['ALTER DOMAIN d SET NOT NULL', 'ALTER DOMAIN d SET NOT NULL'],
        ['ALTER TABLE a ADD COLUMN b int DEFAULT 1, ADD UNIQUE (b)', 'UNIQUE (b)'],
      ],
      misses: [
        'ALTER TABLE a ADD CONSTRAINT c CHECK (b > 0) NOT VALID',
        'ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES c NOT VALID',
        'ALTER TABLE a ADD CONSTRAINT c UNIQUE USING INDEX i',
        'ALTER TABLE a ADD CONSTRAINT c PRIMARY KEY USING INDEX i',
        'ALTER DOMAIN d ADD CHECK (value > 0) NOT VALID',
        'ALTER TABLE a ADD COLUMN b int, ADD FOREIGN KEY (b) REFERENCES c',
        'ALTER TABLE a ADD COLUMN b int; ALTER TABLE a ADD CHECK (b > 0)',
        'UPDATE a SET b = 1 WHERE b IS NULL; ALTER TABLE a ALTER b SET NOT NULL',
        'CREATE TABLE a (b int); CREATE UNIQUE INDEX i ON ONLY a (b)',
        'ALTER TABLE a VALIDATE CONSTRAINT c; ALTER TABLE a ALTER b SET NOT NULL',
        'ALTER TABLE a ALTER b DROP NOT NULL, DROP CONSTRAINT c',
      ],
    },
  ],
  'breaking-change': [
    {
      engines: BOTH,
      onlyUp: true,
      hits: [
        ['ALTER TABLE a RENAME TO b', 'RENAME TO b'],
        ['ALTER TABLE a RENAME COLUMN b TO c', 'RENAME COLUMN b TO c'],
        ['ALTER TABLE a RENAME b TO c', 'RENAME b TO c'],
        ['CREATE VIEW a2 AS SELECT 1; ALTER TABLE a RENAME TO b', 'RENAME TO b'],
        ['ALTER TABLE z ADD COLUMN b int; ALTER TABLE a RENAME b TO c', 'RENAME b TO c'],
        ['CREATE VIEW a AS SELECT 1; ALTER TABLE a RENAME TO b', 'RENAME TO b'],
      ],
      misses: [
        'CREATE TABLE a (b int); ALTER TABLE a RENAME TO c',
        'CREATE TABLE a (b int); ALTER TABLE a RENAME b TO c',
        'ALTER TABLE a ADD COLUMN b int; ALTER TABLE a RENAME b TO c',
        'ALTER TABLE a RENAME TO b; CREATE VIEW a AS SELECT * FROM b',
        'ALTER TABLE a RENAME TO o; CREATE TABLE a (b int); INSERT INTO a SELECT b FROM o; DROP TABLE o',
        'ALTER TABLE a ADD COLUMN b int',
      ],
    },
    {
      engines: ['postgres'],
      onlyUp: true,
      hits: [
        ['ALTER TABLE a ALTER b TYPE text', 'ALTER b TYPE text'],
        ['ALTER TABLE a ALTER COLUMN b SET DATA TYPE int', 'ALTER COLUMN b SET DATA TYPE int'],
        ['ALTER TABLE a ALTER b DROP DEFAULT', 'ALTER b DROP DEFAULT'],
        ['ALTER TABLE a SET SCHEMA s', 'SET SCHEMA s'],
      ],
      misses: [
        'ALTER TABLE a RENAME CONSTRAINT b TO c',
        'ALTER TABLE a ALTER b SET DEFAULT 1, ALTER b DROP NOT NULL, ALTER b SET STATISTICS 100',
        'ALTER INDEX a RENAME TO b',
      ],
    },
  ],
  'needs-no-transaction': [
    {
      engines: BOTH,
      onlyUp: false,
      hits: [['VACUUM', 'VACUUM']],
      misses: ['-- no-transaction\nVACUUM', "SELECT 'VACUUM'"],
    },
    {
      engines: ['postgres'],
      onlyUp: false,
      hits: [
        ['CREATE UNIQUE INDEX CONCURRENTLY i ON a (b)', 'CREATE UNIQUE INDEX CONCURRENTLY i'],
        ['DROP INDEX CONCURRENTLY i', 'DROP INDEX CONCURRENTLY i'],
        ['VACUUM FULL a', 'VACUUM FULL a'],
        ['REINDEX TABLE CONCURRENTLY a', 'REINDEX TABLE CONCURRENTLY a'],
        ['REINDEX (CONCURRENTLY) INDEX i', 'REINDEX (CONCURRENTLY) INDEX i'],
        [
          'REINDEX (VERBOSE, CONCURRENTLY on) INDEX i',
          'REINDEX (VERBOSE, CONCURRENTLY on) INDEX i',
        ],
        ['REINDEX SCHEMA s', 'REINDEX SCHEMA s'],
        ['REINDEX DATABASE d', 'REINDEX DATABASE d'],
        ['REINDEX SYSTEM d', 'REINDEX SYSTEM d'],
        ['CREATE DATABASE d', 'CREATE DATABASE d'],
        ['DROP DATABASE IF EXISTS d', 'DROP DATABASE IF EXISTS d'],
        ['ALTER DATABASE d SET TABLESPACE t', 'ALTER DATABASE d SET TABLESPACE t'],
        ["CREATE TABLESPACE t LOCATION '/t'", 'CREATE TABLESPACE t'],
        ['DROP TABLESPACE t', 'DROP TABLESPACE t'],
        ['ALTER SYSTEM SET a = 1', 'ALTER SYSTEM SET a = 1'],
        ['DISCARD ALL', 'DISCARD ALL'],
        ['CLUSTER', 'CLUSTER'],
        [
          'ALTER TABLE a DETACH PARTITION b CONCURRENTLY',
          'ALTER TABLE a DETACH PARTITION b CONCURRENTLY',
        ],
        ["CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION p", 'CREATE SUBSCRIPTION s'],
        [
          "CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION p WITH (create_slot = true)",
          'CREATE SUBSCRIPTION s',
        ],
        ['DO $$ BEGIN COMMIT; END $$', 'DO $$ BEGIN COMMIT; END $$'],
        [
          'CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ BEGIN ROLLBACK; END $$; CALL p()',
          'CALL p()',
        ],
      ],
      misses: [
        'CREATE INDEX i ON a (b); DROP INDEX i; REINDEX TABLE a; REINDEX INDEX i; CLUSTER a; ANALYZE a',
        'REINDEX (CONCURRENTLY false) INDEX i',
        '-- no-transaction\nCREATE INDEX CONCURRENTLY i ON a (b)',
        "CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION p WITH (connect = false)",
        "CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION p WITH (create_slot = off)",
        'ALTER TABLE a DETACH PARTITION b',
        'ALTER DATABASE d WITH CONNECTION LIMIT 3',
        'DISCARD TEMP',
        "DO $$ BEGIN RAISE NOTICE 'COMMIT;'; -- COMMIT;\nEND $$",
        'DO $$ DECLARE rollback int; BEGIN rollback := 1; END $$',
        'CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ BEGIN COMMIT; END $$; CALL q()',
        "ALTER TYPE t ADD VALUE 'x'",
      ],
    },
  ],
  'several-statements': [
    {
      engines: ['postgres'],
      onlyUp: true,
      hits: [
        [
          '-- no-transaction\nCREATE INDEX CONCURRENTLY i ON a (b); CREATE INDEX CONCURRENTLY j ON a (c)',
          'CREATE INDEX CONCURRENTLY j',
        ],
        ['-- no-transaction\nBEGIN; UPDATE a SET b = 1; COMMIT; DROP INDEX i', 'DROP INDEX i'],
      ],
      misses: [
        'CREATE INDEX i ON a (b); CREATE INDEX j ON a (c)',
        '-- no-transaction\nSET lock_timeout = 1; CREATE INDEX CONCURRENTLY i ON a (b); RESET lock_timeout',
        '-- no-transaction\nDROP INDEX CONCURRENTLY IF EXISTS i; CREATE INDEX CONCURRENTLY i ON a (b); ANALYZE a',
        '-- no-transaction\nBEGIN; UPDATE a SET b = 1; UPDATE c SET d = 1; COMMIT',
        '-- no-transaction\nVACUUM a; VACUUM b; REINDEX TABLE CONCURRENTLY a',
      ],
    },
  ],
  'new-enum-value': [
    {
      engines: ['postgres'],
      onlyUp: false,
      hits: [
        ["ALTER TYPE t ADD VALUE 'x'; UPDATE a SET b = 'x'", "'x'"],
        ["ALTER TYPE t ADD VALUE 'x'; SELECT 'é', 'x'::t, 'y'::t", "'x'"],
        [
          "ALTER TYPE s.t ADD VALUE IF NOT EXISTS 'x' AFTER 'y'; ALTER TABLE a ADD b s.t DEFAULT E'x'",
          "E'x'",
        ],
        ["ALTER TYPE t ADD VALUE 'x'; CREATE VIEW v AS SELECT 1 FROM a WHERE b = 'x'", "'x'"],
      ],
      misses: [
        "ALTER TYPE t ADD VALUE 'x'",
        "UPDATE a SET b = 'x'; ALTER TYPE t ADD VALUE 'x'",
        "ALTER TYPE t ADD VALUE 'x'; UPDATE a SET b = 'y'",
        "CREATE TYPE t AS ENUM ('y'); ALTER TYPE t ADD VALUE 'x'; SELECT 'x'::t",
        "ALTER TYPE t RENAME VALUE 'y' TO 'x'; SELECT 'x'::t",
        "ALTER TYPE t ADD VALUE 'x'; ALTER TYPE t ADD VALUE 'z' AFTER 'x'; COMMENT ON TYPE t IS 'x'",
        "-- no-transaction\nALTER TYPE t ADD VALUE 'x'; UPDATE a SET b = 'x'",
      ],
    },
  ],
  'hidden-invalid-index': [
    {
      engines: ['postgres'],
      onlyUp: false,
      hits: [
        [
          '-- no-transaction\nCREATE INDEX CONCURRENTLY IF NOT EXISTS i ON a (b)',
          'CREATE INDEX CONCURRENTLY IF NOT EXISTS i',
        ],
      ],
      misses: [
        '-- no-transaction\nCREATE INDEX CONCURRENTLY i ON a (b)',
        'CREATE INDEX IF NOT EXISTS i ON a (b)',
        '-- no-transaction\nDROP INDEX CONCURRENTLY IF EXISTS i; CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON a (b)',
      ],
    },
  ],
  'long-name': [
    {
      engines: ['postgres'],
      onlyUp: false,
      hits: [
        [`CREATE TABLE ${LONG}b (c int)`, `${LONG}b`],
        [`CREATE TABLE s.${LONG}b ("${'é'.repeat(32)}" int)`, `${LONG}b`, `"${'é'.repeat(32)}"`],
        [`CREATE TABLE ${LONG}b (c int); DROP TABLE ${LONG}b`, `${LONG}b`],
      ],
      misses: [
        `CREATE TABLE ${LONG} (c int)`,
        `SELECT '${LONG}b' AS c -- ${LONG}b`,
        `CREATE TABLE "${'é'.repeat(31)}" (c int)`,
      ],
    },
    { engines: ['sqlite'], onlyUp: false, hits: [], misses: [`CREATE TABLE ${LONG}b (c int)`] },
  ],
  'colliding-names': [
    {
      engines: ['postgres'],
      onlyUp: false,
      hits: [
        [`CREATE TABLE ${LONG}b (c int); CREATE VIEW ${LONG}d AS SELECT 1`, `${LONG}d`],
        [`CREATE TABLE ${LONG} (c int); CREATE INDEX ${LONG}d ON a (b)`, `${LONG}d`],
        [`CREATE TABLE a (${LONG}b int, ${LONG}c int)`, `${LONG}c`],
        [`ALTER TABLE a ADD ${LONG}b int; ALTER TABLE a ADD ${LONG}c int`, `${LONG}c`],
      ],
      misses: [
        `CREATE TABLE ${LONG}b (c int); CREATE TYPE ${LONG}d AS ENUM ()`,
        `CREATE TABLE s.${LONG}b (c int); CREATE TABLE t.${LONG}d (c int)`,
        `CREATE TABLE a (${LONG}b int); CREATE TABLE e (${LONG}c int)`,
        `CREATE TABLE ${LONG}b (c int); DROP TABLE ${LONG}b; CREATE TABLE ${LONG}b (c int)`,
        'CREATE TABLE a (b int); CREATE TABLE IF NOT EXISTS a (b int)',
      ],
    },
  ],
  'revoked-rights': [
    {
      engines: ['postgres'],
      onlyUp: true,
      hits: [
        ['REVOKE ALL ON a FROM b', 'REVOKE ALL ON a FROM b'],
        ['REVOKE a FROM b', 'REVOKE a FROM b'],
        ['REVOKE ALL ON a FROM b; CREATE TABLE a (c int)', 'REVOKE ALL ON a FROM b'],
        [
          'ALTER DEFAULT PRIVILEGES REVOKE SELECT ON TABLES FROM b',
          'ALTER DEFAULT PRIVILEGES REVOKE SELECT ON TABLES FROM b',
        ],
        ['CREATE TABLE c (d int); REVOKE ALL ON a, c FROM b', 'REVOKE ALL ON a, c FROM b'],
      ],
      misses: [
        'GRANT ALL ON a TO b; GRANT a TO b; ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO b',
        'CREATE TABLE a (b int); REVOKE ALL ON a FROM PUBLIC',
        'CREATE SCHEMA s; REVOKE ALL ON SCHEMA s FROM PUBLIC',
        "CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1'; REVOKE ALL ON FUNCTION f(int) FROM PUBLIC",
      ],
    },
  ],
  'disabled-protection': [
    {
      engines: ['postgres'],
      onlyUp: true,
      hits: [
        ['ALTER TABLE a DISABLE TRIGGER t', 'DISABLE TRIGGER t'],
        ['ALTER TABLE a ENABLE RULE r; ALTER TABLE a DISABLE RULE r', 'DISABLE RULE r'],
        ['ALTER TABLE a DISABLE TRIGGER ALL', 'DISABLE TRIGGER ALL'],
        ['ALTER TABLE a DISABLE TRIGGER USER', 'DISABLE TRIGGER USER'],
        ['ALTER TABLE a DISABLE RULE r', 'DISABLE RULE r'],
        ['ALTER TABLE a DISABLE ROW LEVEL SECURITY', 'DISABLE ROW LEVEL SECURITY'],
        ['ALTER TABLE a NO FORCE ROW LEVEL SECURITY', 'NO FORCE ROW LEVEL SECURITY'],
        [
          'ALTER TABLE a DISABLE TRIGGER t; ALTER TABLE a ENABLE TRIGGER u; ALTER TABLE b ENABLE TRIGGER t',
          'DISABLE TRIGGER t',
        ],
      ],
      misses: [
        'ALTER TABLE a DISABLE TRIGGER t; UPDATE a SET b = 1; ALTER TABLE a ENABLE TRIGGER t',
        'ALTER TABLE a DISABLE TRIGGER ALL; ALTER TABLE a ENABLE TRIGGER ALL',
        'CREATE TABLE a (b int); ALTER TABLE a DISABLE ROW LEVEL SECURITY',
        'ALTER TABLE a ENABLE ROW LEVEL SECURITY, ENABLE TRIGGER t',
      ],
    },
  ],
  'foreign-keys-pragma': [
    {
      engines: ['sqlite'],
      onlyUp: false,
      hits: [
        ['PRAGMA foreign_keys = OFF; DROP TABLE a', 'PRAGMA foreign_keys = OFF'],
        ['PRAGMA main.foreign_keys(0)', 'PRAGMA main.foreign_keys(0)'],
        ['-- no-transaction\nBEGIN; PRAGMA foreign_keys=ON; COMMIT', 'PRAGMA foreign_keys=ON'],
      ],
      misses: [
        'PRAGMA foreign_keys; PRAGMA defer_foreign_keys = ON; PRAGMA foreign_key_check',
        '-- no-transaction\nPRAGMA foreign_keys = OFF; BEGIN; DROP TABLE a; COMMIT; PRAGMA foreign_keys = ON',
      ],
    },
  ],
  'attached-database': [
    {
      engines: ['sqlite'],
      onlyUp: false,
      hits: [["ATTACH DATABASE 'x.db' AS x", "ATTACH DATABASE 'x.db' AS x"]],
      misses: [
        "SELECT 'ATTACH'",
        "ATTACH ':memory:' AS x",
        "ATTACH DATABASE '' AS x",
        'DETACH x',
        'CREATE TABLE attach (b int)',
      ],
    },
    {
      engines: ['postgres'],
      onlyUp: false,
      hits: [],
      misses: ['ALTER TABLE a ATTACH PARTITION b DEFAULT'],
    },
  ],
};

for (const [id, groups] of Object.entries(CASES) as [CheckedRuleId, readonly Cases[]][]) {
  describe(id, () => {
    for (const { engines, hits, misses, onlyUp } of groups) {
      for (const engine of engines) {
        for (const [sql, ...marks] of hits) {
          it(`marks ${sql.slice(0, 90)} on ${engine}`, () => {
            assert.deepEqual(marked(id, sql, engine), marks);
            const down = marked(id, sql, engine, { direction: 'down' });
            assert.deepEqual(down, onlyUp ? [] : marks);
          });
        }
        for (const sql of misses) {
          it(`is silent on ${sql.slice(0, 90)} on ${engine}`, () => {
            assert.deepEqual(marked(id, sql, engine), []);
          });
        }
      }
    }
  });
}

describe('cascading-drop', () => {
  const marks = (sql: string) => marked('cascading-drop', sql, 'sqlite', { referred: ['a'] });
  const rebuild =
    'CREATE TABLE b (c); INSERT INTO b SELECT c FROM a; DROP TABLE a; ALTER TABLE b RENAME TO a;';

  it('marks what drops a table that others refer to', () => {
    assert.deepEqual(marks('DROP TABLE IF EXISTS "A"'), ['DROP TABLE IF EXISTS "A"']);
    assert.deepEqual(marks(rebuild), ['DROP TABLE a']);
    // It does nothing there.
    assert.deepEqual(marks(`PRAGMA foreign_keys = OFF; ${rebuild}`), ['DROP TABLE a']);
    assert.deepEqual(marks('-- no-transaction\nPRAGMA foreign_keys = ON; DROP TABLE a'), [
      'DROP TABLE a',
    ]);
  });

  it('is silent on others, and while foreign keys are off', () => {
    assert.deepEqual(marks('DROP TABLE b; DROP VIEW a'), []);
    assert.deepEqual(marks('CREATE TABLE a (b); DROP TABLE a'), []);
    assert.deepEqual(
      marks(`-- no-transaction\nPRAGMA foreign_keys = 0; BEGIN; ${rebuild} COMMIT`),
      [],
    );
    assert.deepEqual(marked('cascading-drop', 'DROP TABLE a', 'sqlite'), []);
  });

  it('knows where PRAGMAs at the beginning are carried out before the transaction', () => {
    const begins = { referred: ['a'], pragmasFirst: true };
    const both = (sql: string) =>
      (['foreign-keys-pragma', 'cascading-drop'] as const).flatMap((id) =>
        marked(id, sql, 'sqlite', begins),
      );
    assert.deepEqual(both(`PRAGMA optimize; PRAGMA foreign_keys = OFF; ${rebuild}`), []);
    assert.deepEqual(both(`PRAGMA foreign_keys = ON; ${rebuild}`), ['DROP TABLE a']);
    assert.deepEqual(both(`SELECT 1; PRAGMA foreign_keys = OFF; ${rebuild}`), [
      'PRAGMA foreign_keys = OFF',
      'DROP TABLE a',
    ]);
    const [problem] = problemsBy(
      'foreign-keys-pragma',
      'SELECT 1; PRAGMA foreign_keys = 0',
      'sqlite',
      begins,
    );
    assert.match(problem?.message ?? '', /Where the script begins with it/);
  });

  it('knows who refers to a table from the scripts that make the keys', () => {
    const scripts = [
      'CREATE TABLE b (c REFERENCES a, d REFERENCES "X y" (z), FOREIGN KEY (e) REFERENCES main.F)',
      'CREATE TABLE self (parent REFERENCES self); -- REFERENCES nothing',
      'ALTER TABLE b ADD COLUMN g REFERENCES h; ALTER TABLE b ADD COLUMN i REFERENCES a',
      "INSERT INTO b VALUES ('REFERENCES q')",
    ];
    assert.deepEqual(referredTables(scripts.map(asScript), 'sqlite'), ['a', 'f', 'h', 'x y']);
  });
});

describe('needs-no-transaction', () => {
  it('knows that enums could not be added to before version 12', () => {
    const sql = "ALTER TYPE t ADD VALUE 'x'";
    const marks = (serverVersion: number) =>
      marked('needs-no-transaction', sql, 'postgres', { serverVersion });
    assert.deepEqual([marks(11), marks(12)], [[sql], []]);
  });
});

describe('hidden-invalid-index', () => {
  it('is followed by leaving the words out', () => {
    const sql = 'CREATE INDEX CONCURRENTLY IF NOT /* or */ EXISTS i ON a (b)';
    assert.equal(
      fixed('hidden-invalid-index', sql, 'postgres'),
      'CREATE INDEX CONCURRENTLY i ON a (b)',
    );
  });
});

describe('several-statements', () => {
  it('is followed by a migration for each, where it needs no transaction', () => {
    const sql =
      '-- no-transaction\nCREATE INDEX CONCURRENTLY i ON a (b);\nCREATE INDEX CONCURRENTLY j ON a (c);\n';
    const [problem] = problemsBy('several-statements', sql, 'postgres');
    assert.ok(problem?.fix?.kind === 'edit');
    assert.deepEqual(
      problem.fix.following?.map(({ up, transactional }) => ({ up, transactional })),
      [
        {
          up: '-- Continues migrations/1_x.sql.\nCREATE INDEX CONCURRENTLY j ON a (c);\n',
          transactional: false,
        },
      ],
    );
  });
});

describe('rules on tables', () => {
  it('speak of names as they are written', () => {
    const messages = [
      ['data-loss', 'DROP TABLE "A b", s.c'],
      ['missing-where', 'DELETE FROM "A b"'],
      ['unfillable-column', 'ALTER TABLE a ADD "A b" int NOT NULL'],
    ] as const;
    for (const [id, sql] of messages) {
      assert.match(problemsBy(id, sql, 'postgres')[0]?.message ?? '', /"A b"/, id);
    }
  });
});
