import type { TextRange } from '../core/problem.ts';

/** Where a script names an object. Places are in UTF-16 units of the script. */
export interface NameUse extends TextRange {
  /** In lower case, as SQL calls it: `table`, `column`, `index`, `view`, `function`, `type`, … */
  readonly object: string;
  /** As the engine compares it; null: not given. */
  readonly schema: string | null;
  /** Of a column, constraint, trigger, rule or policy; null: it is none, or that cannot be told. */
  readonly table: string | null;
  readonly name: string;
  readonly role: 'creates' | 'changes' | 'drops' | 'refers';
  /** What was called this until here: it is no new object. */
  readonly renamedFrom?: string;
}
