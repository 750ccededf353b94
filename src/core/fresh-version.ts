import type { MigrationStatus } from './state.ts';

/** The files that may have another version, because theirs is in the way: never recorded ones. */
export function freshVersionFor(status: MigrationStatus): readonly string[] | null {
  const { migration, problems } = status;
  for (const { fix } of problems) {
    if (fix?.kind !== 'renumber' || isRecorded(status, fix.paths)) continue;
    if (migration !== null && fix.paths.includes(migration.up.path)) return fix.paths;
  }
  return null;
}

/** The history knows these files by their version, so that they keep it. */
export function isRecorded({ row, migration }: MigrationStatus, paths: readonly string[]): boolean {
  if (row === null || row.outcome === 'reverted') return false;
  return migration !== null && paths.includes(migration.up.path);
}
