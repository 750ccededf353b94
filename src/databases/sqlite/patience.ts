import { setTimeout as sleep } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import { ScriptError, type LockHolder, type RunUnitOptions } from '../database.ts';
import { isBusy, SqliteError } from './driver.ts';
import { cancelled } from '../cancelled.ts';
import { whoLocks } from './file-locks.ts';

/** In milliseconds. */
const FIRST_PAUSE = 20;
const LONGEST_PAUSE = 250;

/** Does something, again and again while the file is locked; each try leaves nothing behind. */
export type WhenFree = <T>(work: () => T) => Promise<T>;

/** In memory, or for who gives up: nobody is waited for, and nothing cancelled. */
export const atOnce: WhenFree = (work) =>
  new Promise((resolve) => {
    resolve(work());
  });

export interface Patience extends RunUnitOptions {
  /** In milliseconds. */
  readonly timeout: number;
}

/**
 * Waits for whoever has the file at `path` locked, where SQLite itself would wait without a word
 * and without an end before its time.
 *
 * @throws SqliteError when it was not free in time, with who holds it; StrataError `cancelled`
 */
export function waitingFor(path: string, { timeout, signal, onWait }: Patience): WhenFree {
  return async (work) => {
    const deadline = performance.now() + timeout;
    let waited = false;
    for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 1.5, LONGEST_PAUSE)) {
      if (signal?.aborted) throw cancelled();
      try {
        const result = work();
        if (waited) onWait?.({ kind: 'resumed' });
        return result;
      } catch (error) {
        if (!saysBusy(error)) throw error;
        const left = deadline - performance.now();
        if (left <= 0) throw withHolder(error, path);
        if (!waited) onWait?.({ kind: 'blocked', by: holderOf(path) });
        waited = true;
        await sleep(Math.min(pause, left), undefined, signal ? { signal } : {}).catch(
          () => undefined,
        );
      }
    }
  };
}

/** A script's failure has SQLite's as its cause. */
function saysBusy(error: unknown): boolean {
  const told = error instanceof ScriptError ? error.cause : error;
  return told instanceof SqliteError && isBusy(told);
}

function withHolder(error: unknown, path: string): unknown {
  if (!(error instanceof SqliteError)) return error;
  return new SqliteError(error.code, error.message, whoLocks(path));
}

function holderOf(path: string): LockHolder {
  const who = whoLocks(path) ?? l10n.t('another process, which has {0} locked', path);
  return { who, activity: null, isGone: false };
}
