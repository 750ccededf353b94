import type { ShadowOptions } from '../shadow.ts';
import type { SqliteChild } from './child-process.ts';
import { cancelled } from '../cancelled.ts';
import type { Beginning, Request } from './messages.ts';

/** In milliseconds: who is typing calls off every check but the last, most of them nearly done. */
const GRACE = 500;

/** What was under way took longer than it may, and was ended together with its process. */
export class Overdue extends Error {
  readonly beginning: Beginning;

  constructor(beginning: Beginning) {
    super(`${beginning.version} does not end`);
    this.beginning = beginning;
  }
}

/**
 * @throws StrataError `cancelled` at once, while the process gets a moment to end what it does;
 *   Overdue; whatever the call throws
 */
export async function watchedCall(
  child: SqliteChild,
  request: Request,
  { signal, timeout }: ShadowOptions,
): Promise<unknown> {
  if (signal?.aborted) throw cancelled();
  const end = new AbortController();
  let latest: Beginning;
  let limit: NodeJS.Timeout | undefined;
  const onBegin = (beginning: Beginning): void => {
    latest = beginning;
    if (timeout === undefined) return;
    clearTimeout(limit);
    limit = setTimeout(() => {
      end.abort(new Overdue(latest));
    }, timeout);
  };
  const { promise: calledOff, reject } = Promise.withResolvers<never>();
  let grace: NodeJS.Timeout | undefined;
  const onAbort = (): void => {
    grace = setTimeout(() => {
      end.abort();
    }, GRACE);
    reject(cancelled());
  };
  signal?.addEventListener('abort', onAbort);
  const answer = child.call(request, { signal: end.signal, onBegin }).finally(() => {
    clearTimeout(limit);
    clearTimeout(grace);
    signal?.removeEventListener('abort', onAbort);
  });
  try {
    return await Promise.race([answer, calledOff]);
  } catch (error) {
    throw end.signal.reason instanceof Overdue ? end.signal.reason : error;
  }
}
