import { setImmediate } from 'node:timers/promises';

/** In milliseconds: how long work keeps the event loop from its next turn. */
const SLICE = 5;

/** Cuts long work on this thread into slices, between which others have their turn. */
export class Slices {
  #end = performance.now() + SLICE;

  /** Whether it is time for the others. Asked apart, since awaiting costs more than asking. */
  get isOver(): boolean {
    return performance.now() > this.#end;
  }

  async next(): Promise<void> {
    await setImmediate();
    this.#end = performance.now() + SLICE;
  }
}
