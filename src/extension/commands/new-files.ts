import { posix } from 'node:path';
import type { NewFile } from '../../conventions/convention.ts';

/** In one line: `1_users.up.sql, 1_users.down.sql`, or `V001__users: up.sql, down.sql`. */
export function listFiles(files: readonly NewFile[]): string {
  const byFolder = Map.groupBy(files, ({ path }) => posix.dirname(path));
  return [...byFolder]
    .map(([folder, inside]) => {
      const names = inside.map(({ path }) => posix.basename(path)).join(', ');
      return folder === '.' ? names : `${folder}: ${names}`;
    })
    .join(', ');
}
