import type { MigrationInfo } from '../../runner/info.ts';
import type { BaseDocument, JsonValue, ProblemReport } from './shared.ts';

export interface StatusDocument extends BaseDocument<'status'> {
  readonly project: string | null;
  readonly environment: string | null;
  readonly convention: string | null;
  readonly database: DatabaseReport | null;
  readonly historyTable: string | null;
  readonly migrations: readonly MigrationReport[] | null;
  readonly summary: SummaryReport | null;
  /** Those that are no single migration's. */
  readonly problems: readonly ProblemReport[] | null;
}

export interface DatabaseReport {
  readonly engine: 'sqlite' | 'postgres';
  readonly name: string;
  /** Complete, without the password. */
  readonly url: string;
  /** Where the address was found, in words. */
  readonly source: string;
  /** False: a SQLite file that `up` would create. */
  readonly exists: boolean;
  /** The server's or library's. */
  readonly version: string;
}

export interface MigrationReport extends MigrationInfo {
  readonly downPath: string | null;
  readonly durationMs: number | null;
  /** Of the file, as it is now. */
  readonly checksum: string | null;
  /** As the history has it. */
  readonly appliedChecksum: string | null;
  /** The row's own columns, as the tool names them. */
  readonly history: Readonly<Record<string, JsonValue>> | null;
  /** In which way a `modified` one is not what was applied; null in every other state. */
  readonly difference: DifferenceName | null;
  /** Of such a one, what differs in its statements; null where what was applied is not known. */
  readonly statements: readonly StatementReport[] | null;
  /** Its script has begun without a transaction and not ended; null: it has not. */
  readonly unfinished: UnfinishedReport | null;
  readonly problems: readonly ProblemReport[];
}

export type DifferenceName =
  'line-endings' | 'byte-order-mark' | 'encoding' | 'comments' | 'content' | 'corrupt-record';

export interface StatementReport {
  readonly change: 'added' | 'removed' | 'changed';
  /** In the file as it is now; null where the statement is no more. */
  readonly line: number | null;
  readonly before: string | null;
  readonly after: string | null;
}

export interface UnfinishedReport {
  readonly direction: 'up' | 'down';
  /** How many of its statements are done, and how many there were when it began. */
  readonly completed: number;
  readonly total: number;
  /** The next one may be done, too. */
  readonly inDoubt: boolean;
  /** Where it goes on in its file; null: nowhere. */
  readonly line: number | null;
}

/** Disjoint: each migration is counted once. */
export interface SummaryReport {
  readonly applied: number;
  readonly pending: number;
  readonly modified: number;
  readonly missing: number;
  readonly failed: number;
  readonly outOfOrder: number;
}
