import { readdirSync, type Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import type { SourceEntry } from '../core/migration.ts';
import { Slices } from './slices.ts';
import { stat } from './stamp.ts';

/**
 * What lies in a folder, by path; `depth` 2 looks also into the folders in it, or, where `most` is
 * given, into so many of them. Links are followed.
 *
 * @throws as readdir does; a folder within that cannot be read is taken for empty
 */
export async function listEntries(
  folder: string,
  depth: 1 | 2,
  most = Infinity,
): Promise<readonly SourceEntry[]> {
  const found = await readdir(folder, { withFileTypes: true });
  const entries = found.map((entry) => entryOf(entry, folder, ''));
  if (depth === 1) return entries.sort(byPath);
  const folders = entries.filter(({ kind }) => kind === 'directory').sort(byPath);
  const slices = new Slices();
  for (const { path } of firstAndLast(folders, most)) {
    if (slices.isOver) await slices.next();
    for (const entry of within(`${folder}/${path}`)) {
      entries.push(entryOf(entry, `${folder}/${path}`, `${path}/`));
    }
  }
  return entries.sort(byPath);
}

export function areSameEntries(a: readonly SourceEntry[], b: readonly SourceEntry[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ path, kind }, at) => path === b[at]?.path && kind === b[at].kind)
  );
}

/** Enough to judge by, of a great many. */
export function firstAndLast<T>(all: readonly T[], most: number): readonly T[] {
  return all.length <= most ? all : [...all.slice(0, most / 2), ...all.slice(-most / 2)];
}

/** Of thousands of folders each takes a third of the time that it takes by a promise. */
function within(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function entryOf(entry: Dirent, folder: string, prefix: string): SourceEntry {
  const found = entry.isSymbolicLink() ? stat(`${folder}/${entry.name}`) : entry;
  return { path: prefix + entry.name, kind: kindOf(found) };
}

function kindOf(entry: { isFile(): boolean; isDirectory(): boolean } | null): SourceEntry['kind'] {
  if (entry === null) return 'other';
  return entry.isFile() ? 'file' : entry.isDirectory() ? 'directory' : 'other';
}

function byPath(a: SourceEntry, b: SourceEntry): number {
  return a.path < b.path ? -1 : 1;
}
