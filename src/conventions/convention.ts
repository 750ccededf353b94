import type { Engine, Lock } from '../core/engine.ts';
import type { HistoryRow, Migration, SourceEntry } from '../core/migration.ts';
import type { FileRename, Problem } from '../core/problem.ts';
import type { Rules } from '../core/reconcile.ts';
import type { MigrationStatus } from '../core/state.ts';
import type { Row, Statement, TableName } from '../core/statement.ts';

/** How one tool names files, computes checksums, records history and locks. Pure: no I/O. */
export interface Convention extends Rules {
  readonly id: string;
  readonly title: string;
  /** The environment variable that holds the database's address. */
  readonly urlVariable: string;
  /** SQLite's foreign keys, as the tool's own connections have them. */
  readonly foreignKeys: boolean;

  /** What a person typed, as the convention prints it; null when it can't be a version. */
  parseVersion(text: string): string | null;

  /** What the names say. Paths are relative to the migrations folder. */
  discover(entries: readonly SourceEntry[]): Discovery;

  /** What the contents of a candidate's files say. */
  load(candidate: Candidate, contents: Contents): Loaded;

  /** The files of a new migration, newest of `existing`. @throws StrataError `usage` */
  scaffold(request: ScaffoldRequest, existing: readonly Candidate[]): readonly NewFile[];

  /** New names for these files, together, with a version newer than all `existing`. */
  renumber(
    paths: readonly string[],
    existing: readonly Candidate[],
    now: Date,
  ): readonly FileRename[];

  /** Applied migrations in the order in which the tool reverts them. */
  revertOrder(applied: readonly MigrationStatus[]): readonly MigrationStatus[];

  /** The name of the history table as configured. */
  historyTable(engine: Engine): TableName;

  /** Reading and writing the history in `table`, as `Connection.locate` found it. */
  history(engine: Engine, table: TableName): History;

  /** Null: the tool takes no lock on this engine. `database` is `current_database()`. */
  lock(engine: Engine, database: string): Lock | null;
}

/** A migration by its file names alone. Paths are relative to the migrations folder. */
export interface Candidate {
  readonly version: string;
  readonly description: string;
  readonly up: string;
  readonly down: string | null;
}

export interface Discovery {
  /** In the convention's order; versions may repeat, each with a problem. */
  readonly candidates: readonly Candidate[];
  /** Paths are relative to the migrations folder. */
  readonly problems: readonly Problem[];
}

/** A candidate's files by path, or why one could not be read. */
export type Contents = ReadonlyMap<string, Uint8Array | Error>;

export interface Loaded {
  readonly migration: Migration;
  readonly problems: readonly Problem[];
}

export interface ScaffoldRequest {
  readonly name: string;
  readonly now: Date;
  /** Null: inferred from what is there. */
  readonly reversible: boolean | null;
  readonly numbering: 'sequential' | 'timestamp' | null;
  readonly author: string | null;
}

export interface NewFile {
  /** Relative to the migrations folder. */
  readonly path: string;
  readonly content: string;
}

/** The history table in the tool's exact form, as statements: the database runs them. */
export interface History {
  /** Makes schema and table where they are not there. */
  readonly create: readonly Statement[];
  /** Why a table with these columns is not this tool's; null when it is. */
  foreign(columns: readonly { readonly name: string; readonly type: string }[]): string | null;
  readonly select: Statement;
  parse(row: Row): HistoryRow;

  /** The row of an applied migration, written in the script's own transaction. */
  applied(migration: Migration): readonly Statement[];
  /** What follows after the commit; may be gathered for several migrations. */
  finished(migration: Migration, elapsed: bigint): readonly Statement[];
  /** Written in the down script's own transaction. */
  reverted(migration: Migration): readonly Statement[];

  /** For a script without a transaction: committed before, to be found after a crash. */
  started(migration: Migration, direction: 'up' | 'down'): readonly Statement[];
  /** Ends what `started` began. */
  completed(migration: Migration, direction: 'up' | 'down'): readonly Statement[];
  /** Takes `started` back when nothing of the script ran. */
  withdrawn(migration: Migration, direction: 'up' | 'down'): readonly Statement[];
}

/** A tool's entry in the registry. */
export interface Tool {
  readonly id: string;
  /** Files beside the project that configure the tool, relative to the project. */
  readonly configFiles: readonly string[];
  /**
   * @param config the contents of those of `configFiles` that are there
   * @throws StrataError `configuration`, naming file and line
   */
  configure(config: ReadonlyMap<string, string>): ConfiguredTool;
}

export interface ConfiguredTool {
  readonly convention: Convention;
  /** Relative to the project. */
  readonly migrationsFolder: string;
}
