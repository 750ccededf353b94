import type { Engine } from '../core/engine.ts';
import type { Direction, Script } from '../core/migration.ts';
import type { Fix, Location, Problem, TextRange } from '../core/problem.ts';
import type { RuleSeverities } from '../core/severities.ts';
import { SqlReader } from '../sql/reader.ts';
import { split } from '../sql/split.ts';
import { readStatement } from '../sql/statement.ts';
import { locator, positions } from '../sql/text.ts';
import { rules } from './registry.ts';
import type { RuleFix } from './rule.ts';
import { suppressions } from './suppression.ts';

/** What scripts are judged as. */
export interface RuleContext {
  readonly version: string;
  readonly direction: Direction;
  readonly engine: Engine;
  readonly severities: RuleSeverities;
}

/** What the house rules say of a script that is still to run. */
export function checkRules(
  script: Script,
  { version, direction, engine, severities }: RuleContext,
): readonly Problem[] {
  const { sql } = script;
  const statements = split(sql, engine).map((each) => readStatement(sql, each, engine));
  const read = (range: TextRange): SqlReader => new SqlReader(sql, range, engine);
  const suppressed = suppressions(sql, engine);
  const positionOf = positions(sql);
  const locationOf = locator(script);

  return rules.flatMap(({ id, level, check }): readonly Problem[] => {
    const severity = severities[id] ?? level;
    if (severity === 'off') return [];
    return check({ script, direction, engine, statements, read })
      .filter(({ range }) => !suppressed.get(positionOf(range.start).line)?.has(id))
      .map(({ range, message, fix }) => ({
        code: id,
        severity,
        message,
        path: script.path,
        version,
        location: locationOf(range),
        ...(fix && { fix: asEdit(fix, locationOf) }),
      }));
  });
}

function asEdit({ title, insertions }: RuleFix, locationOf: (range: TextRange) => Location): Fix {
  const edits = insertions.map(({ at, text }) => ({
    location: locationOf({ start: at, end: at }),
    text,
  }));
  return { kind: 'edit', title, edits };
}
