import type { Node } from '@pgsql/types';

/** What PostgreSQL's own parser makes of one statement. */
export type Parsed =
  | { readonly tree: Node; readonly error: null }
  | { readonly tree: null; readonly error: GrammarError };

export interface GrammarError {
  /** The parser's own words. */
  readonly message: string;
  /** Where it stopped, in UTF-16 units of the statement; its length: at the end. */
  readonly position: number;
}

/** PostgreSQL's parser; takes a while to load, and then blocks whoever calls it. */
export interface Grammar {
  /** @param statement one statement, without its `;` */
  parse(statement: string): Parsed;
}
