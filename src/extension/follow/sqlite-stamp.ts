import { stat } from 'node:fs/promises';

/** What changes whenever somebody writes to a SQLite database; files that are not there count too. */
export interface SqliteStamp {
  readonly text: string;
  /**
   * The last of what it tells of is so long ago that nothing could follow within the same tick of the
   * file system's clock: then the same stamp later on means that nobody wrote.
   */
  readonly isOld: boolean;
}

/** In milliseconds: the coarsest clock that a file system has, FAT's, and as much again. */
const OLD = 4000;

export async function sqliteStamp(path: string): Promise<SqliteStamp> {
  const files = ['', '-wal', '-journal'].map((suffix) =>
    stat(path + suffix, { bigint: true }).catch(() => null),
  );
  const stats = await Promise.all(files);
  const text = stats
    .map((each) => (each === null ? '' : `${each.mtimeNs}:${each.size}:${each.ino}`))
    .join(' ');
  const last = Math.max(...stats.map((each) => Number(each?.mtimeMs ?? 0)));
  return { text, isOld: Date.now() - last > OLD };
}
