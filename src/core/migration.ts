import type { Location } from './problem.ts';

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
  /** The marker that opens it, in a file that holds several; null: the script is the file. */
  readonly marker: Position | null;
  /** Runs in one transaction together with its history row. */
  readonly transactional: boolean;
  /** Its file could not be read, so that `sql`, which is empty, says nothing. */
  readonly unread?: true;
}

/** What the author tells about a migration besides its scripts. */
export interface Metadata {
  /** Relative to the project, with `/`. */
  readonly path: string;
  readonly author: string | null;
  /** As written. */
  readonly created: string | null;
  /** What has to be applied before this one. */
  readonly dependencies: readonly Dependency[];
  readonly tags: readonly string[];
  readonly estimatedDurationMs: number | null;
  /** False: it must not be reverted, though there may be a down script. */
  readonly reversible: boolean;
  readonly notes: string | null;
  /** All of it, as the tool records it; null where there is nothing to record. */
  readonly json: string | null;
}

/** One migration that another one needs. */
export interface Dependency {
  readonly version: string;
  /** As written. */
  readonly name: string;
  /** In the metadata's file. */
  readonly location: Location;
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
  readonly metadata: Metadata | null;
}

/** Has a way back that may be gone. */
export function isReversible({ down, metadata }: Migration): boolean {
  return down !== null && metadata?.reversible !== false;
}

/** Every file of a migration once, the up script's first; paths are as the migration has them. */
export function filesOf({ up, down, metadata }: Migration): readonly string[] {
  return [
    ...new Set([up.path, ...(down ? [down.path] : []), ...(metadata ? [metadata.path] : [])]),
  ];
}

/** Whether a file is one of the migration's; paths are as the migration has them. */
export function hasFile({ up, down, metadata }: Migration, path: string): boolean {
  return up.path === path || down?.path === path || metadata?.path === path;
}

export type Direction = 'up' | 'down';

/** A script of a migration by what it is for. */
export interface DirectedScript {
  readonly direction: Direction;
  readonly script: Script;
}

/** The scripts that stand in a file, from top to bottom. */
export function scriptsIn({ up, down }: Migration, path: string): readonly DirectedScript[] {
  const all: DirectedScript[] = [{ direction: 'up', script: up }];
  if (down !== null) all.push({ direction: 'down', script: down });
  return all
    .filter(({ script }) => script.path === path)
    .sort((a, b) => headOf(a.script).line - headOf(b.script).line);
}

/** Where a script begins for people: at its marker, in a file that holds several. */
export function headOf({ marker, start }: Script): Position {
  return marker ?? start;
}

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
  /** Who or what, as far as the tool writes it down. */
  readonly appliedBy: string | null;
  /** Why it failed, where the tool writes that down. */
  readonly error: string | null;
  /** Application code applied it, so that there need be no file and nothing to compare. */
  readonly outsideFiles: boolean;
  readonly columns: Readonly<Record<string, unknown>>;
}

/** A file found below the migrations folder. */
export interface SourceEntry {
  /** Relative to the migrations folder, with `/`. */
  readonly path: string;
  readonly kind: 'file' | 'directory' | 'other';
}

/** The version as it stands beside the description, whose words some tools repeat in it. */
export function versionBeside({
  version,
  description,
}: Pick<Migration, 'version' | 'description'>): string {
  const repeated = `_${description.replaceAll(' ', '_')}`;
  return version.endsWith(repeated) ? version.slice(0, -repeated.length) : version;
}
