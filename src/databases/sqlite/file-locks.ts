import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import * as l10n from '@vscode/l10n';

/** The bytes that SQLite locks, by https://www.sqlite.org/src/file/src/os.h and the format of the -shm file. */
const PENDING = 0x40000000;
const RESERVED = PENDING + 1;
const SHARED_LAST = PENDING + 2 + 509;
const WAL_WRITE = 120;

interface FileLock {
  readonly pid: number;
  readonly isWrite: boolean;
  readonly inode: string;
  readonly first: number;
  readonly last: number;
}

/**
 * Which other process keeps us from writing a SQLite file, in words; null where that cannot be told.
 * Only Linux tells, and not of a process that another namespace hides.
 */
export function whoLocks(path: string): string | null {
  if (process.platform !== 'linux') return null;
  try {
    const pid = blocker(readFileSync('/proc/locks', 'utf8'), inodeOf(path), inodeOf(`${path}-shm`));
    return pid === null ? null : l10n.t('process {0} ({1})', pid, nameOf(pid));
  } catch {
    return null;
  }
}

/** @param shared the inode of the -shm file; null: there is none */
function blocker(table: string, main: string | null, shared: string | null): number | null {
  const locks = table.split('\n').flatMap(parse);
  const onMain = locks.filter(
    ({ inode, first, last }) => inode === main && last >= PENDING && first <= SHARED_LAST,
  );
  const onLog = locks.filter(
    ({ inode, first, last }) => inode === shared && first <= WAL_WRITE && last >= WAL_WRITE,
  );
  const writers = [...onMain, ...onLog].filter(({ isWrite }) => isWrite);
  // Whoever holds the write lock waits for readers; everybody else for the writer.
  const isOurs = writers.some(({ pid, first }) => pid === process.pid && first <= RESERVED);
  const others = (isOurs ? onMain : writers).filter(({ pid }) => pid !== process.pid && pid > 0);
  return others[0]?.pid ?? null;
}

/** A line of `proc_locks(5)`: `1: POSIX  ADVISORY  WRITE 4711 08:01:1234 1073741825 1073741825`. */
function parse(line: string): readonly FileLock[] {
  const [, kind, , access, pid, file, first, last] = line.split(/\s+/);
  if (kind !== 'POSIX' || file === undefined) return [];
  return [
    {
      pid: Number(pid),
      isWrite: access === 'WRITE',
      inode: file.split(':')[2] ?? '',
      first: Number(first),
      last: last === 'EOF' ? Infinity : Number(last),
    },
  ];
}

function inodeOf(path: string): string | null {
  return statSync(path, { bigint: true, throwIfNoEntry: false })?.ino.toString() ?? null;
}

/** The program alone: what it was called with may be secret. */
function nameOf(pid: number): string {
  const [program = ''] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  return basename(program);
}
