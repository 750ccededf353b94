import { extname, join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { StrataError } from '../core/errors.ts';
import { AnalystThread } from './analyst-thread.ts';
import type { Analysis, AnalysisRequest, Analyst } from './analyst.ts';

/** In milliseconds. */
const LONGEST = 60_000;
const IDLE = 300_000;

export interface ThreadAnalystOptions {
  /** The script that is the thread. */
  readonly entry?: string;
  /** In milliseconds: what takes longer never ends. */
  readonly timeout?: number;
  /** In milliseconds: after that long without a request, the thread and its memory are given back. */
  readonly idle?: number;
}

/**
 * An analyst with a thread of its own, begun with the first request. One request at a time; those
 * that are aborted before their turn are never sent, so that a newer keystroke waits for one older
 * at most. A thread that dies or hangs is replaced.
 */
export class ThreadAnalyst implements Analyst {
  readonly #entry: string;
  readonly #timeout: number;
  readonly #idle: number;
  #thread: AnalystThread | null = null;
  #rest: NodeJS.Timeout | undefined;
  #previous: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor({
    entry = threadEntry(),
    timeout = LONGEST,
    idle = IDLE,
  }: ThreadAnalystOptions = {}) {
    this.#entry = entry;
    this.#timeout = timeout;
    this.#idle = idle;
  }

  analyse(
    request: AnalysisRequest,
    { signal }: { readonly signal?: AbortSignal } = {},
  ): Promise<Analysis> {
    const turn = this.#previous.then(() => {
      if (this.#closed || signal?.aborted) throw cancelled();
      return this.#ask(request);
    });
    this.#previous = turn.catch(() => undefined);
    return signal === undefined ? turn : unlessAborted(turn, signal);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#end();
  }

  async #ask(request: AnalysisRequest): Promise<Analysis> {
    clearTimeout(this.#rest);
    this.#thread ??= new AnalystThread(this.#entry);
    try {
      return await this.#thread.ask(request, this.#timeout);
    } catch (error) {
      await this.#end();
      throw this.#closed ? cancelled() : error;
    } finally {
      this.#rest = setTimeout(() => void this.#end(), this.#idle).unref();
    }
  }

  async #end(): Promise<void> {
    clearTimeout(this.#rest);
    const thread = this.#thread;
    this.#thread = null;
    await thread?.end();
  }
}

function unlessAborted(turn: Promise<Analysis>, signal: AbortSignal): Promise<Analysis> {
  const { promise, resolve, reject } = Promise.withResolvers<Analysis>();
  const abort = (): void => {
    reject(cancelled());
  };
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  turn.then(resolve, reject).finally(() => {
    signal.removeEventListener('abort', abort);
  });
  return promise;
}

function cancelled(): StrataError {
  return new StrataError('cancelled', l10n.t('Cancelled.'));
}

/** Beside us: as source when we are source, else as the bundle. */
function threadEntry(): string {
  const source = extname(import.meta.filename) === '.ts';
  return join(import.meta.dirname, source ? 'analyst-worker.ts' : 'analyst-worker.js');
}
