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
  /** It may well be SQL; the parser has broken down over it. */
  readonly tooComplex?: true;
}

/** PostgreSQL's parser; takes a while to load, and then blocks whoever calls it. */
export interface Grammar {
  /**
   * @param statement one statement, without its `;`
   * @throws GrammarLost
   */
  parse(statement: string): Parsed;
}

/** A statement was too much for the parser, which is of no use any more: its memory is in disorder. */
export class GrammarLost extends Error {
  override readonly name = 'GrammarLost';
  readonly statement: string;

  constructor(statement: string, cause: unknown) {
    super('the parser has broken down', { cause });
    this.statement = statement;
  }
}
