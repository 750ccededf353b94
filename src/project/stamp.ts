import { statSync, type BigIntStats } from 'node:fs';

/** What tells a file's content from another without reading it; null: there is no file. */
export type Stamp = Pick<BigIntStats, 'mtimeNs' | 'size' | 'ino'> | null;

export function stampOf(path: string): Stamp {
  const stats = fileStats(path);
  // One is kept for each file, and the whole of it is many times as large.
  return stats && { mtimeNs: stats.mtimeNs, size: stats.size, ino: stats.ino };
}

/** Whether a file is as it was. */
export function isStamped(path: string, stamp: Stamp): boolean {
  const stats = fileStats(path);
  if (stats === null || stamp === null) return stats === stamp;
  return stats.mtimeNs === stamp.mtimeNs && stats.size === stamp.size && stats.ino === stamp.ino;
}

function fileStats(path: string): BigIntStats | null {
  const stats = stat(path);
  return stats?.isFile() ? stats : null;
}

/** Null: there is nothing that could be read, such as behind a link that leads in a circle. */
export function stat(path: string): BigIntStats | null {
  try {
    return statSync(path, EXACTLY) ?? null;
  } catch {
    return null;
  }
}

const EXACTLY = { bigint: true, throwIfNoEntry: false } as const;
