import { statSync, type BigIntStats } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { SourceEntry } from '../core/migration.ts';

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
  const entries = (await list(folder)).sort(byPath);
  if (depth === 1) return entries;
  const folders = entries.filter(({ kind }) => kind === 'directory');
  const inner = await Promise.all(
    firstAndLast(folders, most).map(async ({ path }) => {
      const found = await list(join(folder, path)).catch(() => []);
      return found.map((entry) => ({ ...entry, path: `${path}/${entry.path}` }));
    }),
  );
  return [...entries, ...inner.flat()].sort(byPath);
}

/** Enough to judge by, of a great many. */
export function firstAndLast<T>(all: readonly T[], most: number): readonly T[] {
  return all.length <= most ? all : [...all.slice(0, most / 2), ...all.slice(-most / 2)];
}

/** Null: there is nothing that could be read, such as behind a link that leads in a circle. */
export function stat(path: string): BigIntStats | null {
  try {
    return statSync(path, { bigint: true });
  } catch {
    return null;
  }
}

async function list(folder: string): Promise<SourceEntry[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.map((entry) => {
    const found = entry.isSymbolicLink() ? stat(join(folder, entry.name)) : entry;
    return { path: entry.name, kind: kindOf(found) };
  });
}

function kindOf(entry: { isFile(): boolean; isDirectory(): boolean } | null): SourceEntry['kind'] {
  if (entry === null) return 'other';
  return entry.isFile() ? 'file' : entry.isDirectory() ? 'directory' : 'other';
}

function byPath(a: SourceEntry, b: SourceEntry): number {
  return a.path < b.path ? -1 : 1;
}
