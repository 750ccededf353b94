import { createHash, randomBytes } from 'node:crypto';
import { constants, copyFileSync, linkSync, unlinkSync, type Stats } from 'node:fs';
import { lstat, readdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { isGone } from './process-start.ts';

/** A name for a file or folder until it is finished: hidden, nobody else's, and telling whose. */
export function temporaryBeside(path: string): string {
  const unique = randomBytes(6).toString('hex');
  return join(dirname(path), `.${basename(path)}-${host()}-${process.pid}-${unique}`);
}

/** Removes from a folder what our processes of this host have begun there, and are gone. */
export async function removeUnfinished(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const [, by, pid] = UNFINISHED.exec(name) ?? [];
    if (by !== host()) continue;
    const path = join(folder, name);
    const written = await lstat(path).catch(() => null);
    if (written === null || !isOurs(written) || !(await isGone(Number(pid), written.mtimeMs)))
      continue;
    // What cannot be removed is in nobody's way.
    await rm(path, { force: true, recursive: true }).catch(() => undefined);
  }
}

/** Others may write into a folder for everybody; without such ids it is the user's own. */
function isOurs({ uid }: Stats): boolean {
  return process.getuid === undefined || uid === process.getuid();
}

/** Of a database with what SQLite keeps beside it. */
const UNFINISHED = /^\..+-([0-9a-f]{8})-(\d+)-[0-9a-f]{12}(?:-journal|-wal|-shm)?$/;

/** Short, and of letters that any file system takes. */
function host(): string {
  return createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
}

/**
 * Gives a finished file its real name: it is there whole or not at all, and never takes the place
 * of another.
 *
 * @throws as `link` does, `EEXIST` among them; the temporary file is gone in any case
 */
export function publish(temporary: string, path: string): void {
  try {
    linkSync(temporary, path);
  } catch (error) {
    if (!NO_LINKS.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
    // Some file systems have no second names, FAT and some network shares among them.
    copyFileSync(temporary, path, constants.COPYFILE_EXCL);
  } finally {
    unlinkSync(temporary);
  }
}

const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);
