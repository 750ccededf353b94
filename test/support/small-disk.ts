import { spawnSync } from 'node:child_process';
import { atExit } from './at-exit.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A folder with room for so many bytes; null where this user may not mount one. */
export function smallDisk(bytes: number): string | null {
  const folder = temporaryFolder('small-disk');
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', folder]);
  if (mounted.status !== 0) return null;
  // Also where somebody still works there.
  atExit(() => spawnSync('umount', ['-l', folder]));
  return folder;
}
