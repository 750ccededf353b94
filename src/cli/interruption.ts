import { exitCodes } from './exit-codes.ts';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** Ctrl-C: the first one asks the work to end cleanly, the second ends the process. */
export class Interruption {
  readonly #process: NodeJS.Process;
  readonly #controller = new AbortController();
  readonly #onFirst: () => void;

  constructor(process: NodeJS.Process, onFirst: () => void) {
    this.#process = process;
    this.#onFirst = onFirst;
    for (const signal of SIGNALS) process.on(signal, this.#interrupt);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  dispose(): void {
    for (const signal of SIGNALS) this.#process.off(signal, this.#interrupt);
  }

  readonly #interrupt = (): void => {
    if (this.signal.aborted) this.#process.exit(exitCodes.interrupted);
    this.#onFirst();
    this.#controller.abort();
  };
}
