import type { ProblemInfo } from '../../runner/info.ts';

export interface BaseDocument<Command> {
  readonly command: Command;
  /** Why the command did not do what it was asked for. */
  readonly error: ErrorReport | null;
}

export interface ErrorReport {
  readonly code:
    | 'usage'
    | 'configuration'
    | 'connect'
    | 'lock'
    | 'refused'
    | 'failed'
    | 'cancelled'
    | 'internal';
  readonly message: string;
  /** What to do. */
  readonly hint: string | null;
}

export interface ProblemReport extends ProblemInfo {
  readonly endLine: number | null;
  readonly endColumn: number | null;
}

export interface FailedReport {
  readonly version: string;
  readonly path: string;
  readonly line: number | null;
  readonly column: number | null;
  readonly statement: string | null;
  /** SQLSTATE, or SQLite's result code by name. */
  readonly code: string | null;
  readonly message: string;
  readonly detail: string | null;
  readonly hint: string | null;
  /** What of the script is in the database; `completed`: the statements before the failing one. */
  readonly kept: 'nothing' | 'completed' | 'unknown';
}

/** The database on which migrations were tried. */
export interface ShadowReport {
  readonly engine: 'sqlite' | 'postgres';
  /** The server's or library's. */
  readonly version: string;
  /** `scratch`: on a server; `pglite`: PostgreSQL, but not that server. */
  readonly kind: 'memory' | 'scratch' | 'pglite';
}

/** A whole number beyond 2^53 is a string, bytes are lower-case hex. */
export type JsonValue = string | number | boolean | null;
