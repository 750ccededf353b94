import { statSync, type BigIntStats } from 'node:fs';

/** What tells a file's content from another without reading it; null: there is no file. */
export type Stamp = Pick<BigIntStats, 'mtimeNs' | 'size' | 'ino'> | null;

export function stampOf(path: string): Stamp {
  const stats = stat(path);
  if (!stats?.isFile()) return null;
  // One is kept for each file, and the whole of it is many times as large.
  const { mtimeNs, size, ino } = stats;
  return { mtimeNs, size, ino };
}

export function isSameStamp(a: Stamp, b: Stamp): boolean {
  if (a === null || b === null) return a === b;
  return a.mtimeNs === b.mtimeNs && a.size === b.size && a.ino === b.ino;
}

/** Null: there is nothing that could be read, such as behind a link that leads in a circle. */
export function stat(path: string): BigIntStats | null {
  try {
    return statSync(path, { bigint: true, throwIfNoEntry: false }) ?? null;
  } catch {
    return null;
  }
}
