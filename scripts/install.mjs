import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { must, npm } from './run.mjs';

const stampName = '.strata-installed';

/** What an installation depends on: another lockfile, another machine, another installation. */
export function fingerprint(folder) {
  const hash = createHash('sha256');
  hash.update(readFileSync(join(folder, 'package-lock.json')));
  return hash.update(` ${process.platform} ${process.arch}`).digest('hex');
}

export function isInstalled(folder) {
  const stamp = join(folder, 'node_modules', stampName);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint(folder);
}

/**
 * Installs what the folder's lockfile names, unless that is there. Scripts of packages never run,
 * because whether they do differs between versions of npm; `afterwards` does what is needed of them.
 */
export async function installOnce(folder, afterwards = async () => {}) {
  if (isInstalled(folder)) return;
  await alone(folder, async () => {
    if (isInstalled(folder)) return;
    // `npm ci` removes node_modules, and the stamp with it: a failed installation leaves none.
    await runNpm(folder, ['ci', '--include=dev', '--include=optional']);
    await afterwards();
    writeFileSync(join(folder, 'node_modules', stampName), fingerprint(folder));
  });
}

export async function runNpm(folder, parameters) {
  const [command, ...first] = npm();
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  await must(command, [...first, ...parameters, ...quiet], { cwd: folder });
}

/** Two runs at once would delete each other's packages. */
async function alone(folder, work) {
  const lock = join(folder, '.installing');
  while (!take(lock)) await sleep(200);
  try {
    await work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

function take(lock) {
  try {
    mkdirSync(lock);
    writeFileSync(join(lock, 'pid'), String(process.pid));
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (ownerIsGone(lock)) rmSync(lock, { recursive: true, force: true });
    return false;
  }
}

function ownerIsGone(lock) {
  try {
    process.kill(Number(readFileSync(join(lock, 'pid'), 'utf8')), 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}
