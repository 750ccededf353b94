import type { Engine } from '../core/engine.ts';
import type { Direction, Script } from '../core/migration.ts';
import type { Fix, Location, Problem, TextRange } from '../core/problem.ts';
import type { RuleSeverities } from '../core/severities.ts';
import { SqlReader } from '../sql/reader.ts';
import { split } from '../sql/split.ts';
import { readStatement } from '../sql/statement.ts';
import { locator, positions } from '../sql/text.ts';
import { rules } from './registry.ts';
import type { Rule, RuleFix, RuleScript, TreeRule, TreeScript } from './rule.ts';
import { suppressions } from './suppression.ts';

/** What scripts are judged as. */
export interface RuleContext {
  readonly version: string;
  readonly direction: Direction;
  readonly engine: Engine;
  readonly severities: RuleSeverities;
  readonly referred?: RuleScript['referred'];
  readonly pragmasFirst?: RuleScript['pragmasFirst'];
  readonly indexed?: RuleScript['indexed'];
  /** What PostgreSQL's grammar makes of it, and the rules that read that; without, these are left out. */
  readonly trees?: Pick<TreeScript, 'parsed' | 'serverVersion'> & {
    readonly rules: readonly TreeRule[];
  };
}

/** What the house rules say of a script that is still to run. */
export function checkRules(script: Script, context: RuleContext): readonly Problem[] {
  const { version, direction, engine, severities, trees } = context;
  const { referred = [], pragmasFirst = false, indexed = [] } = context;
  const { sql } = script;
  const statements = split(sql, engine).map((each) => readStatement(sql, each, engine));
  const read = (range: TextRange): SqlReader => new SqlReader(sql, range, engine);
  const suppressed = suppressions(sql, engine);
  const positionOf = positions(sql);
  const locationOf = locator(script);

  function findings<S extends RuleScript>(of: readonly Rule<S>[], judged: S): readonly Problem[] {
    return of.flatMap(({ id, level, check }): readonly Problem[] => {
      const severity = severities[id] ?? level;
      if (severity === 'off') return [];
      return check(judged)
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

  const surroundings = { referred, pragmasFirst, indexed };
  const judged: RuleScript = { script, direction, engine, statements, ...surroundings, read };
  return [
    ...findings(rules, judged),
    ...(trees === undefined ? [] : findings(trees.rules, { ...judged, ...trees })),
  ];
}

function asEdit({ edits, ...fix }: RuleFix, locationOf: (range: TextRange) => Location): Fix {
  return {
    kind: 'edit',
    ...fix,
    edits: edits.map(({ text, ...range }) => ({ location: locationOf(range), text })),
  };
}
