// What other programs are told, of which the types are published: imports nothing.

export interface MigrationInfo {
  /** As its tool prints it. */
  readonly version: string;
  readonly description: string;
  readonly state: 'failed' | 'missing' | 'modified' | 'applied' | 'out-of-order' | 'pending';
  readonly reversible: boolean;
  /** From the project, with `/`; null: in the history only. */
  readonly path: string | null;
  /** ISO 8601. */
  readonly appliedAt: string | null;
}

export interface DoneMigration {
  readonly version: string;
  readonly description: string;
  /** Null when it could not be told. */
  readonly durationMs: number | null;
}

export interface ProblemInfo {
  /** Stable; docs/problems.md explains it. */
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly message: string;
  readonly path: string | null;
  readonly version: string | null;
  /** From 1; the column in UTF-16 units. */
  readonly line: number | null;
  readonly column: number | null;
}

export interface Validation {
  /** There is no problem of severity error. */
  readonly valid: boolean;
  readonly problems: readonly ProblemInfo[];
}
