import { spawn } from 'node:child_process';

/**
 * Runs a command and collects what it prints, standard error among it. Never rejects: `code` is 0
 * only where the command ran and succeeded.
 * @param {string} command
 * @param {string[]} parameters
 * @param {import('node:child_process').SpawnOptions & { timeout?: number }} [options]
 * @returns {Promise<{ code: number, output: string }>}
 */
export function run(command, parameters, { timeout, ...options } = {}) {
  return new Promise((resolve) => {
    let output = '';
    const timers = [];
    const child = spawn(command, parameters, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    const finish = (code, last = '') => {
      timers.forEach(clearTimeout);
      resolve({ code, output: output + last });
    };
    if (timeout !== undefined) {
      const stop = () => {
        output += `\nStopped after ${timeout / 1000} seconds.\n`;
        // Asked first, so that it can end its own children.
        child.kill('SIGTERM');
        timers.push(setTimeout(() => child.kill('SIGKILL'), 10_000));
      };
      timers.push(setTimeout(stop, timeout));
    }
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text) => (output += text));
    }
    child.on('error', (error) => finish(1, `${command}: ${error.message}\n`));
    child.on('close', (code) => finish(code ?? 1));
  });
}

/** As `run`, for steps that the rest depends on: a failure is thrown with the whole output. */
export async function must(command, parameters, options) {
  const { code, output } = await run(command, parameters, options);
  if (code !== 0) throw new Error(`${[command, ...parameters].join(' ')} failed\n${output}`);
  return output;
}

/** npm as a command and its first parameters; under `npm run` the very npm that is running. */
export function npm() {
  const cli = process.env.npm_execpath;
  if (cli?.endsWith('.js')) return [process.execPath, cli];
  return process.platform === 'win32' ? ['cmd', '/c', 'npm'] : ['npm'];
}
