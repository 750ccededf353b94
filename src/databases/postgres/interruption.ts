import type { Client } from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';

const betweenCancels = 100;
const patience = 2000;
const lastResort = 4000;

/**
 * Interrupts the session of `client`, whose server process is `pid`, when the signal aborts: by
 * cancelling, again and again since a statement may only be about to start, or may catch it; after
 * 2 s by ending the session; after 4 s, when nobody answers, by dropping the connection.
 *
 * @param helper a session opened beforehand: opening one takes longer than cancelling; without it
 *   the connection is dropped at once, and the server finds out when its statement has ended
 * @returns to be called, and awaited, before anything follows that must not be cancelled
 */
export function interruptOn(
  signal: AbortSignal,
  client: Client,
  pid: bigint,
  helper: Client | null,
): () => Promise<void> {
  const over = new AbortController();
  let work = Promise.resolve();
  const onAbort = () => {
    if (helper === null) client.connection.stream.destroy();
    else work = interrupt(client, pid, helper, over.signal);
  };
  signal.addEventListener('abort', onAbort, { once: true });
  return async () => {
    signal.removeEventListener('abort', onAbort);
    over.abort();
    await work;
  };
}

async function interrupt(
  client: Client,
  pid: bigint,
  helper: Client,
  over: AbortSignal,
): Promise<void> {
  const drop = () => {
    client.connection.stream.destroy();
    helper.connection.stream.destroy();
  };
  const dropping = setTimeout(drop, lastResort);
  const started = performance.now();
  try {
    while (!over.aborted) {
      const isPatient = performance.now() - started < patience;
      const means = isPatient ? 'pg_cancel_backend' : 'pg_terminate_backend';
      await helper.query(`SELECT pg_catalog.${means}($1)`, [pid]);
      await sleep(betweenCancels, undefined, { signal: over }).catch(() => undefined);
    }
  } catch {
    // Without the helper, the server finds out by itself that nobody waits for the answer.
    if (!over.aborted) drop();
  } finally {
    clearTimeout(dropping);
  }
}
