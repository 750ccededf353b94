import type { Engine } from '../../../src/core/engine.ts';
import type { Direction, Script } from '../../../src/core/migration.ts';
import type { Problem } from '../../../src/core/problem.ts';
import type { RuleSeverities } from '../../../src/core/severities.ts';
import { loadGrammar } from '../../../src/grammar/libpg-query.ts';
import { parseScript } from '../../../src/grammar/parse.ts';
import { checkRules } from '../../../src/rules/check.ts';
import { checkWithTrees } from '../../../src/rules/check-with-trees.ts';
import { rules } from '../../../src/rules/registry.ts';
import type { CheckedRuleId, IndexedColumns, TreeScript } from '../../../src/rules/rule.ts';
import { treeRules } from '../../../src/rules/tree-registry.ts';
import { SqlReader } from '../../../src/sql/reader.ts';
import { split } from '../../../src/sql/split.ts';
import { readStatement } from '../../../src/sql/statement.ts';

export const ENGINES: readonly Engine[] = ['sqlite', 'postgres'];

const grammar = await loadGrammar();

/** As sqlx has it: what begins with `-- no-transaction` runs in none. */
export function asScript(sql: string): Script {
  const start = { line: 1, column: 1 };
  const transactional = !sql.startsWith('-- no-transaction');
  return { path: 'migrations/1_x.sql', sql, start, marker: null, transactional };
}

/** A script for PostgreSQL as its rules see it. */
export function readScript(sql: string): TreeScript {
  return {
    script: asScript(sql),
    direction: 'up',
    engine: 'postgres',
    statements: split(sql, 'postgres').map((each) => readStatement(sql, each, 'postgres')),
    read: (range) => new SqlReader(sql, range, 'postgres'),
    parsed: parseScript(sql, grammar),
    serverVersion: null,
  };
}

export interface Circumstances {
  readonly direction?: Direction;
  /** PostgreSQL's major version; null: not known. */
  readonly serverVersion?: number | null;
  /** Tables that others refer to. */
  readonly referred?: readonly string[];
  readonly pragmasFirst?: boolean;
  /** By other scripts. */
  readonly indexed?: readonly IndexedColumns[];
}

export function problemsOf(
  sql: string,
  engine: Engine,
  severities: RuleSeverities = {},
  { direction = 'up', serverVersion = null, ...surroundings }: Circumstances = {},
): readonly Problem[] {
  const context = { version: '1', direction, engine, severities, ...surroundings };
  if (engine === 'sqlite') return checkRules(asScript(sql), context);
  const parsed = parseScript(sql, grammar);
  return checkWithTrees(asScript(sql), { ...context, parsed, serverVersion });
}

/** Every rule turned on, those too that are off by default. */
export const EVERY_RULE: RuleSeverities = Object.fromEntries(
  [...rules, ...treeRules].map(({ id }) => [id, 'warning' as const]),
);

const NO_RULE: RuleSeverities = Object.fromEntries(
  Object.keys(EVERY_RULE).map((id) => [id, 'off' as const]),
);

/** What one rule says, alone. */
export function problemsBy(
  id: CheckedRuleId,
  sql: string,
  engine: Engine,
  circumstances: Circumstances = {},
): readonly Problem[] {
  return problemsOf(sql, engine, { ...NO_RULE, [id]: 'warning' }, circumstances);
}

/** The very text that the rule marks. */
export function marked(
  id: CheckedRuleId,
  sql: string,
  engine: Engine,
  circumstances: Circumstances = {},
): readonly string[] {
  return problemsBy(id, sql, engine, circumstances).map(({ location }) => {
    if (location === null) throw new Error('a rule marks a place');
    const start = offsetOf(sql, location.line, location.column);
    return sql.slice(start, offsetOf(sql, location.endLine, location.endColumn));
  });
}

/** The script with all that the rule's fixes change. */
export function fixed(id: CheckedRuleId, sql: string, engine: Engine): string {
  const edits = problemsBy(id, sql, engine).flatMap(({ fix }) =>
    fix?.kind === 'edit' ? fix.edits : [],
  );
  return edits
    .map(({ location: { line, column, endLine, endColumn }, text }) => ({
      start: offsetOf(sql, line, column),
      end: offsetOf(sql, endLine, endColumn),
      text,
    }))
    .sort((a, b) => b.start - a.start)
    .reduce((text, edit) => text.slice(0, edit.start) + edit.text + text.slice(edit.end), sql);
}

function offsetOf(text: string, line: number, column: number): number {
  const lines = text.split(/(?<=\r\n|\n|\r(?!\n))/);
  return lines.slice(0, line - 1).join('').length + column - 1;
}
