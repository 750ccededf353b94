/**
 * One of many processes that take the same lock file, round after round, all at the same moments.
 * Inside, it makes a folder that must not be there yet, and stays for a while; then it leaves the
 * lock as one that died there would, which its release then respects; only at last it is free.
 */
import { mkdirSync, renameSync, rmdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { takeLockFile } from '../../../src/databases/sqlite/lock-file.ts';

const [path = '', inside = '', rounds = '', deadPid = ''] = process.argv.slice(2);

/** In milliseconds. */
const START_EVERY = 40;
const STAY = 3;

for (let left = Number(rounds); left > 0; left--) {
  startTogether();
  const lock = await takeLockFile(path, { timeout: 60_000 });
  mkdirSync(inside);
  spin(STAY);
  rmdirSync(inside);
  if (left > 1) leaveStale(`${left}-${process.pid}`);
  lock.release();
}
console.log('done');

/** Timers would scatter the processes: they wait awake. */
function startTogether(): void {
  spin(START_EVERY - (Date.now() % START_EVERY));
}

function spin(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

/** Never the same content twice, as no two deaths are the same. */
function leaveStale(when: string): void {
  const content = { pid: Number(deadPid), timestamp: when, hostname: hostname() };
  const unnamed = `${path}.${process.pid}`;
  writeFileSync(unnamed, JSON.stringify(content));
  renameSync(unnamed, path);
}
