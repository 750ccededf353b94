import { closeSync, fsyncSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as l10n from '@vscode/l10n';
import { StrataError } from '../core/errors.ts';
import { tellSystemError } from '../core/system-error.ts';
import { publish, removeUnfinished, temporaryBeside } from './publish.ts';

/**
 * Makes the file of a backup, which is there whole and on the disk, or not at all.
 *
 * @param write fills the file of the name that it is given
 * @throws StrataError `refused` where nothing can be written; as `write`
 */
export async function makeBackupFile(
  file: string,
  write: (unfinished: string) => Promise<void>,
): Promise<void> {
  const unfinished = temporaryBeside(file);
  await removeUnfinished(dirname(file));
  try {
    begin(file, unfinished);
    await write(unfinished);
    sync(unfinished);
    publish(unfinished, file);
    syncFolder(dirname(file));
  } finally {
    rmSync(unfinished, { force: true });
  }
}

export function sync(path: string): void {
  flush(path, 'r+');
}

/** A name is as durable as its folder. Windows syncs no folders. */
export function syncFolder(path: string): void {
  if (process.platform !== 'win32') flush(path, 'r');
}

function flush(path: string, flags: string): void {
  const opened = openSync(path, flags);
  try {
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
}

/** Nobody may read in the backup what they may not read in the database. */
function begin(file: string, unfinished: string): void {
  try {
    writeFileSync(unfinished, '', { flag: 'wx', mode: 0o600 });
  } catch (error) {
    throw new StrataError(
      'refused',
      l10n.t('The backup {0} can’t be written: {1}', file, tellSystemError(error)),
      {
        hint: l10n.t(
          'Nothing was changed. Make the folder writable, or name another one for backups.',
        ),
        cause: error,
      },
    );
  }
}
