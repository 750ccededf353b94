import type { Engine } from '../core/engine.ts';

/** Everything that migrations make in a database, as the engine itself describes it. */
export interface Schema {
  readonly engine: Engine;
  /** In the order in which they would have to be made, as far as that can be told. */
  readonly objects: readonly SchemaObject[];
}

/** Around a script. */
export interface Schemas {
  readonly before: Schema;
  /** Null: the script does not go through. */
  readonly after: Schema | null;
}

/** What is told apart; each engine has some of them. */
export type ObjectKind =
  | 'schema'
  | 'extension'
  | 'type'
  | 'domain'
  | 'collation'
  | 'sequence'
  | 'function'
  | 'aggregate'
  | 'operator'
  | 'cast'
  | 'table'
  | 'column'
  | 'constraint'
  | 'index'
  | 'view'
  | 'materialized view'
  | 'foreign table'
  | 'trigger'
  | 'rule'
  | 'policy'
  | 'statistics'
  | 'publication'
  | 'event trigger'
  | 'privilege'
  | 'default privilege'
  | 'owner'
  | 'comment'
  | 'other';

/** One object; a column, constraint, index or trigger is one beside its table. */
export interface SchemaObject {
  readonly kind: ObjectKind;
  /** Null where the engine, or this kind, has no schemas. */
  readonly schema: string | null;
  /** What it belongs to: a column's table, a comment's object; null: it stands for itself. */
  readonly owner: string | null;
  /** Unique together with the above; with the argument types, for functions. */
  readonly name: string;
  /**
   * All that is true of it, in the engine's own words and one form: two objects are the same where
   * these are. For people too: `integer NOT NULL DEFAULT 0`, `CHECK ((price > 0))`.
   */
  readonly definition: string;
  /** Among those of one owner, from 1, for columns; null where it does not matter. */
  readonly position: number | null;
}

/** What has become of one object between two schemas. */
export type SchemaChange =
  | { readonly change: 'added'; readonly after: SchemaObject }
  | { readonly change: 'removed'; readonly before: SchemaObject }
  | { readonly change: 'changed'; readonly before: SchemaObject; readonly after: SchemaObject };
