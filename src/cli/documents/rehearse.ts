import type { BaseDocument, FailedReport, ProblemReport } from './shared.ts';

/** What was seen; nothing of it is kept. */
export interface RehearseDocument extends BaseDocument<'rehearse'> {
  readonly environment: string | null;
  /** In the database itself, on a copy of it, or on a shadow without rows. */
  readonly on: 'environment' | 'copy' | 'shadow' | null;
  readonly durationMs: number | null;
  /** Those that were begun, in order. */
  readonly steps: readonly RehearsedStepReport[] | null;
  /** Of the last of them. */
  readonly failed: FailedReport | null;
  /** For how long others would wait while this is applied. */
  readonly blocked: readonly BlockedReport[];
  readonly tables: readonly TableReport[];
  /** Sequences that have moved on, and tables where rows that were written take up room until the next VACUUM. */
  readonly notTakenBack: {
    readonly sequences: readonly string[];
    readonly deadRows: readonly string[];
  };
  /** False: somebody else has written into it meanwhile. */
  readonly historyUnchanged: boolean | null;
  readonly problems: readonly ProblemReport[];
}

export interface RehearsedStepReport {
  readonly direction: 'up' | 'down';
  readonly version: string;
  readonly description: string;
  readonly path: string;
  readonly durationMs: number;
  /** What the steps before keep locked: whether this one takes the same is not seen. */
  readonly lockedBefore: readonly RelationLockReport[];
  /** Of one that was not tried whole; null: it was, or no shadow can tell. */
  readonly goesThroughOnShadow: boolean | null;
  readonly statements: readonly RehearsedStatementReport[];
}

export interface RehearsedStatementReport {
  readonly line: number;
  readonly sql: string;
  /** Null: it was not tried. */
  readonly durationMs: number | null;
  /** Changed or given back; null: it is not about rows. */
  readonly rows: number | null;
  /** Taken by this one, and held until the end of its step. */
  readonly locks: readonly (RelationLockReport & {
    readonly blocks: 'reads and writes' | 'writes' | 'changes' | 'nothing';
  })[];
  /** Tables and indexes that got a new file. */
  readonly rewritten: readonly string[];
  /** Tables that it read through, and how many rows that were. */
  readonly scans: readonly { readonly table: string; readonly rows: number }[];
  /** Why not; null: it was tried. */
  readonly notTried: string | null;
}

export interface RelationLockReport {
  readonly relation: string;
  readonly kind: 'table' | 'index' | 'view' | 'sequence';
  /** As PostgreSQL's documentation calls it, such as `ACCESS EXCLUSIVE`. */
  readonly mode: string;
}

export interface BlockedReport {
  readonly relation: string;
  readonly blocks: 'reads and writes' | 'writes';
  readonly durationMs: number;
}

export interface TableReport {
  readonly name: string;
  /** With its indexes; null: not known. */
  readonly bytes: number | null;
  /** As the server estimates. */
  readonly rows: number | null;
}
