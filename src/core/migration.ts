/** A place in a text: line and column from 1, the column in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A script of a migration: a whole file, or a section of one. */
export interface Script {
  /** Relative to the project, with `/`. */
  readonly path: string;
  /** The SQL exactly as it is executed; a byte order mark stays in it. */
  readonly sql: string;
  /** Where `sql` begins in its file. */
  readonly start: Position;
  /** Runs in one transaction together with its history row. */
  readonly transactional: boolean;
}

/** One versioned change, as its files tell it. */
export interface Migration {
  /** What the history table identifies it by, printed as the convention prints it. */
  readonly version: string;
  readonly description: string;
  readonly up: Script;
  readonly down: Script | null;
  /** As the convention computes it, lower-case hex; null where the tool keeps none. */
  readonly checksum: string | null;
}

export type Direction = 'up' | 'down';

/**
 * One row of the history table, in terms that hold for every tool.
 *
 * `columns` are the row's own, as the tool names them; times are as the tool stores them.
 */
export interface HistoryRow {
  readonly version: string;
  readonly description: string | null;
  /** `failed` is what the tool calls dirty or failed; `reverted` rows stay behind in some tools. */
  readonly outcome: 'applied' | 'failed' | 'reverted';
  /** Lower-case hex, as recorded. */
  readonly checksum: string | null;
  /** ISO 8601, UTC. */
  readonly appliedAt: string | null;
  readonly durationMs: number | null;
  readonly columns: Readonly<Record<string, unknown>>;
}

/** A file found below the migrations folder. */
export interface SourceEntry {
  /** Relative to the migrations folder, with `/`. */
  readonly path: string;
  readonly kind: 'file' | 'directory' | 'other';
}
