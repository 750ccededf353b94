import { Worker } from 'node:worker_threads';
import * as l10n from '@vscode/l10n';
import { StrataError } from '../core/errors.ts';
import type { Analysis, AnalysisRequest } from './analyst.ts';

/** Trees of a 5 MB script take most of it. */
const MEMORY_MB = 2_000;

/** A thread as a callee: one request at a time. After an error it is of no more use. */
export class AnalystThread {
  readonly #worker: Worker;
  #settle: ((outcome: Analysis | 'gone') => void) | null = null;

  /** @param entry the script that is the thread */
  constructor(entry: string) {
    this.#worker = new Worker(entry, {
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
    });
    this.#worker.on('message', (analysis: Analysis) => this.#settle?.(analysis));
    // What it throws ends it, so that `exit` follows.
    this.#worker.on('error', () => undefined);
    this.#worker.on('exit', () => this.#settle?.('gone'));
  }

  /**
   * @param timeout in milliseconds
   * @throws StrataError when it dies, or has no answer in time
   */
  async ask(request: AnalysisRequest, timeout: number): Promise<Analysis> {
    const { promise, resolve } = Promise.withResolvers<Analysis | 'gone' | 'late'>();
    const late = setTimeout(resolve, timeout, 'late');
    this.#settle = resolve;
    // Only a thread at work keeps the process from ending.
    this.#worker.ref();
    this.#worker.postMessage(request);
    const outcome = await promise;
    this.#worker.unref();
    this.#settle = null;
    clearTimeout(late);
    if (outcome === 'gone') throw brokenDown(request);
    if (outcome === 'late') throw endless(request);
    return outcome;
  }

  /** At once, in the middle of whatever it does. */
  async end(): Promise<void> {
    await this.#worker.terminate();
  }
}

function brokenDown({ script: { path } }: AnalysisRequest): StrataError {
  return new StrataError(
    'failed',
    l10n.t('{0} could not be checked: it is too much for the reader of SQL.', path),
    { hint: hint() },
  );
}

function endless({ script: { path } }: AnalysisRequest): StrataError {
  return new StrataError(
    'failed',
    l10n.t('{0} could not be checked: reading it takes too long.', path),
    { hint: hint() },
  );
}

function hint(): string {
  return l10n.t('Nothing was changed. A script in several smaller ones can be checked.');
}
