import { discover } from '../../../src/conventions/versioned-folders/discover.ts';
import type { SourceEntry } from '../../../src/core/migration.ts';

/** `V001__a: up.sql down.sql` is a folder with two files, `notes.md` a file. */
export function entries(...lines: readonly string[]): readonly SourceEntry[] {
  return lines.flatMap((line): SourceEntry[] => {
    const [path = '', files] = line.split(':');
    if (files === undefined) return [{ path, kind: 'file' }];
    const names = files.split(' ').filter((name) => name !== '');
    return [
      { path, kind: 'directory' },
      ...names.map((name) => ({ path: `${path}/${name}`, kind: 'file' as const })),
    ];
  });
}

export function found(...lines: readonly string[]) {
  return discover(entries(...lines));
}
