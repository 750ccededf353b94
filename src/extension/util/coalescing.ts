type Phase = 'idle' | 'working' | 'again';

/**
 * Work that may be asked for while it is being done: it is then done once more, however often it
 * was asked for.
 */
export class Coalescing {
  readonly #work: () => Promise<void>;
  #phase: Phase = 'idle';
  #done: Promise<void> = Promise.resolve();

  /** @param work must not reject */
  constructor(work: () => Promise<void>) {
    this.#work = work;
  }

  /** Resolves when work that began after this call has ended. */
  request(): Promise<void> {
    if (this.#phase === 'idle') {
      this.#done = this.#loop();
    } else {
      this.#phase = 'again';
    }
    return this.#done;
  }

  async #loop(): Promise<void> {
    do {
      this.#phase = 'working';
      await this.#work();
    } while (this.#isAskedAgain());
    this.#phase = 'idle';
  }

  #isAskedAgain(): boolean {
    return this.#phase === 'again';
  }
}
