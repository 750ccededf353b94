import { createHash } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import { StrataError } from '../../core/errors.ts';
import { tellSystemError } from '../../core/system-error.ts';
import type { LockHolder, LockOptions } from '../database.ts';
import { publish, temporaryBeside } from '../publish.ts';
import { cancelled } from '../cancelled.ts';
import { holderIn, stillThere, type Holder, type WrittenText } from './lock-holder.ts';

const FIRST_PAUSE = 20;
const LONGEST_PAUSE = 250;

/** In milliseconds: how long a file may stay unreadable; somebody may be about to write it. */
const PATIENCE = 2_000;

/** A lock file that is ours until it is released. */
export interface HeldLockFile {
  /** Removes the file, if it is still ours. */
  release(): void;
}

/**
 * Takes a lock file, waiting for whoever has it. The file of a process of this host that is gone is
 * taken over.
 *
 * @param path absolute
 * @throws StrataError `lock`, naming the file and its holder; `cancelled` on abort
 */
export async function takeLockFile(path: string, options: LockOptions): Promise<HeldLockFile> {
  const { timeout, signal, onWait, onTakeOver } = options;
  const start = performance.now();
  let last: Refused | null = null;
  let unreadableSince: number | null = null;
  for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 1.5, LONGEST_PAUSE)) {
    if (signal?.aborted) throw cancelled();
    const tried = await tryTake(path, last);
    if (tried.held !== null) {
      if (tried.from !== null) onTakeOver?.(asLockHolder(tried.from));
      return heldUntilExit(tried.held);
    }
    const { holder, found } = tried;
    const now = performance.now();
    unreadableSince = holder === null ? (unreadableSince ?? now) : null;
    if (last === null) onWait?.(holder === null ? null : asLockHolder(holder));
    last = tried;
    const left = start + timeout - now;
    if (unreadableSince !== null && (left <= 0 || now - unreadableSince >= PATIENCE)) {
      throw unreadable(path, found);
    }
    if (holder !== null && left <= 0) throw notFree(path, holder, timeout);
    await sleep(Math.max(Math.min(pause, left), 1), undefined, signal ? { signal } : {}).catch(
      () => undefined,
    );
  }
}

/** Who has it, as the file says; null: there is no such file. @throws StrataError `lock` where it does not say */
export async function holderOfLockFile(path: string): Promise<LockHolder | null> {
  const found = read(path);
  if (found === null) return null;
  const holder = await holderIn(found);
  if (holder === null) throw unreadable(path, found.text);
  return asLockHolder(holder);
}

interface Taken {
  readonly held: HeldLockFile;
  /** Who had left it behind; null: it was free. */
  readonly from: Holder | null;
}

interface Refused {
  readonly held: null;
  /** Null where the text says none. */
  readonly holder: Holder | null;
  readonly found: string;
}

/** @param last what was found before, since to look at a process anew may be dear */
async function tryTake(path: string, last: Refused | null = null): Promise<Taken | Refused> {
  const made = read(path) === null ? make(path) : null;
  if (made !== null) return { held: made, from: null };
  // Null: it is free again, or a link that leads nowhere.
  const found = read(path) ?? { text: '', writtenAt: NaN };
  const known = last?.found === found.text ? last.holder : null;
  const holder = known === null ? await holderIn(found) : stillThere(known);
  const held = holder?.isGone ? await takeOver(path, found.text) : null;
  return held === null ? { held, holder, found: found.text } : { held, from: holder };
}

/** Null: somebody else was faster. */
function make(path: string): HeldLockFile | null {
  const content = ourContent();
  try {
    publish(writeUnnamed(path, content), path);
    return held(path, content);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return null;
    throw unmakeable(path, error);
  }
}

/**
 * Puts our content in the place of a lock file whose holder is gone.
 *
 * Two processes may find the same file at the same time, and the slower one must not remove the
 * lock of the faster. So there is a lock file for taking over exactly this content: whoever has it
 * looks again, and nobody else replaces that content meanwhile.
 *
 * @returns null when somebody else was faster
 */
async function takeOver(path: string, stale: string): Promise<HeldLockFile | null> {
  const digest = createHash('sha256').update(stale).digest('hex').slice(0, 12);
  const permission = await tryTake(join(dirname(path), `.${basename(path)}.${digest}`));
  if (permission.held === null) return null;
  try {
    if (read(path)?.text !== stale) return null;
    const content = ourContent();
    renameSync(writeUnnamed(path, content), path);
    return held(path, content);
  } catch (error) {
    throw error instanceof StrataError ? error : unmakeable(path, error);
  } finally {
    permission.held.release();
  }
}

function held(path: string, content: string): HeldLockFile {
  return {
    release: () => {
      try {
        if (read(path)?.text === content) unlinkSync(path);
      } catch {
        // What cannot be removed is taken over when this process is gone.
      }
    },
  };
}

/** Also where the process ends without closing its connections, as far as it is told. */
function heldUntilExit(lock: HeldLockFile): HeldLockFile {
  const onExit = (): void => {
    lock.release();
  };
  process.once('exit', onExit);
  return {
    release: () => {
      process.removeListener('exit', onExit);
      lock.release();
    },
  };
}

/** Nobody ever sees a lock file of ours half-written: it is written first and named then. */
function writeUnnamed(path: string, content: string): string {
  const unnamed = temporaryBeside(path);
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(unnamed, content, { flag: 'wx' });
    return unnamed;
  } catch (error) {
    rmSync(unnamed, { force: true });
    throw unmakeable(path, error);
  }
}

/** In the form of the runner whose lock file it is: Python reads no `Z` before 3.11. */
function ourContent(): string {
  const timestamp = new Date().toISOString().replace('Z', '000+00:00');
  return JSON.stringify({ pid: process.pid, timestamp, hostname: hostname() });
}

/** Null: there is no such file. */
function read(path: string): WrittenText | null {
  try {
    const opened = openSync(path, 'r');
    try {
      return { text: readFileSync(opened, 'utf8'), writtenAt: fstatSync(opened).mtimeMs };
    } finally {
      closeSync(opened);
    }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw unreadable(path, codeOf(error));
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? '';
}

function asLockHolder(holder: Holder): LockHolder {
  return { who: describe(holder), activity: null, isGone: holder.isGone };
}

function describe({ pid, host, since }: Holder): string {
  const known = [
    host === null ? null : l10n.t('on {0}', host),
    since === null ? null : l10n.t('since {0}', since),
  ].filter((part) => part !== null);
  const process = l10n.t('process {0}', pid);
  return known.length === 0 ? process : `${process} (${known.join(', ')})`;
}

function notFree(path: string, holder: Holder, timeout: number): StrataError {
  const message = l10n.t(
    'The lock file {0} was not free within {1} s; {2} holds it.',
    path,
    timeout / 1000,
    describe(holder),
  );
  const hint = holder.isElsewhere
    ? l10n.t(
        'Wait until that run has ended. Whether it still lives cannot be seen from here: if it does not, remove the file.',
      )
    : l10n.t('Wait until that run has ended, or end that process, and try again.');
  return new StrataError('lock', message, { hint });
}

/** @param found the text, or why there is none */
function unreadable(path: string, found: string): StrataError {
  const what =
    found === 'EISDIR'
      ? l10n.t('In the place of the lock file {0} there is a folder.', path)
      : found === ''
        ? l10n.t('The lock file {0} is empty: it does not say who holds it.', path)
        : l10n.t('The lock file {0} can’t be read: it does not say who holds it.', path);
  return new StrataError('lock', what, {
    hint: l10n.t('See that no other runner is at work there; then remove it and try again.'),
  });
}

function unmakeable(path: string, error: unknown): StrataError {
  if (error instanceof StrataError) return error;
  return new StrataError(
    'lock',
    l10n.t('The lock file {0} can’t be made: {1}', path, tellSystemError(error)),
    { hint: l10n.t('Its folder must be one that you may write to.'), cause: error },
  );
}
