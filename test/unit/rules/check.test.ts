import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { checkRules } from '../../../src/rules/check.ts';
import { programs } from '../../support/sql-programs.ts';
import { ENGINES, EVERY_RULE, problemsOf } from './support.ts';

function codes(sql: string): readonly string[] {
  return problemsOf(sql, 'postgres').map(({ code, location }) => `${code} ${location?.line}`);
}

describe('a problem that a rule finds', () => {
  it('has its place in the file, not in the section', () => {
    const script = {
      path: 'migrations/1_a.sql',
      sql: '\n-- Not needed.\nDROP TABLE a;\n',
      start: { line: 7, column: 8 },
      marker: { line: 7, column: 1 },
      transactional: true,
    };
    const context = { version: '1', direction: 'down', engine: 'sqlite', severities: {} } as const;
    assert.deepEqual(checkRules(script, context), [
      {
        code: 'missing-if-exists',
        severity: 'warning',
        message: 'Without IF EXISTS this fails where a is gone already.',
        path: 'migrations/1_a.sql',
        version: '1',
        location: { line: 9, column: 1, endLine: 9, endColumn: 13 },
        fix: {
          kind: 'edit',
          title: 'Insert IF EXISTS',
          edits: [
            {
              location: { line: 9, column: 12, endLine: 9, endColumn: 12 },
              text: 'IF EXISTS ',
            },
          ],
        },
      },
    ]);
  });

  it('is as serious as a team takes it', () => {
    const sql = '-- a\nDROP VIEW a;';
    const of = (level: 'off' | 'info' | 'error') =>
      problemsOf(sql, 'sqlite', { 'missing-if-exists': level }).map(({ severity }) => severity);
    assert.deepEqual([of('off'), of('info'), of('error')], [[], ['info'], ['error']]);
  });
});

describe('strata-ignore', () => {
  const quiet = '-- What for.\n';

  for (const [what, sql, expected] of [
    ['at the end of the line', 'DROP VIEW a; -- strata-ignore missing-if-exists', []],
    ['in a block comment on the line', 'DROP /* strata-ignore missing-if-exists */ VIEW a;', []],
    ['on the line above', '-- strata-ignore missing-if-exists\nDROP VIEW a;', []],
    [
      'above other comments and blank lines',
      '-- strata-ignore missing-if-exists: because\n-- of that\n\nDROP VIEW a;',
      [],
    ],
    [
      'with several rules',
      '-- strata-ignore mixed-changes, missing-if-exists: a reason\nDROP VIEW a;',
      [],
    ],
    [
      'for one line only',
      '-- strata-ignore missing-if-exists\nDROP VIEW a;\nDROP VIEW b;',
      ['missing-if-exists 4'],
    ],
    [
      'for its own line only, behind SQL',
      'SELECT 1; -- strata-ignore missing-if-exists\nDROP VIEW b;',
      ['missing-if-exists 3'],
    ],
    [
      'for the rule only that it names',
      'DROP VIEW a; -- strata-ignore mixed-changes',
      ['missing-if-exists 2'],
    ],
    ['only with a rule', 'DROP VIEW a; -- strata-ignore', ['missing-if-exists 2']],
    [
      'only in a comment',
      "DROP VIEW a; SELECT '-- strata-ignore missing-if-exists';",
      ['missing-if-exists 2'],
    ],
    [
      'also behind the end of a statement of several lines',
      'ALTER TABLE a\n  ADD COLUMN b int, -- strata-ignore missing-if-exists\n  ADD COLUMN c int;',
      ['missing-if-exists 4'],
    ],
  ] as const) {
    it(`counts ${what}`, () => {
      assert.deepEqual(codes(quiet + sql), expected);
    });
  }

  it('is no description', () => {
    assert.deepEqual(codes('-- strata-ignore mixed-changes\nSELECT 1;'), ['missing-comment 2']);
    assert.deepEqual(codes('-- strata-ignore missing-comment: trivial\nSELECT 1;'), []);
  });
});

describe('the rules', () => {
  const folder = join(import.meta.dirname, '../../../migrations-sample/migrations');
  for (const name of readdirSync(folder)) {
    it(`find nothing in the sample's ${name}`, () => {
      const sql = readFileSync(join(folder, name), 'utf8');
      const direction = name.endsWith('.down.sql') ? 'down' : 'up';
      assert.deepEqual(problemsOf(sql, 'sqlite', EVERY_RULE, { direction }), []);
    });
  }

  for (const engine of ENGINES) {
    it(`take any program on ${engine}, cut off anywhere, and mark what is in it`, () => {
      for (const { sql } of programs(engine, 60)) {
        for (let end = sql.length; end > 0; end -= 7) {
          const part = sql.slice(0, end);
          const lines = part.split(/\r\n|\n|\r/).length;
          for (const { location } of problemsOf(part, engine, EVERY_RULE)) {
            assert.ok(location !== null && location.endLine <= lines, part);
          }
        }
      }
    });
  }
});
