import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../support/eventually.ts';
import type { PostgresServer } from '../support/postgres.ts';
import type { Fault } from './faults.ts';
import type { Scene } from './scene.ts';

/** With all its processes, as a computer that loses its power; then it recovers. */
export function serverKilled<S extends Scene>(server: PostgresServer): Fault<S> {
  return {
    name: 'server killed',
    prepare: (scene) =>
      Promise.resolve({
        url: scene.url,
        strike: () => server.kill(),
        mend: () => server.start(),
      }),
  };
}

/**
 * Nothing more can be written until there is room again.
 *
 * @param disk a folder on it
 * @param mend what else has to be put right then
 */
export function diskFull<S extends Scene>(
  disk: string,
  mend: () => Promise<void> = () => Promise.resolve(),
): Fault<S> {
  const ballast = join(disk, 'ballast');
  return {
    name: 'disk full',
    prepare: (scene) =>
      Promise.resolve({
        url: scene.url,
        strike: async ({ runner }) => {
          fill(ballast);
          await Promise.race([sleep(2000), runner.exit]);
          // Some waits for room; it has waited long enough.
          runner.kill('SIGKILL');
        },
        mend: async () => {
          rmSync(ballast, { force: true });
          await mend();
        },
      }),
  };
}

function fill(file: string): void {
  const handle = openSync(file, 'a');
  try {
    for (let size = 2 ** 20; size >= 1; size = Math.floor(size / 2)) writeUntilFull(handle, size);
  } finally {
    closeSync(handle);
  }
}

function writeUntilFull(handle: number, size: number): void {
  const block = Buffer.alloc(size);
  try {
    for (;;) writeSync(handle, block);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
}

/** From before the run until after it: a disk in use for writing cannot be made so. */
export function readOnlyDisk<S extends Scene>(disk: string): Fault<S> {
  // A process that is just being ended may still have a file open.
  const remount = (mode: 'ro' | 'rw'): Promise<void> =>
    eventually(() => {
      const { status, stderr } = spawnSync('mount', ['-o', `remount,${mode}`, disk]);
      assert.equal(status, 0, stderr.toString());
    });
  return {
    name: 'read-only file system',
    prepare: async (scene) => {
      await remount('ro');
      return {
        url: scene.url,
        strike: async ({ runner }) => {
          await runner.exit;
        },
        mend: () => remount('rw'),
      };
    },
  };
}
