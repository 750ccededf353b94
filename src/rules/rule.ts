import type { Engine } from '../core/engine.ts';
import type { Direction, Script } from '../core/migration.ts';
import type { RuleId, TextRange } from '../core/problem.ts';
import type { RuleLevel } from '../core/severities.ts';
import type { SqlReader } from '../sql/reader.ts';
import type { Statement } from '../sql/statement.ts';

/** One piece of good practice, looked for in scripts that are still to run. Pure. */
export interface Rule {
  readonly id: CheckedRuleId;
  /** As long as nobody sets another. */
  readonly level: RuleLevel;
  readonly check: (script: RuleScript) => readonly Finding[];
}

/** The rules about what is in a script; those about names are the conventions'. */
export type CheckedRuleId = Exclude<
  RuleId,
  'unpadded-version' | 'lower-case-v' | 'single-underscore'
>;

export interface RuleScript {
  readonly script: Script;
  readonly direction: Direction;
  readonly engine: Engine;
  /** In order. */
  readonly statements: readonly Statement[];
  /** A reader of a part of the script. */
  readonly read: (range: TextRange) => SqlReader;
}

/** Ranges and offsets are in UTF-16 units of the script. */
export interface Finding {
  readonly range: TextRange;
  readonly message: string;
  readonly fix?: RuleFix;
}

/** An edit of the script that follows the rule. */
export interface RuleFix {
  readonly title: string;
  readonly insertions: readonly Insertion[];
}

export interface Insertion {
  readonly at: number;
  readonly text: string;
}
