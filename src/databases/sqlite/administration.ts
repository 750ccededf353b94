import { chmodSync, copyFileSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { StrataError } from '../../core/errors.ts';
import type { Administration } from '../administration.ts';
import { makeBackupFile, sync, syncFolder } from '../backup-file.ts';
import { findProgram, missingProgram } from '../programs.ts';
import { removeUnfinished, temporaryBeside } from '../publish.ts';
import type { Rehearsal } from '../rehearsal.ts';
import type { SqliteTarget } from '../target.ts';
import { SqliteChild } from './child-process.ts';
import { assertCreatable, assertWritable, journalsOf, statDatabase } from './file.ts';
import { connectIsolated } from './isolated.ts';
import { lockHolder, takeLock } from './lock.ts';
import type { Request } from './messages.ts';

export function administrationOf(target: SqliteTarget): Administration {
  const { path } = target;
  return {
    backupExtension: '.db',
    emptySchema: null,

    exists: () => Promise.resolve(path !== ':memory:' && statDatabase(path) !== null),

    async backup(file, { signal }) {
      refuseMemory(path);
      const stats = statDatabase(path);
      if (stats === null) throw notThere(path);
      await makeBackupFile(file, async (unfinished) => {
        try {
          await inChild({ call: 'copy-out', path, file: unfinished }, signal);
          chmodSync(unfinished, stats.mode & 0o777);
        } finally {
          removeJournals(unfinished);
        }
      });
    },

    async restore(file, { signal }) {
      refuseMemory(path);
      refuseReadOnly(target);
      if (statDatabase(path) === null) assertCreatable(path);
      else assertWritable(path);
      try {
        if (await inChild({ call: 'put-back', path, file }, signal)) return;
      } catch (error) {
        if (error instanceof StrataError && error.code === 'cancelled') await takeBack(target);
        throw error;
      }
      const whole = temporaryBeside(path);
      await removeUnfinished(dirname(path));
      try {
        copyFileSync(file, whole);
        sync(whole);
        // A log of the old database would be taken for one of the new.
        removeJournals(path);
        renameSync(whole, path);
        syncFolder(dirname(path));
      } finally {
        rmSync(whole, { force: true });
      }
    },

    async create() {
      refuseMemory(path);
      refuseReadOnly(target);
      if (statDatabase(path) !== null) throw thereAlready(path);
      await makeEmpty(path);
    },

    async drop({ signal }) {
      refuseMemory(path);
      refuseReadOnly(target);
      await remove(path, signal);
    },

    async recreate({ signal }) {
      refuseMemory(path);
      refuseReadOnly(target);
      const stats = statDatabase(path);
      if (stats === null) assertCreatable(path);
      await remove(path, signal);
      await makeEmpty(path);
      if (stats !== null) chmodSync(path, stats.mode & 0o777);
    },

    async rehearseOnCopy(work, { foreignKeys, signal }) {
      const folder = temporaryBeside(join(tmpdir(), 'strata-rehearsal'));
      await removeUnfinished(tmpdir());
      mkdirSync(folder, { mode: 0o700 });
      const file = join(folder, basename(path === ':memory:' ? 'memory.db' : path));
      try {
        const request = { call: 'rehearse-on-copy', path, file, work, foreignKeys } as const;
        return (await inChild(request, signal)) as Rehearsal;
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },

    async hold(lock, options) {
      // The lock's own folder is made for it; the database's may be a wrong address.
      if (path !== ':memory:' && statDatabase(path) === null) assertCreatable(path);
      const held = await takeLock(target, lock, options);
      return () => Promise.resolve(held?.release());
    },

    heldBy: (lock) => lockHolder(target, lock),

    async shell(parameters) {
      refuseMemory(path);
      const command = await findProgram(SHELL);
      if (command === null) {
        throw missingProgram(SHELL, l10n.t('It comes with SQLite (sqlite.org/download).'));
      }
      const readOnly = target.mode === 'ro' ? ['-readonly'] : [];
      return { command, parameters: [...readOnly, path, ...parameters], env: {} };
    },
  };
}

const SHELL = 'sqlite3';

/** Where it blocks nobody, and can be stopped. */
async function inChild(request: Request, signal: AbortSignal | undefined): Promise<unknown> {
  const child = new SqliteChild();
  try {
    return await child.call(request, signal ? { signal } : {});
  } finally {
    await child.kill();
  }
}

/** A killed child leaves a journal, which only a writer can take back. */
async function takeBack(target: SqliteTarget): Promise<void> {
  const options = { mode: 'write', foreignKeys: false, driver: null } as const;
  const connection = await connectIsolated({ ...target, mode: 'rw' }, options).catch(() => null);
  await connection?.close();
}

async function remove(path: string, signal: AbortSignal | undefined): Promise<void> {
  if (statDatabase(path) !== null) {
    assertWritable(path);
    await inChild({ call: 'claim', path }, signal);
    rmSync(path, { force: true });
  }
  removeJournals(path);
}

async function makeEmpty(path: string): Promise<void> {
  assertCreatable(path);
  // Left over from another database, and SQLite would take them for this one's.
  removeJournals(path);
  await writeFile(path, '', { flag: 'wx' }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw thereAlready(path);
    throw error;
  });
}

function removeJournals(path: string): void {
  for (const journal of journalsOf(path)) rmSync(journal, { force: true });
}

function refuseMemory(path: string): void {
  if (path !== ':memory:') return;
  throw new StrataError(
    'refused',
    l10n.t('A database in memory has no file: there is nothing to keep, restore or drop.'),
  );
}

function refuseReadOnly({ path, mode }: SqliteTarget): void {
  if (mode !== 'ro') return;
  throw new StrataError('refused', l10n.t('{0} is not written: its address says mode=ro.', path), {
    hint: l10n.t('Take mode=ro out of the address.'),
  });
}

function thereAlready(path: string): StrataError {
  return new StrataError('refused', l10n.t('{0} is there already.', path), {
    hint: l10n.t('Nothing was changed. Apply the migrations to it.'),
  });
}

function notThere(path: string): StrataError {
  return new StrataError('refused', l10n.t('There is no database {0} to keep a copy of.', path), {
    hint: l10n.t('Correct the address, or apply the first migration: that makes it.'),
  });
}
