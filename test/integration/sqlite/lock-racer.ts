/**
 * One of many processes that take the same lock file, round after round, all at the same moments.
 * Inside, it makes a folder that must not be there yet, and stays for a while; then it leaves the
 * lock as one that died there would, which its release then respects; only at last it is free.
 */
import { mkdirSync, renameSync, rmdirSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { takeLockFile } from '../../../src/databases/sqlite/lock-file.ts';

/** `pids`: of one that is gone, and of one that is there and younger than what it seems to have left. */
const [path = '', inside = '', rounds = '', ...pids] = process.argv.slice(2);

/** In milliseconds. */
const START_EVERY = 40;
const STAY = 3;

for (let left = Number(rounds); left > 0; left--) {
  startTogether();
  const lock = await takeLockFile(path, { timeout: 60_000 });
  mkdirSync(inside);
  spin(STAY);
  rmdirSync(inside);
  if (left > 1) leaveStale(Number(pids[left % pids.length]), left * 10_000_000 + process.pid);
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
function leaveStale(pid: number, when: number): void {
  const timestamp = new Date(when).toISOString();
  const unnamed = `${path}.${process.pid}`;
  writeFileSync(unnamed, JSON.stringify({ pid, timestamp, hostname: hostname() }));
  utimesSync(unnamed, when / 1000, when / 1000);
  renameSync(unnamed, path);
}
