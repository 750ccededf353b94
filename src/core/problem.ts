import type { RuleId } from './rule-ids.ts';

export type Severity = 'error' | 'warning' | 'info';

/** Stable: CI scripts and settings name them. Explained in docs/problems.md. */
export type ProblemCode =
  | 'naming'
  | 'duplicate-version'
  | 'gap'
  | 'modified'
  | 'missing'
  | 'failed'
  | 'out-of-order'
  | 'orphan-down'
  | 'missing-down'
  | 'encoding'
  | 'unreadable'
  | 'foreign-history'
  | 'corrupt-history'
  | 'empty-script'
  | 'copy-data'
  | 'psql-command'
  | 'transaction-control'
  | 'history-change'
  | 'lock-release'
  | 'irreversible'
  | 'unknown-version'
  | 'repair'
  | 'ambiguous-section'
  | 'empty-section'
  | 'dependency'
  | 'metadata'
  | 'literal-password'
  | 'shared-history'
  | 'syntax'
  | 'engine'
  | 'not-checked'
  | 'residue'
  | RuleId;

/** A stretch of a file's text: UTF-16 units from 0, `end` exclusive. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** Lines and columns from 1, columns in UTF-16 units, as editors and `--json` count. */
export interface Location {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Something about a migration, a file or the history table that a person should know. */
export interface Problem {
  readonly code: ProblemCode;
  readonly severity: Severity;
  /** What is wrong, what is true now and what to do. */
  readonly message: string;
  /** Relative to the project, with `/`; null when it is about the history alone. */
  readonly path: string | null;
  readonly version: string | null;
  /** Null: the file as a whole. */
  readonly location: Location | null;
  /** Further places of the same in its file. */
  readonly elsewhere?: readonly Location[];
  /** Other files the problem is about. */
  readonly related?: readonly string[];
  /** A remedy that a program can carry out. */
  readonly fix?: Fix;
}

export type Fix =
  | {
      readonly kind: 'rename';
      /** Paths relative to the project. */
      readonly files: readonly FileRename[];
    }
  /** Give these files, together, a version that is free and newest. */
  | { readonly kind: 'renumber'; readonly paths: readonly string[] }
  /** Make the file that is missing; its path is relative to the project. */
  | { readonly kind: 'create'; readonly path: string; readonly content: string }
  | { readonly kind: 'remove-bom' }
  /** Change the problem's own file. */
  | {
      readonly kind: 'edit';
      readonly title: string;
      readonly edits: readonly TextChange[];
      /** It also has to say, in its tool's own way, that it runs without a transaction. */
      readonly withoutTransaction?: true;
      /** Also to be made, in this order. */
      readonly following?: readonly FollowingMigration[];
    };

/** A migration that is to come after all others. */
export interface FollowingMigration {
  /** In words. */
  readonly name: string;
  readonly up: string;
  /** Null: it is left to be written. */
  readonly down: string | null;
  /** Both of its scripts. */
  readonly transactional: boolean;
  /** Its statements were the problem's file's, so that no other migration may come between. */
  readonly moved: boolean;
}

/** A file or folder under another name. */
export interface FileRename {
  readonly from: string;
  readonly to: string;
}

/** Text in the place of another; an empty location is an insertion. */
export interface TextChange {
  readonly location: Location;
  readonly text: string;
}
