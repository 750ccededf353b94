/** Does `work` once, `delay` milliseconds after the last of several calls. */
export class Debounced {
  readonly #delay: number;
  readonly #work: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(delay: number, work: () => void) {
    this.#delay = delay;
    this.#work = work;
  }

  call(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#work, this.#delay);
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }
}
