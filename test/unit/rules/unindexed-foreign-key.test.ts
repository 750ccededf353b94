import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Engine } from '../../../src/core/engine.ts';
import { indexedIn } from '../../../src/rules/indexes.ts';
import { asScript, ENGINES, fixed, marked, problemsBy } from './support.ts';

const ID = 'unindexed-foreign-key';

/** The SQL, what is marked, and the statements that the fix adds. */
type Case = readonly [sql: string, marks: readonly string[], added: readonly string[]];

const ON_BOTH: readonly Case[] = [
  [
    'CREATE TABLE a (b int REFERENCES c (d));',
    ['REFERENCES c'],
    ['CREATE INDEX IF NOT EXISTS idx_a_b ON a (b);'],
  ],
  [
    'CREATE TABLE a (id int PRIMARY KEY, b int NOT NULL DEFAULT 0 REFERENCES c ON DELETE CASCADE, e int)',
    ['REFERENCES c'],
    ['CREATE INDEX IF NOT EXISTS idx_a_b ON a (b);'],
  ],
  [
    'CREATE TABLE a (b int CONSTRAINT fk REFERENCES c (d));',
    ['REFERENCES c'],
    ['CREATE INDEX IF NOT EXISTS idx_a_b ON a (b);'],
  ],
  [
    'CREATE TABLE a (b int, e int, FOREIGN KEY (b, e) REFERENCES c (d, f));',
    ['FOREIGN KEY (b, e)'],
    ['CREATE INDEX IF NOT EXISTS idx_a_b_e ON a (b, e);'],
  ],
  [
    'CREATE TABLE a (b int, e int, CONSTRAINT fk FOREIGN KEY ("b") REFERENCES s.c (d));',
    ['FOREIGN KEY ("b")'],
    ['CREATE INDEX IF NOT EXISTS idx_a_b ON a ("b");'],
  ],
  [
    'CREATE TABLE a (b int REFERENCES c, e int REFERENCES f);',
    ['REFERENCES c', 'REFERENCES f'],
    [
      'CREATE INDEX IF NOT EXISTS idx_a_b ON a (b);',
      'CREATE INDEX IF NOT EXISTS idx_a_e ON a (e);',
    ],
  ],
  [
    'CREATE TABLE a (b int REFERENCES c); CREATE INDEX i ON a (lower(b)); CREATE INDEX j ON a (e, b);',
    ['REFERENCES c'],
    ['CREATE INDEX IF NOT EXISTS idx_a_b ON a (b);'],
  ],
  [
    'CREATE TABLE a (lower int REFERENCES c); CREATE INDEX i ON a (lower(b));',
    ['REFERENCES c'],
    ['CREATE INDEX IF NOT EXISTS idx_a_lower ON a (lower);'],
  ],
  [
    'CREATE TABLE a (e int, b int REFERENCES c, PRIMARY KEY (e, b));',
    ['REFERENCES c'],
    ['CREATE INDEX IF NOT EXISTS idx_a_b ON a (b);'],
  ],
  [
    'CREATE TABLE a (b int REFERENCES c); CREATE INDEX i ON other (b);',
    ['REFERENCES c'],
    ['CREATE INDEX IF NOT EXISTS idx_a_b ON a (b);'],
  ],
  [
    'ALTER TABLE a ADD COLUMN b int REFERENCES c (d);',
    ['REFERENCES c'],
    ['CREATE INDEX IF NOT EXISTS idx_a_b ON a (b);'],
  ],
  [
    'CREATE TABLE "my a" (b int REFERENCES c);',
    ['REFERENCES c'],
    ['CREATE INDEX IF NOT EXISTS "idx_my a_b" ON "my a" (b);'],
  ],
];

const ON_POSTGRES: readonly Case[] = [
  [
    'ALTER TABLE ONLY s.a ADD CONSTRAINT fk FOREIGN KEY (b) REFERENCES c (d) NOT VALID;',
    ['FOREIGN KEY (b)'],
    ['CREATE INDEX IF NOT EXISTS idx_a_b ON s.a (b);'],
  ],
  [
    'ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES c, ADD COLUMN IF NOT EXISTS e int REFERENCES f;',
    ['FOREIGN KEY (b)', 'REFERENCES f'],
    [
      'CREATE INDEX IF NOT EXISTS idx_a_e ON a (e);',
      'CREATE INDEX IF NOT EXISTS idx_a_b ON a (b);',
    ],
  ],
  [
    `CREATE TABLE a (${'b'.repeat(60)} int REFERENCES c);`,
    ['REFERENCES c'],
    [`CREATE INDEX ON a (${'b'.repeat(60)});`],
  ],
];

const ON_SQLITE: readonly Case[] = [
  [
    // The comma between table constraints may be left out.
    'CREATE TABLE a (b int, e int, PRIMARY KEY (e) FOREIGN KEY (b) REFERENCES c (d));',
    ['FOREIGN KEY (b)'],
    ['CREATE INDEX IF NOT EXISTS idx_a_b ON a (b);'],
  ],
  [
    'CREATE TABLE main.a ([b c] int REFERENCES c);',
    ['REFERENCES c'],
    ['CREATE INDEX IF NOT EXISTS main."idx_a_b c" ON a ([b c]);'],
  ],
];

const QUIET_ON_BOTH = [
  'CREATE TABLE a (b int PRIMARY KEY REFERENCES c);',
  'CREATE TABLE a (b int REFERENCES c UNIQUE);',
  'CREATE TABLE a (b int REFERENCES c, e int, PRIMARY KEY (b, e));',
  'CREATE TABLE a (b int REFERENCES c, e int, UNIQUE (b));',
  'CREATE TABLE a (b int, e int, FOREIGN KEY (b, e) REFERENCES c, UNIQUE (e, b, f));',
  'CREATE TABLE a (b int REFERENCES c); CREATE INDEX i ON a (b);',
  'CREATE TABLE s.a (B int REFERENCES c); CREATE INDEX IF NOT EXISTS i ON A ("b" DESC, e);',
  'CREATE INDEX i ON a (b); ALTER TABLE a ADD COLUMN b int REFERENCES c;',
  'CREATE TABLE a2 (b int REFERENCES c); ALTER TABLE a2 RENAME TO a; CREATE INDEX i ON a (b);',
  'CREATE TABLE a (b int REFERENCES c); DROP TABLE a;',
  'CREATE TEMP TABLE a (b int REFERENCES c);',
  'CREATE TABLE a (b int, "references" int, e text DEFAULT \'REFERENCES c\' /* REFERENCES d */);',
  'CREATE TABLE a AS SELECT 1;',
  'CREATE UNIQUE INDEX i ON a (b) WHERE b IS NOT NULL; ALTER TABLE a ADD COLUMN b int REFERENCES c;',
];

const QUIET: Readonly<Record<Engine, readonly string[]>> = {
  sqlite: ['CREATE TABLE s.a (b int REFERENCES c); CREATE INDEX s.i ON a (b);'],
  postgres: [
    'CREATE TABLE a (b int REFERENCES c); CREATE INDEX CONCURRENTLY ON ONLY a USING btree (b);',
    'CREATE TABLE a (b int REFERENCES c, e int, UNIQUE NULLS NOT DISTINCT (b));',
    'GRANT REFERENCES ON a TO joe;',
    'COMMENT ON TABLE a IS $$ b int REFERENCES c $$;',
  ],
};

describe(ID, () => {
  for (const engine of ENGINES) {
    for (const [sql, marks, added] of [
      ...ON_BOTH,
      ...(engine === 'sqlite' ? ON_SQLITE : ON_POSTGRES),
    ]) {
      it(`marks ${sql} on ${engine}, and mends it`, () => {
        assert.deepEqual(marked(ID, sql, engine), marks);
        const mended = fixed(ID, sql, engine);
        for (const each of added) assert.ok(mended.includes(`\n\n${each}`), mended);
        assert.deepEqual(marked(ID, mended, engine), []);
      });
    }
    for (const sql of [...QUIET_ON_BOTH, ...QUIET[engine]]) {
      it(`is silent on ${sql} on ${engine}`, () => {
        assert.deepEqual(marked(ID, sql, engine), []);
      });
    }
  }

  for (const [what, sql, mended] of [
    ['below the statement', 'T;\nSELECT 1;\n', 'T;\n\nI;\nSELECT 1;\n'],
    ['below a comment on its line', 'T; -- why; so\nSELECT 1;', 'T; -- why; so\n\nI;\nSELECT 1;'],
    ['behind it where the line goes on', 'T; SELECT 1;', 'T;\n\nI; SELECT 1;'],
    ['behind a comment before the semicolon', 'T -- ;\n; -- x', 'T -- ;\n; -- x\n\nI;'],
    ['with the semicolon that is lacking', 'T\n-- end\n', 'T;\n\nI;\n-- end\n'],
    ['with the file’s line breaks', '-- x\r\nT;\r\n', '-- x\r\nT;\r\n\r\nI;\r\n'],
  ] as const) {
    it(`puts the index ${what}`, () => {
      const whole = (text: string): string =>
        text
          .replace('T', 'CREATE TABLE a (b int REFERENCES c)')
          .replace('I;', 'CREATE INDEX IF NOT EXISTS idx_a_b ON a (b);');
      assert.equal(fixed(ID, whole(sql), 'sqlite'), whole(mended));
    });
  }

  it('counts the indexes of other scripts, as one that is made concurrently has to be', () => {
    const key = 'ALTER TABLE s.a ADD b int REFERENCES c;';
    for (const [other, isIndexed] of [
      [
        '-- no-transaction\nCREATE INDEX CONCURRENTLY IF NOT EXISTS i ON s.a USING btree (b, e)',
        true,
      ],
      ['CREATE TABLE x (y int); CREATE UNIQUE INDEX i ON s.a (b);', true],
      ['CREATE INDEX i ON s.a (e, b)', false],
      ['CREATE INDEX i ON s.a (lower(b))', false],
      ['CREATE INDEX i ON t.a (b)', false],
      ['DROP INDEX i', false],
    ] as const) {
      const indexed = indexedIn([asScript(key), asScript(other)], 'postgres');
      const found = problemsBy(ID, key, 'postgres', { indexed });
      assert.equal(found.length, isIndexed ? 0 : 1, other);
    }
  });

  it('says what it costs', () => {
    const [problem] = problemsBy(ID, 'CREATE TABLE a (b int REFERENCES c)', 'sqlite');
    assert.match(problem?.message ?? '', /^No index begins with b: .* reads all of a\.$/);
    assert.equal(problem?.fix?.kind === 'edit' && problem.fix.title, 'Create an index on b');
  });
});
