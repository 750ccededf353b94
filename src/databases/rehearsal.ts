import type { TextRange } from '../core/problem.ts';
import type { Statement } from '../core/statement.ts';
import type { RunUnitOptions, ScriptFailure } from './database.ts';

/**
 * Where it takes place: in the database itself, on a copy of it that is thrown away, or on a shadow,
 * which has its schema and no rows.
 */
export const REHEARSAL_PLACES = ['environment', 'copy', 'shadow'] as const;

export type RehearsalPlace = (typeof REHEARSAL_PLACES)[number];

/** What is to be carried out and taken back, as one run would do it. */
export interface RehearsalWork {
  /** Makes the history where there is none. */
  readonly prepare: readonly Statement[];
  readonly units: readonly RehearsalUnit[];
}

export interface RehearsalUnit {
  readonly script: string;
  /** Where not, statements that refuse a transaction are expected, and passed over. */
  readonly transactional: boolean;
  readonly record: readonly Statement[];
}

export type RehearseOptions = RunUnitOptions;

/** What was seen while a plan was carried out; nothing of it is kept. */
export interface Rehearsal {
  /** One for each unit that was begun. */
  readonly scripts: readonly RehearsedScript[];
  /** Of the last of them; null: all of it went through. */
  readonly failure: ScriptFailure | null;
  /** From begin to end, in nanoseconds. */
  readonly elapsed: bigint;
  /** What was locked, written anew or read, as far as it was there before. */
  readonly tables: readonly TableFacts[];
  readonly lasting: Lasting;
}

/** What no rollback takes back. */
export interface Lasting {
  /** They have moved on, and what they gave is not given again. */
  readonly sequences: readonly string[];
  /** Rows that were taken back take up room there until the next VACUUM. */
  readonly deadRows: readonly string[];
}

export interface RehearsedScript {
  /** Those that were done or passed over. */
  readonly statements: readonly RehearsedStatement[];
  /** From its first statement to the last, in nanoseconds. */
  readonly elapsed: bigint;
  /** What the scripts before it keep locked: whether this one takes the same again is not seen. */
  readonly lockedBefore: readonly RelationLock[];
}

/** In UTF-16 units of its script. */
export interface RehearsedStatement extends TextRange {
  /** In nanoseconds. */
  readonly elapsed: bigint;
  /** Changed, or given back; null: it is not about rows. */
  readonly rows: number | null;
  /** Taken by this one; those before it keep theirs. */
  readonly locks: readonly RelationLock[];
  /** Tables, materialized views and indexes that got a new file. */
  readonly rewritten: readonly string[];
  /** Tables that it has read from the first row to the last, with how many rows that were. */
  readonly scans: readonly { readonly table: string; readonly rows: number }[];
  /** Why it was passed over, in words; null: it was not. */
  readonly notTried: string | null;
}

export interface RelationLock {
  /** As SQL names it; one in `public` without its schema. */
  readonly relation: string;
  readonly kind: 'table' | 'index' | 'view' | 'sequence';
  readonly mode: LockMode;
}

/** As PostgreSQL's documentation calls them, weakest first. */
export const LOCK_MODES = [
  'ACCESS SHARE',
  'ROW SHARE',
  'ROW EXCLUSIVE',
  'SHARE UPDATE EXCLUSIVE',
  'SHARE',
  'SHARE ROW EXCLUSIVE',
  'EXCLUSIVE',
  'ACCESS EXCLUSIVE',
] as const;

export type LockMode = (typeof LOCK_MODES)[number];

/** What others cannot do meanwhile. */
export type Blocks = 'reads and writes' | 'writes' | 'changes' | 'nothing';

/**
 * What a lock keeps others from; `changes` are those of the schema, and VACUUM. Only what an
 * application notices: https://www.postgresql.org/docs/current/explicit-locking.html
 */
export function blockedBy(mode: LockMode): Blocks {
  switch (mode) {
    case 'ACCESS EXCLUSIVE':
      return 'reads and writes';
    case 'EXCLUSIVE':
    case 'SHARE ROW EXCLUSIVE':
    case 'SHARE':
      return 'writes';
    case 'SHARE UPDATE EXCLUSIVE':
      return 'changes';
    case 'ROW EXCLUSIVE':
    case 'ROW SHARE':
    case 'ACCESS SHARE':
      return 'nothing';
  }
}

export interface TableFacts {
  readonly name: string;
  /** With its indexes and what lies outside of its rows; null: not known. */
  readonly bytes: number | null;
  /** As the server estimates; null: it never has. */
  readonly rows: number | null;
}
