import { randomBytes } from 'node:crypto';
import { constants, copyFileSync, linkSync, unlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** A name for a file until it is finished: hidden, and nobody else's. */
export function temporaryBeside(path: string): string {
  return join(dirname(path), `.${basename(path)}-${randomBytes(6).toString('hex')}`);
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
