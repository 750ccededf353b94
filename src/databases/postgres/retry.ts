import { setTimeout as sleep } from 'node:timers/promises';
import { ScriptError, type RunUnitOptions } from '../database.ts';
import { cancelled } from '../cancelled.ts';
import { isConflict } from './server-error.ts';

const ATTEMPTS = 5;
/** In milliseconds; doubled each time. */
const FIRST_PAUSE = 500;
/** Others are done by then, and it may be their turn to lose. */
const FIRST_PAUSE_OF_CONFLICTS = 50;
const ATTEMPTS_AT_CONFLICTS = 10;
const LONGEST_PAUSE = 8000;

/** Waited too long for a lock; deadlock; serialization failure. */
const PASSING = new Set(['55P03', '40P01', '40001']);

/**
 * Tries again what failed for others' sake, with nothing of it kept.
 *
 * @param progress how far it has come; who gets further has as many attempts as at first
 * @throws what the last attempt throws; StrataError `cancelled`
 */
export function retrying<T>(
  attempt: () => Promise<T>,
  options: RunUnitOptions,
  progress = () => 0,
): Promise<T> {
  return again(attempt, options, (error) => (passes(error) ? error.failure : null), progress);
}

/**
 * The same for statements of ours and for pieces of a script, whose conflicts nobody has made a
 * failure of a script yet.
 */
export function retryingConflicts<T>(attempt: () => Promise<T>, options: Patience): Promise<T> {
  return again(attempt, options, (error) => (isConflict(error) ? error : null));
}

/** As `RunUnitOptions`, passed on. */
type Patience = { readonly [Key in keyof RunUnitOptions]: RunUnitOptions[Key] | undefined };

interface Passing {
  readonly message: string;
  readonly code?: string | null | undefined;
}

async function again<T>(
  attempt: () => Promise<T>,
  { signal, onWait }: Patience,
  passing: (error: unknown) => Passing | null,
  progress = () => 0,
): Promise<T> {
  for (let failed = 1; ; failed++) {
    const before = progress();
    try {
      return await attempt();
    } catch (error) {
      const reason = passing(error);
      if (reason === null) throw error;
      if (progress() > before) failed = 1;
      const isQuick = reason.code === '40001';
      if (failed === (isQuick ? ATTEMPTS_AT_CONFLICTS : ATTEMPTS)) throw error;
      const first = isQuick ? FIRST_PAUSE_OF_CONFLICTS : FIRST_PAUSE;
      const pause = Math.min(first * 2 ** (failed - 1), LONGEST_PAUSE);
      const after = Math.round(pause * (0.75 + Math.random() / 2));
      onWait?.({ kind: 'retrying', because: reason.message, after });
      await sleep(after, undefined, signal ? { signal } : {}).catch(() => {
        throw cancelled();
      });
      onWait?.({ kind: 'resumed' });
    }
  }
}

function passes(error: unknown): error is ScriptError {
  if (!(error instanceof ScriptError)) return false;
  const { code, kept } = error.failure;
  return kept === 'nothing' && code !== null && PASSING.has(code);
}
