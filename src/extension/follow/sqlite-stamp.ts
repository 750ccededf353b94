import { stat } from 'node:fs/promises';

/** What changes whenever somebody writes to a SQLite database; files that are not there count too. */
export async function sqliteStamp(path: string): Promise<string> {
  const stamps = ['', '-wal', '-journal'].map(async (suffix) => {
    const stats = await stat(path + suffix, { bigint: true }).catch(() => null);
    return stats === null ? '' : `${stats.mtimeNs}:${stats.size}:${stats.ino}`;
  });
  return (await Promise.all(stamps)).join(' ');
}
