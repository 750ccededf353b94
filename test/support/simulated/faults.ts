/** What goes wrong by chance, the same for the same seed and the same statements. */
export interface FaultOptions {
  /** How likely a statement that writes, or a COMMIT, is answered by 40001, with nothing kept; from 0 to 1. */
  readonly conflicts?: number;
  /** How likely what was committed is answered by 40003, which says that nobody knows; from 0 to 1. */
  readonly ambiguous?: number;
  readonly seed?: number;
}

export class Faults {
  /** How many there were. */
  readonly count = { conflicts: 0, ambiguous: 0 };
  readonly #options: FaultOptions;
  #state: number;

  constructor(options: FaultOptions) {
    this.#options = options;
    this.#state = options.seed ?? 1;
  }

  conflicts(): boolean {
    return this.#happens('conflicts');
  }

  isAmbiguous(): boolean {
    return this.#happens('ambiguous');
  }

  #happens(what: 'conflicts' | 'ambiguous'): boolean {
    const probability = this.#options[what] ?? 0;
    if (probability === 0 || this.#random() >= probability) return false;
    this.count[what]++;
    return true;
  }

  /** mulberry32, from 0 to 1. */
  #random(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
}
