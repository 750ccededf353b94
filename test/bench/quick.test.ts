import { describe, it } from 'node:test';
import { benchmarks } from './benchmarks.ts';

// Whether what the benchmarks measure is right, on small sets; nobody looks at the times.

describe('benchmarks', () => {
  for (const [name, benchmark] of Object.entries(benchmarks)) {
    it(name, async () => {
      await benchmark({ quick: true, rounds: 1 });
    });
  }
});
