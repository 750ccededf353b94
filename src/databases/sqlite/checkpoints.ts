import type { Standing } from '../shadow.ts';

/** A database as it was after some scripts. */
export interface Checkpoint extends Standing {
  readonly image: Uint8Array;
  /** The words of the statements that were left out, lower-case: what these name may be missing. */
  readonly missing: ReadonlySet<string>;
}

/** By what has led there. Of those that exceed `budget`, in bytes, the least recently used go. */
export class Checkpoints {
  readonly #kept = new Map<string, Checkpoint>();
  readonly #budget: number;
  #bytes = 0;

  constructor(budget: number) {
    this.#budget = budget;
  }

  has(key: string): boolean {
    return this.#kept.has(key);
  }

  /** @throws RangeError where there is none */
  get(key: string): Checkpoint {
    const found = this.#kept.get(key);
    if (found === undefined) throw new RangeError(`no checkpoint ${key}`);
    // A Map keeps the order in which its keys came.
    this.#kept.delete(key);
    this.#kept.set(key, found);
    return found;
  }

  /** The newest is kept whatever its size. */
  keep(key: string, checkpoint: Checkpoint): void {
    this.#drop(key);
    this.#kept.set(key, checkpoint);
    this.#bytes += checkpoint.image.byteLength;
    for (const oldest of this.#kept.keys()) {
      if (this.#bytes <= this.#budget || oldest === key) break;
      this.#drop(oldest);
    }
  }

  #drop(key: string): void {
    const dropped = this.#kept.get(key);
    if (dropped === undefined) return;
    this.#kept.delete(key);
    this.#bytes -= dropped.image.byteLength;
  }
}
