import type { Node } from '@pgsql/types';
import type { TextRange } from '../core/problem.ts';
import { split } from '../sql/split.ts';
import type { Grammar, GrammarError } from './grammar.ts';
import { bytePlaces } from './places.ts';

/** One statement of a script, as PostgreSQL reads it. Places are in UTF-16 units of the script. */
export interface ParsedStatement extends TextRange {
  /** Null: it is not PostgreSQL's SQL, and `error` says why. */
  readonly tree: Node | null;
  readonly error: GrammarError | null;
  /** The place of a node, by the `location` that the tree gives it: bytes of UTF-8 in the statement. */
  placeOf(location: number | undefined): number;
}

/** Each statement alone: an error hides nothing of what follows it. */
export function parseScript(sql: string, grammar: Grammar): readonly ParsedStatement[] {
  return split(sql, 'postgres').map(({ start, end }) => {
    const text = withoutBom(sql.slice(start, end));
    const { tree, error } = grammar.parse(text);
    const placeIn = bytePlaces(text);
    return {
      ...{ start, end, tree },
      error: error && { ...error, position: start + error.position },
      placeOf: (location = 0) => start + placeIn(location),
    };
  });
}

/** A byte order mark is a problem of its own, and must not hide what else is wrong; in its place a blank. */
function withoutBom(statement: string): string {
  return statement.replace(/^\uFEFF/, ' ');
}
