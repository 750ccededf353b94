import type { Engine } from '../../../src/core/engine.ts';
import type { Direction } from '../../../src/core/migration.ts';
import type { Problem } from '../../../src/core/problem.ts';
import type { RuleSeverities } from '../../../src/core/severities.ts';
import { checkRules } from '../../../src/rules/check.ts';
import { rules } from '../../../src/rules/registry.ts';
import type { CheckedRuleId } from '../../../src/rules/rule.ts';

export const ENGINES: readonly Engine[] = ['sqlite', 'postgres'];

export function problemsOf(
  sql: string,
  engine: Engine,
  severities: RuleSeverities = {},
  direction: Direction = 'up',
): readonly Problem[] {
  const start = { line: 1, column: 1 };
  const script = { path: 'migrations/1_x.sql', sql, start, marker: null, transactional: true };
  return checkRules(script, { version: '1', direction, engine, severities });
}

/** What one rule says, alone. */
export function problemsBy(
  id: CheckedRuleId,
  sql: string,
  engine: Engine,
  direction: Direction = 'up',
): readonly Problem[] {
  const others = Object.fromEntries(rules.map((rule) => [rule.id, 'off' as const]));
  return problemsOf(sql, engine, { ...others, [id]: 'warning' }, direction);
}

/** The very text that the rule marks. */
export function marked(
  id: CheckedRuleId,
  sql: string,
  engine: Engine,
  direction: Direction = 'up',
): readonly string[] {
  return problemsBy(id, sql, engine, direction).map(({ location }) => {
    if (location === null) throw new Error('a rule marks a place');
    const start = offsetOf(sql, location.line, location.column);
    return sql.slice(start, offsetOf(sql, location.endLine, location.endColumn));
  });
}

/** The script with all that the rule's fixes insert. */
export function fixed(id: CheckedRuleId, sql: string, engine: Engine): string {
  const edits = problemsBy(id, sql, engine).flatMap(({ fix }) =>
    fix?.kind === 'edit' ? fix.edits : [],
  );
  return edits
    .map(({ location: { line, column }, text }) => ({ at: offsetOf(sql, line, column), text }))
    .sort((a, b) => b.at - a.at)
    .reduce((text, { at, text: added }) => text.slice(0, at) + added + text.slice(at), sql);
}

function offsetOf(text: string, line: number, column: number): number {
  const lines = text.split(/(?<=\r\n|\n|\r(?!\n))/);
  return lines.slice(0, line - 1).join('').length + column - 1;
}
