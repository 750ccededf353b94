import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { RuleId } from '../../src/core/rule-ids.ts';
import { HOUSE_RULES, isRuleId } from '../../src/core/severities.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { examplesOf } from '../unit/rules/examples.ts';
import { EVERY_RULE, problemsOf } from '../unit/rules/support.ts';

// squawk lints PostgreSQL's migrations as well, and is not ours: the same verdicts, but where a
// difference has its reason below.

/** Our rules, and squawk's that mean the same or a part of it. */
const PAIRS: Readonly<Partial<Record<RuleId, readonly string[]>>> = {
  'unfillable-column': ['adding-required-field'],
  'data-loss': ['ban-drop-table', 'ban-drop-column', 'ban-drop-database'],
  'drop-cascade': ['ban-truncate-cascade'],
  'breaking-change': ['renaming-table', 'renaming-column', 'changing-column-type'],
  'existing-rows': [
    ...['ban-alter-domain-with-add-constraint', 'constraint-missing-not-valid'],
    ...['adding-foreign-key-constraint', 'disallowed-unique-constraint'],
    ...['adding-not-nullable-field'],
  ],
  'needs-no-transaction': ['ban-concurrent-index-creation-in-transaction'],
  'long-name': ['identifier-too-long'],
  'rewriting-type': ['changing-column-type'],
  'rewriting-column': ['adding-field-with-default'],
  'scanning-not-null': ['adding-not-nullable-field'],
  'missing-not-valid': ['adding-foreign-key-constraint', 'constraint-missing-not-valid'],
  'blocking-unique': ['disallowed-unique-constraint'],
  'missing-concurrently': [
    ...['require-concurrent-index-creation', 'require-concurrent-index-deletion'],
    ...['require-concurrent-reindex', 'require-concurrent-refresh-materialized-view'],
    ...['require-concurrent-partition-detach'],
  ],
  'char-column': ['ban-char-field'],
  'varchar-column': ['prefer-text-field'],
  'timestamp-without-zone': ['prefer-timestamp-tz'],
};

const LONG = 'a'.repeat(63);

/** Beside all that the rules' pages show. */
const CORPUS = [
  'ALTER TABLE a ADD COLUMN b int NOT NULL',
  'ALTER TABLE a ADD COLUMN b int NOT NULL DEFAULT 1',
  'ALTER TABLE a ADD COLUMN b int',
  'ALTER TABLE a ADD COLUMN b bigserial NOT NULL',
  'ALTER TABLE a ADD COLUMN b int NOT NULL GENERATED ALWAYS AS IDENTITY',
  'CREATE TABLE a (c int); ALTER TABLE a ADD COLUMN b int NOT NULL',
  'ALTER TABLE a ADD COLUMN b int PRIMARY KEY',
  'DROP TABLE a',
  'DROP TABLE IF EXISTS a, b',
  'CREATE TABLE a (b int); DROP TABLE a',
  'ALTER TABLE a DROP COLUMN b',
  'ALTER TABLE a DROP b, DROP CONSTRAINT c',
  'ALTER TABLE a DROP CONSTRAINT c',
  '-- no-transaction\nDROP DATABASE a',
  'DROP VIEW v',
  'DROP SCHEMA s',
  'DROP SEQUENCE s',
  'DROP MATERIALIZED VIEW m',
  'TRUNCATE a',
  'TRUNCATE a CASCADE',
  'DROP TABLE a CASCADE',
  'ALTER TABLE a RENAME TO b',
  'ALTER TABLE a RENAME b TO c',
  'ALTER TABLE a RENAME COLUMN b TO c',
  'ALTER TABLE a RENAME CONSTRAINT b TO c',
  'CREATE TABLE a (b int); ALTER TABLE a RENAME b TO c',
  'CREATE TABLE a (b int); ALTER TABLE a RENAME TO c',
  'ALTER INDEX a RENAME TO b',
  'ALTER TABLE a ALTER COLUMN b TYPE text',
  'ALTER TABLE a ALTER b SET DATA TYPE bigint USING b::bigint',
  'CREATE TABLE a (b int); ALTER TABLE a ALTER b TYPE bigint',
  'ALTER TABLE a ALTER b DROP DEFAULT',
  'ALTER TABLE a ALTER b SET DEFAULT 1',
  'ALTER TABLE a SET SCHEMA s',
  'ALTER DOMAIN d ADD CHECK (value > 0)',
  'ALTER DOMAIN d DROP CONSTRAINT c',
  'ALTER DOMAIN d ADD CONSTRAINT c CHECK (value > 0) NOT VALID',
  'CREATE INDEX CONCURRENTLY i ON a (b)',
  '-- no-transaction\nCREATE INDEX CONCURRENTLY i ON a (b)',
  'CREATE INDEX i ON a (b)',
  'ALTER TABLE a ADD b serial',
  'ALTER TABLE a ADD b uuid DEFAULT gen_random_uuid()',
  'ALTER TABLE a ADD b int GENERATED ALWAYS AS (c + 1) STORED',
  'ALTER TABLE a ADD b timestamptz DEFAULT now()',
  'ALTER TABLE a ALTER b SET NOT NULL',
  'ALTER TABLE a ADD CHECK (b > 0)',
  'ALTER TABLE a ADD CHECK (b > 0) NOT VALID',
  'ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES c',
  'ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES c NOT VALID',
  'ALTER TABLE a ADD b int REFERENCES c',
  'ALTER TABLE a ADD CONSTRAINT u UNIQUE (b)',
  'ALTER TABLE a ADD CONSTRAINT p PRIMARY KEY (b)',
  'ALTER TABLE a ADD CONSTRAINT u UNIQUE USING INDEX i',
  'CREATE TABLE a (b int); CREATE INDEX i ON a (b)',
  'DROP INDEX i',
  '-- no-transaction\nDROP INDEX CONCURRENTLY i',
  'REINDEX TABLE a',
  'REFRESH MATERIALIZED VIEW m',
  'ALTER TABLE a DETACH PARTITION b',
  'CREATE TRIGGER t BEFORE INSERT ON a EXECUTE FUNCTION f()',
  'LOCK TABLE a',
  'CLUSTER a USING i',
  'CREATE TABLE a (b char(3), c varchar(3), d timestamp, e json)',
  'CREATE TABLE a (b serial PRIMARY KEY)',
  'CREATE TABLE a (b int PRIMARY KEY)',
  `CREATE TABLE ${LONG} (b int)`,
  `CREATE TABLE ${LONG}b (b int)`,
  `ALTER TABLE a ADD COLUMN "${'é'.repeat(32)}" int`,
];

interface Difference {
  readonly rule: RuleId;
  readonly says: 'we' | 'squawk';
  readonly sql: string;
}

/** What each difference is due to, where it is one on purpose. */
const REASONS: readonly (Pick<Difference, 'rule' | 'says'> & {
  readonly sql: RegExp;
  readonly because: string;
})[] = [
  {
    ...{ rule: 'unfillable-column', says: 'squawk', sql: /serial NOT NULL$/ },
    because: 'a serial column is filled in rows that are there',
  },
  {
    ...{ rule: 'unfillable-column', says: 'squawk', sql: /^CREATE TABLE a/ },
    because: 'a table that the script has made has no rows',
  },
  {
    ...{ rule: 'unfillable-column', says: 'we', sql: /PRIMARY KEY$/ },
    because: 'a primary key is NOT NULL as well',
  },
  {
    ...{ rule: 'data-loss', says: 'squawk', sql: /CREATE TABLE (?:a|customers_new) / },
    because: 'what the script has made, or copied before it drops it, is not lost',
  },
  {
    ...{ rule: 'data-loss', says: 'we', sql: /DROP (?:SCHEMA|SEQUENCE|MATERIALIZED)|TRUNCATE/ },
    because: 'squawk knows of tables, columns and databases',
  },
  {
    ...{ rule: 'drop-cascade', says: 'we', sql: /DROP .* CASCADE/ },
    because: 'squawk knows of TRUNCATE alone',
  },
  {
    ...{ rule: 'breaking-change', says: 'squawk', sql: /CREATE TABLE (?:a|customers_new) / },
    because: 'nobody uses what the script has made, and a rebuilt table keeps its name',
  },
  {
    ...{ rule: 'breaking-change', says: 'squawk', sql: /CREATE VIEW customers/ },
    because: 'a view goes on under the old name',
  },
  {
    ...{ rule: 'breaking-change', says: 'we', sql: /DROP DEFAULT|SET SCHEMA/ },
    because: 'inserts lack a value, or do not find their table',
  },
  {
    ...{ rule: 'existing-rows', says: 'squawk', sql: /ALTER DOMAIN .* NOT VALID/ },
    because: 'rows that are there are not looked at',
  },
  {
    ...{ rule: 'existing-rows', says: 'squawk', sql: /NOT VALID;\nALTER TABLE \w+ VALIDATE/ },
    because:
      'whoever validates knows that rows are looked at; validating-at-once speaks of the lock',
  },
  {
    ...{ rule: 'existing-rows', says: 'we', sql: /CREATE UNIQUE INDEX/ },
    because: 'squawk asks for locks, and not for rows that are the same',
  },
  {
    ...{ rule: 'needs-no-transaction', says: 'we', sql: /CONCURRENTLY|VACUUM/ },
    because: 'squawk takes a script of one statement for one that runs by itself',
  },
  {
    ...{ rule: 'existing-rows', says: 'squawk', sql: /ADD b int REFERENCES/ },
    because: 'a column of nulls refers to nothing',
  },
  {
    ...{ rule: 'rewriting-type', says: 'squawk', sql: /CREATE TABLE (?:a|customers_new) / },
    because: 'a table that the script has made has no rows',
  },
  {
    ...{ rule: 'rewriting-type', says: 'squawk', sql: /TYPE text/ },
    because: 'strings stay as they are',
  },
  {
    ...{ rule: 'rewriting-column', says: 'we', sql: /serial/ },
    because: 'squawk speaks of serial keys alone, by a rule of its own',
  },
  {
    ...{ rule: 'missing-not-valid', says: 'squawk', sql: /ADD b int REFERENCES/ },
    because: 'a column of nulls refers to nothing, and nothing is read',
  },
  {
    ...{ rule: 'missing-not-valid', says: 'squawk', sql: /UNIQUE|PRIMARY KEY/ },
    because: 'these cannot be NOT VALID; blocking-unique speaks of them',
  },
  {
    ...{ rule: 'missing-not-valid', says: 'squawk', sql: /NOT VALID;\nALTER TABLE \w+ VALIDATE/ },
    because: 'validating-at-once speaks of that',
  },
  {
    ...{ rule: 'blocking-unique', says: 'we', sql: /PRIMARY KEY/ },
    because: 'a primary key builds its index as well',
  },
  {
    ...{ rule: 'missing-concurrently', says: 'we', sql: /REFRESH MATERIALIZED VIEW/ },
    because: 'squawk does not know of it',
  },
];

function squawks(scripts: readonly string[]): readonly ReadonlySet<string>[] {
  const folder = temporaryFolder();
  const of = (some: readonly number[], options: readonly string[]): Map<number, Set<string>> => {
    const names = some.map((index) => {
      const name = `${index}.sql`;
      writeFileSync(join(folder, name), scripts[index] ?? '');
      return name;
    });
    const binary = join(import.meta.dirname, '../../node_modules/.bin/squawk');
    const args = [binary, '--reporter', 'json', ...options, ...names];
    const { stdout } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
    const found = JSON.parse(stdout) as { file: string; rule_name: string }[];
    const byScript = new Map(some.map((index) => [index, new Set<string>()]));
    for (const each of found) byScript.get(Number.parseInt(each.file, 10))?.add(each.rule_name);
    return byScript;
  };
  const all = [...scripts.keys()];
  const alone = all.filter((index) => scripts[index]?.startsWith('-- no-transaction'));
  const together = all.filter((index) => !alone.includes(index));
  const verdicts = new Map([...of(alone, []), ...of(together, ['--assume-in-transaction'])]);
  return all.map((index) => verdicts.get(index) ?? new Set());
}

describe('squawk', () => {
  const examples = HOUSE_RULES.filter(isRuleId).flatMap((id) =>
    examplesOf(id)
      .filter(({ engines, language }) => engines.includes('postgres') && language === 'sql')
      .map(({ text }) => text),
  );
  const scripts = [...new Set([...CORPUS, ...examples])];

  it('says the same of everything, but where there is a reason', () => {
    const theirs = squawks(scripts);
    const differences = scripts.flatMap((sql, index): readonly Difference[] => {
      const ours = new Set(problemsOf(sql, 'postgres', EVERY_RULE).map(({ code }) => code));
      return (Object.entries(PAIRS) as [RuleId, readonly string[]][]).flatMap(([rule, names]) => {
        const says = names.some((name) => theirs[index]?.has(name));
        return says === ours.has(rule) ? [] : [{ rule, says: says ? 'squawk' : 'we', sql }];
      });
    });
    const explains = (reason: (typeof REASONS)[number], { rule, says, sql }: Difference): boolean =>
      reason.rule === rule && reason.says === says && reason.sql.test(sql);
    assert.deepEqual(
      differences.filter((each) => !REASONS.some((reason) => explains(reason, each))),
      [],
    );
    const idle = REASONS.filter((reason) => !differences.some((each) => explains(reason, each)));
    assert.deepEqual(idle, [], 'reasons without a difference');
  });
});
