import type { Engine } from '../core/engine.ts';
import type { Direction, Script } from '../core/migration.ts';
import type { Fix, RuleId, Severity, TextRange } from '../core/problem.ts';
import type { Fragment } from '../sql/split.ts';

/** One piece of good practice, looked for in scripts that are still to run. Pure. */
export interface Rule {
  readonly id: RuleId;
  /** As long as a team doesn't set it. */
  readonly severity: Severity | 'off';
  check(script: RuleScript): readonly Finding[];
}

export interface RuleScript {
  readonly script: Script;
  readonly direction: Direction;
  readonly engine: Engine;
  readonly fragments: readonly Fragment[];
}

export interface Finding {
  /** In UTF-16 units of the script. */
  readonly range: TextRange;
  readonly message: string;
  readonly fix?: Fix;
}
