import { StrataError } from '../core/errors.ts';
import { isRefused, type Plan } from '../core/plan.ts';
import { describeFailure } from '../runner/failure.ts';
import type { RunResult } from '../runner/run-result.ts';
import { doneInfo } from '../runner/infos.ts';
import { MigrationError } from './api.ts';

/** @throws MigrationError where `work` throws an error for people */
export async function asMigrationError<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof StrataError ? new MigrationError(error, { cause: error }) : error;
  }
}

/** What an incomplete run is as an error; null: all was done. */
export function resultError({ plan, done, failure, cancelled }: RunResult): MigrationError | null {
  const before = { done: done.map(doneInfo) };
  if (failure !== null) {
    const message = describeFailure(failure, done.length);
    return new MigrationError({ code: 'failed', message, hint: failure.hint }, before);
  }
  if (isRefused(plan)) return refusedError(plan);
  if (cancelled) {
    return new MigrationError({ code: 'cancelled', message: 'Cancelled.', hint: null }, before);
  }
  return null;
}

/** Every reason against a plan. */
export function refusedError({ problems }: Pick<Plan, 'problems'>): MigrationError {
  const errors = problems.filter(({ severity }) => severity === 'error');
  const message = errors.map((problem) => problem.message).join('\n');
  return new MigrationError({ code: 'refused', message, hint: null });
}
