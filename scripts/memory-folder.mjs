import { existsSync, readFileSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';

const folder = '/dev/shm';
/** What all tests leave behind until they end, twice over. */
const enough = 8 * 2 ** 30;

/**
 * A folder in memory where there is room, else the system's own for what is temporary: hundreds of
 * databases and thousands of files cost a disk several times the processor time that they cost memory.
 */
export function memoryFolder() {
  return hasRoom() && mayStartPrograms() ? folder : tmpdir();
}

function hasRoom() {
  if (!existsSync(folder) || process.availableMemory() < enough) return false;
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize >= enough;
}

function mayStartPrograms() {
  const mounts = readFileSync('/proc/mounts', 'utf8').split('\n');
  const [, , , options = 'noexec'] =
    mounts.map((line) => line.split(' ')).findLast(([, path]) => path === folder) ?? [];
  return !options.split(',').includes('noexec');
}
