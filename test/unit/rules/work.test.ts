import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rules } from '../../../src/rules/registry.ts';
import { treeRules } from '../../../src/rules/tree-registry.ts';
import type { Rule, TreeScript } from '../../../src/rules/rule.ts';
import { readScript } from './support.ts';

/** One kind of statement after the other, so that each finds what those before have made. */
const KINDS: readonly ((at: number) => string)[] = [
  (at) => `CREATE TABLE a${at} (b int REFERENCES c${at});`,
  (at) => `CREATE INDEX i${at} ON b${at} (c);`,
  (at) => `DROP INDEX i${at}, j${at};`,
  (at) => `ALTER TABLE b${at} ADD CONSTRAINT u${at} UNIQUE (c);`,
  (at) => `ALTER TABLE b${at} ADD CONSTRAINT f${at} FOREIGN KEY (c) REFERENCES d NOT VALID;`,
  (at) => `ALTER TABLE b${at} VALIDATE CONSTRAINT f${at};`,
  (at) => `ALTER TABLE b${at} ALTER COLUMN c SET NOT NULL;`,
  (at) => `ALTER TABLE b${at} RENAME TO e${at};`,
  (at) => `UPDATE g${at} SET c = 1;`,
  (at) => `REVOKE SELECT ON h${at} FROM public;`,
  (at) => `CREATE TRIGGER t BEFORE INSERT ON k${at} FOR EACH ROW EXECUTE FUNCTION f();`,
  (at) => `CREATE INDEX CONCURRENTLY IF NOT EXISTS l${at} ON k${at} (c);`,
  (at) => `DROP TABLE k${at};`,
];

function scriptOf(each: number): TreeScript {
  return readScript(
    KINDS.flatMap((kind) => Array.from({ length: each }, (_, at) => kind(at))).join('\n'),
  );
}

/** How often a rule looks at a statement or reads a part of one, and how much it has to say. */
function workOf({ check }: Rule<TreeScript>, script: TreeScript): number {
  let work = 0;
  const counted = <T extends object>(list: T): T =>
    new Proxy(list, {
      get(target, key) {
        work++;
        return Reflect.get(target, key) as unknown;
      },
    });
  const findings = check({
    ...script,
    statements: counted(script.statements),
    parsed: counted(script.parsed),
    read: (range) => {
      work++;
      return script.read(range);
    },
  });
  // One fix for all of them is there once.
  const fixes = new Set(findings.map(({ fix }) => fix));
  const said = findings.map(({ range, message }) => ({ range, message }));
  return work + JSON.stringify([said, ...fixes]).length;
}

describe('the work of a rule', () => {
  const some = scriptOf(20);
  const many = scriptOf(80);

  for (const rule of [...rules, ...treeRules]) {
    it(`grows as the script does: ${rule.id}`, () => {
      const growth = workOf(rule, many) / workOf(rule, some);
      assert.ok(growth < 6, `of four times as much, ${growth.toFixed(1)} times`);
    });
  }
});
