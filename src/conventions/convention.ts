import type { Amender } from '../core/amendment.ts';
import type { Engine, Guard, Lock, SessionSettings } from '../core/engine.ts';
import type { HistoryRow, Migration, Script, SourceEntry } from '../core/migration.ts';
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
  /** As the tool's own connections are. */
  readonly session: SessionSettings;
  /** How deep the files lie: 1 in the migrations folder itself, 2 in a folder for each migration. */
  readonly depth: 1 | 2;
  /** The first line of a script that runs without a transaction; null: the tool has no such scripts. */
  readonly noTransaction: string | null;
  /** The line of a new down script in whose place its statements are to be written. */
  readonly downPlaceholder: string;
  /** Backups before applying are the tool's own habit; null: it makes none. */
  backup(engine: Engine): BackupHabit | null;

  /** What a person typed, as the convention prints it; null when it can't be a version. */
  parseVersion(text: string): string | null;

  /** What the names say. Paths are relative to the migrations folder. */
  discover(entries: readonly SourceEntry[]): Discovery;

  /** What the contents of a candidate's files say. */
  load(candidate: Candidate, contents: Contents): Loaded;

  /** What `load` gives a migration as its checksum, for another text of its up script. */
  checksum(sql: string): string;

  /** What only all migrations together show; paths are as the migrations have them. */
  check(migrations: readonly Outline[]): readonly Problem[];

  /** The files of a new migration, newest of `existing`. @throws StrataError `usage` */
  scaffold(request: ScaffoldRequest, existing: readonly Candidate[]): readonly NewFile[];

  /** New names for these files, together, with a version newer than all `existing`. */
  renumber(paths: readonly string[], existing: readonly Candidate[], now: Date): Renumbering;

  /** Applied migrations in the order in which the tool reverts them. */
  revertOrder(applied: readonly MigrationStatus[]): readonly MigrationStatus[];

  /** The name of the history table as configured. */
  historyTable(engine: Engine): TableName;

  /** Reading and writing the history in `table`, as `Connection.locate` found it. */
  history(engine: Engine, table: TableName, writer: HistoryWriter): History;

  /** Null: the tool takes no lock on this engine. `database` is `current_database()`. */
  lock(engine: Engine, database: string): Lock | null;
}

/** A migration without what its scripts say, so that typing in one is no reason to check all. */
export type Outline = Pick<Migration, 'version' | 'description' | 'metadata'> & {
  readonly up: Pick<Script, 'path'>;
};

/** A migration by its file names alone. Paths are relative to the migrations folder. */
export interface Candidate {
  readonly version: string;
  readonly description: string;
  readonly up: string;
  readonly down: string | null;
  readonly metadata: string | null;
}

export interface Discovery {
  /** In the convention's order; versions may repeat, each with a problem. */
  readonly candidates: readonly Candidate[];
  /** Paths are relative to the migrations folder. */
  readonly problems: readonly Problem[];
}

/** Of a file: its text, its bytes where they may not be UTF-8, or why it could not be read. */
export type Content = string | Uint8Array | Error;

/** Of a candidate's files, by path. */
export type Contents = ReadonlyMap<string, Content>;

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
  /** Instead of the tool's templates, such as for a migration that undoes another. */
  readonly sql: { readonly up: string; readonly down: string | null } | null;
}

/** Paths are relative to the migrations folder. */
export interface Renumbering {
  /** Files, or the folder that holds them. */
  readonly renames: readonly FileRename[];
  /** Files that say the version inside, by their new path. */
  readonly rewrites: readonly { readonly path: string; rewrite(text: string): string }[];
}

/** How a tool keeps copies of the database from before it applied. */
export interface BackupHabit {
  /** Absolute, or from the folder of the database file, else of the project. */
  readonly folder: string;
  /** How many stay. */
  readonly keep: number;
}

export interface NewFile {
  /** Relative to the migrations folder. */
  readonly path: string;
  readonly content: string;
}

/** Who writes the history, for tools that record it. */
export interface HistoryWriter {
  readonly hostname: string;
}

/** The history table in the tool's exact form, as statements: the database runs them. */
export interface History extends Amender {
  /** Makes schema and table where they are not there. */
  readonly create: readonly Statement[];
  /** Why a table with these columns is not this tool's; null when it is. */
  foreign(columns: readonly { readonly name: string; readonly type: string }[]): string | null;
  readonly select: Statement;
  parse(row: Row): HistoryRow;

  /** Looks again, in the migration's own transaction. */
  guard(migration: Migration, direction: 'up' | 'down'): Guard;
  /** The row of an applied migration, written in the script's own transaction. */
  applied(migration: Migration): readonly Statement[];
  /** What follows after the commit; may be gathered for several migrations. */
  finished(migration: Migration, elapsed: bigint): readonly Statement[];
  /** Written in the down script's own transaction. */
  reverted(migration: Migration): readonly Statement[];

  /** Written down when applying has failed and nothing of it was kept; empty: the tool doesn't. */
  failed(migration: Migration, failure: RecordedFailure): readonly Statement[];

  /** For scripts without a transaction; null: the tool has none. */
  readonly piecewise: PiecewiseHistory | null;
}

export interface RecordedFailure {
  readonly message: string;
  /** Nanoseconds. */
  readonly elapsed: bigint;
}

/** What the history says of a script that runs without a transaction. */
export interface PiecewiseHistory {
  /** Committed before, to be found after a crash. */
  started(migration: Migration, direction: 'up' | 'down'): readonly Statement[];
  /** Ends what `started` began. */
  completed(migration: Migration, direction: 'up' | 'down'): readonly Statement[];
  /** Takes `started` back when nothing of the script ran. */
  withdrawn(migration: Migration, direction: 'up' | 'down'): readonly Statement[];
}

/** A tool's entry in the registry: what is needed before it is known which tool it is. */
export interface Tool {
  readonly id: string;
  readonly title: string;
  /** Files beside the project that configure the tool, relative to the project. */
  readonly configFiles: readonly string[];
  /**
   * How surely this tool's migrations are what lies in a folder.
   *
   * @param entries below the folder, two levels deep
   * @param contents of some of its SQL files, by path
   * @returns null where nothing speaks for this tool
   */
  recognize(
    entries: readonly SourceEntry[],
    contents: ReadonlyMap<string, string>,
  ): Recognition | null;
  /**
   * @param config the contents of those of `configFiles` that are there
   * @throws StrataError `configuration`, naming file and line
   */
  configure(config: ReadonlyMap<string, string>, options: ToolOptions): Promise<ConfiguredTool>;
}

export interface Recognition {
  /** No other tool could have these files. */
  readonly certain: boolean;
  /** What it was recognised by, for people. */
  readonly reason: string;
}

/** What `strata.json` may say about a tool; a tool refuses what it does not know. */
export interface ToolOptions {
  readonly table?: string;
  readonly lockFile?: string;
  readonly backupFolder?: string;
  readonly backupRetention?: number;
}

export interface ConfiguredTool {
  readonly convention: Convention;
  /** Relative to the project. */
  readonly migrationsFolder: string;
}
