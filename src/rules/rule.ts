import type { Engine } from '../core/engine.ts';
import type { Direction, Script } from '../core/migration.ts';
import type { Fix, TextRange } from '../core/problem.ts';
import type { RuleId, TreeRuleId } from '../core/rule-ids.ts';
import type { RuleLevel } from '../core/severities.ts';
import type { ParsedStatement } from '../grammar/parse.ts';
import type { ObjectName, SqlReader } from '../sql/reader.ts';
import type { Statement } from '../sql/statement.ts';

/** One piece of good practice, looked for in scripts that are still to run. Pure. */
export interface Rule<S extends RuleScript = RuleScript> {
  readonly id: CheckedRuleId;
  /** As long as nobody sets another. */
  readonly level: RuleLevel;
  readonly check: (script: S) => readonly Finding[];
}

/** One that reads PostgreSQL's own trees: what the outer form of a statement does not tell. */
export interface TreeRule extends Rule<TreeScript> {
  readonly id: TreeRuleId;
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
  /** Tables that foreign keys refer to, where they hold while it runs; not given: none is known. */
  readonly referred?: readonly string[];
  /**
   * SQLite: a PRAGMA with which the script begins is carried out before its transaction, by whatever
   * applies it; not given: it stands in the transaction like the rest.
   */
  readonly pragmasFirst?: boolean;
  /** What indexes begin with that any of the project's scripts makes; not given: none is known. */
  readonly indexed?: readonly IndexedColumns[];
  /** A reader of a part of the script. */
  readonly read: (range: TextRange) => SqlReader;
}

/** The columns with which an index begins, and their table. */
export interface IndexedColumns {
  readonly table: ObjectName;
  readonly columns: readonly { readonly name: string }[];
}

/** A script for PostgreSQL, and what its grammar makes of it. */
export interface TreeScript extends RuleScript {
  /** Those of `statements` in the same order. */
  readonly parsed: readonly ParsedStatement[];
  /** The server's major version, such as 16; null: not known. */
  readonly serverVersion: number | null;
}

/** Ranges and offsets are in UTF-16 units of the script. */
export interface Finding {
  readonly range: TextRange;
  readonly message: string;
  readonly fix?: RuleFix;
}

/** An edit of the script that follows the rule, and what has to come with it. */
export interface RuleFix extends Pick<EditFix, 'title' | 'withoutTransaction' | 'following'> {
  readonly edits: readonly ScriptEdit[];
}

type EditFix = Extract<Fix, { kind: 'edit' }>;

/** Text in the place of another; an empty range is an insertion. */
export interface ScriptEdit extends TextRange {
  readonly text: string;
}
