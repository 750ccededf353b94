import { Worker } from 'node:worker_threads';

/**
 * Ends this process when its parent is gone, which closes our standard input.
 *
 * A thread of its own waits for that, because the main one may be deep in a statement: it would
 * carry on without a parent and commit.
 */
export function armDeadMansSwitch(): void {
  new Worker(WATCH, { eval: true });
}

const WATCH = `
  const { readSync } = require('node:fs');
  const pause = new Int32Array(new SharedArrayBuffer(4));
  const buffer = Buffer.alloc(1);
  for (;;) {
    try {
      if (readSync(0, buffer) === 0) break;
    } catch (error) {
      if (error.code !== 'EAGAIN') break;
      Atomics.wait(pause, 0, 0, 100);
    }
  }
  process.kill(process.pid, 'SIGKILL');
`;
