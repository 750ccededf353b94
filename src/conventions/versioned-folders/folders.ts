import type { SourceEntry } from '../../core/migration.ts';
import type { Fix, Problem, ProblemCode, Severity } from '../../core/problem.ts';
import { DOWN, METADATA, UP } from './files.ts';

/** A folder in the migrations folder. */
export interface Folder {
  readonly name: string;
  /** Names of the files in it. */
  readonly files: ReadonlySet<string>;
}

export function foldersOf(entries: readonly SourceEntry[]): readonly Folder[] {
  const inside = Map.groupBy(
    entries.filter(({ path, kind }) => kind === 'file' && path.includes('/')),
    ({ path }) => path.split('/')[0] ?? '',
  );
  return entries
    .filter(({ path, kind }) => kind === 'directory' && !path.includes('/'))
    .map(({ path: name }) => ({
      name,
      files: new Set((inside.get(name) ?? []).map(({ path }) => path.slice(name.length + 1))),
    }));
}

/** Onto a name that is there already it gets a fresh number instead. */
export function rename(folder: Folder, better: string, taken: ReadonlySet<string>): Fix {
  return taken.has(better)
    ? { kind: 'renumber', paths: pathsOf(folder) }
    : { kind: 'rename', files: [{ from: folder.name, to: better }] };
}

/** Of what belongs to a migration; of the folder where there is nothing. */
export function pathsOf({ name, files }: Folder): readonly string[] {
  const known = [UP, DOWN, METADATA].filter((file) => files.has(file));
  return known.length === 0 ? [name] : known.map((file) => `${name}/${file}`);
}

interface Told {
  readonly code: ProblemCode;
  readonly severity: Severity;
  readonly version: string | null;
  readonly message: string;
  readonly fix: Fix;
}

/** Told of a file in the folder, since an editor opens files only. */
export function about(folder: Folder, told: Told): Problem {
  return { ...told, path: pathsOf(folder)[0] ?? folder.name, location: null };
}
