import { setTimeout as sleep } from 'node:timers/promises';
import { ScriptError, type RunUnitOptions } from '../database.ts';
import { cancelled } from './client.ts';

const ATTEMPTS = 5;
/** In milliseconds; doubled each time. */
const FIRST_PAUSE = 500;

/** Waited too long for a lock; deadlock; serialization failure. */
const PASSING = new Set(['55P03', '40P01', '40001']);

/**
 * Tries again what failed for others' sake, with nothing of it kept.
 *
 * @throws what the last attempt throws; StrataError `cancelled`
 */
export async function retrying<T>(
  attempt: () => Promise<T>,
  { signal, onWait }: RunUnitOptions,
): Promise<T> {
  for (let failed = 1; ; failed++) {
    try {
      return await attempt();
    } catch (error) {
      if (failed === ATTEMPTS || !passes(error)) throw error;
      const after = Math.round(FIRST_PAUSE * 2 ** (failed - 1) * (0.75 + Math.random() / 2));
      onWait?.({ kind: 'retrying', because: error.failure.message, after });
      await sleep(after, undefined, signal ? { signal } : {}).catch(() => {
        throw cancelled();
      });
    }
  }
}

function passes(error: unknown): error is ScriptError {
  if (!(error instanceof ScriptError)) return false;
  const { code, kept } = error.failure;
  return kept === 'nothing' && code !== null && PASSING.has(code);
}
