import type { Engine, SessionSettings } from '../core/engine.ts';
import type { TextRange } from '../core/problem.ts';
import type { Statement, TableName } from '../core/statement.ts';
import type { ScriptFailure } from './database.ts';
import type { Rehearsal, RehearsalWork } from './rehearsal.ts';
import type { Schema } from '../schema/schema.ts';
import type { PostgresTarget } from './target.ts';

/** Where a shadow is made: SQLite's in memory, PostgreSQL's on a server or beside the program. */
export type ShadowPlace =
  | { readonly kind: 'memory' }
  | ScratchPlace
  | { readonly kind: 'pglite'; readonly project: string };

/** In a database of its own on the server that `target` is on. */
export interface ScratchPlace {
  readonly kind: 'scratch';
  readonly target: PostgresTarget;
  /** The project's folder, absolute; by a hash of it scratch databases are told apart. */
  readonly project: string;
  /** The migrations go to this very server: what it lacks, they will lack, too. */
  readonly isOwnServer: boolean;
}

/** What a shadow has to be like for the tool whose scripts it is for. */
export interface ShadowSettings extends SessionSettings {
  /** Makes the tool's own tables, which a script may read; run once, before the first script. */
  readonly own: readonly Statement[];
  /**
   * Writes into them as recording a migration would, but no row; run behind each script, so that one
   * which lets nobody write afterwards does not go through.
   */
  readonly record: readonly Statement[];
  /**
   * Writes down how far a script without a transaction has come, as `advance` of a `Unit`; no row is
   * there. Such a script may set a search_path, so the schema that the table has come to lie in is
   * named; null: the engine has none.
   */
  readonly advance: (schema: string | null) => Statement;
  /** These tables: no part of the schema. */
  readonly ownTables: readonly TableName[];
}

/** A throw-away database that holds what precedes a script. Calls come one at a time. */
export interface Shadow {
  readonly engine: Engine;
  readonly about: ShadowInfo;

  /**
   * Brings it to where these scripts lead, from nothing, by as little work as that takes: what it
   * stands at is known by the scripts' texts.
   *
   * @throws BrokenPrefix when one of them fails; StrataError `connect` when it is gone and cannot be
   *   made anew, `cancelled`
   */
  goTo(scripts: readonly ShadowScript[], options?: ShadowOptions): Promise<Standing>;

  /**
   * Carries a script out there and takes all of it back, whether it needs a transaction or not.
   *
   * @throws StrataError `connect`, `cancelled`; that the script fails is what it returns
   */
  attempt(script: ShadowScript, options?: AttemptOptions): Promise<Attempt>;

  /**
   * Carries scripts out one by one where it stands, tells what each statement did, and takes all of
   * it back.
   *
   * @throws StrataError `connect`, `cancelled`
   */
  rehearse(work: RehearsalWork, options?: ShadowOptions): Promise<Rehearsal>;

  /** What is there, less what is not the migrations': the history table, and what came with the server. */
  schema(options?: ShadowOptions): Promise<Schema>;

  /** Leaves nothing behind. */
  close(): Promise<void>;
}

export interface ShadowInfo {
  /** Such as `3.50.4` or `18.0`. */
  readonly version: string;
  /** `memory`: SQLite; `scratch`: a database on a server; `pglite`: PostgreSQL, but not that server. */
  readonly kind: ShadowPlace['kind'];
  /** Where, for people and without a password; such as "in memory" or `localhost:5432`. */
  readonly place: string;
}

export interface ShadowOptions {
  readonly signal?: AbortSignal;
  /** In milliseconds, for each statement: what takes longer never ends. */
  readonly timeout?: number;
}

export interface AttemptOptions extends ShadowOptions {
  /** Also read what the schema is afterwards. */
  readonly schema?: boolean;
}

export interface ShadowScript {
  /** The migration's, for messages. */
  readonly version: string;
  readonly sql: string;
  /** In one transaction, as its tool runs it. */
  readonly transactional: boolean;
}

/** Where a shadow stands. */
export interface Standing {
  /** What of the scripts was left out, and so may be missing. */
  readonly leftOut: readonly (LeftOut & { readonly version: string })[];
}

export interface Attempt {
  /** Null: it went through. Its ranges are in UTF-16 units of the script. */
  readonly failure: ScriptFailure | null;
  /** Further statements that are no SQL, on SQLite, whose parser is the database. */
  readonly syntaxErrors: readonly ScriptFailure[];
  readonly leftOut: readonly LeftOut[];
  /** Null: not asked for, or it did not go through. */
  readonly schema: Schema | null;
}

/** A statement that was not carried out: it reaches beyond the database, or the shadow lacks something. */
export interface LeftOut {
  /** In UTF-16 units of the script. */
  readonly statement: TextRange;
  /** Why, in words. */
  readonly because: string;
}
