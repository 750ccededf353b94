import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { isGone, processStart } from '../../src/databases/process-start.ts';

/** In milliseconds: some ways of telling give whole seconds, and round down. */
const ROUNDED = 2_500;

const ways: readonly NodeJS.Platform[] = [
  process.platform,
  ...(process.platform === 'linux' && spawnSync('ps', ['--version']).status === 0
    ? (['darwin'] as const)
    : []),
];

describe('when a process began', () => {
  for (const way of ways) {
    it(`is told to the second, as on ${way}`, async () => {
      const before = Date.now();
      const child = spawn(process.execPath, ['-e', 'process.stdin.resume()']);
      await once(child, 'spawn');
      const after = Date.now();
      const start = await processStart(child.pid ?? 0, way);
      child.stdin.end();
      await once(child, 'exit');
      assert.ok(start !== null && start >= before - ROUNDED && start <= after, String(start));
    });

    it(`is not told of one that is not there, as on ${way}`, async () => {
      assert.equal(await processStart(2 ** 31 - 1, way), null);
    });
  }

  it('is not told where the program that could tell is missing', async () => {
    const elsewhere = process.platform === 'win32' ? 'darwin' : 'win32';
    assert.equal(await processStart(process.pid, elsewhere), null);
  });

  it('tells another that has the same id', async () => {
    const { timeOrigin } = performance;
    assert.equal(await isGone(process.pid, Date.now()), false);
    assert.equal(await isGone(process.pid, timeOrigin - 60_000), true);
    assert.equal(await isGone(process.pid, NaN), false);
  });
});
