import { setTimeout } from 'node:timers/promises';

/** In milliseconds. */
const PAUSE = 50;

/** Waits until an assertion holds; when it never does, fails as the assertion itself last did. */
export async function eventually(
  assertion: () => Promise<void> | void,
  timeout = 20_000,
): Promise<void> {
  const deadline = performance.now() + timeout;
  for (;;) {
    try {
      await assertion();
      return;
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
    await setTimeout(PAUSE);
  }
}
