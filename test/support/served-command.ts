import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { extname, join } from 'node:path';
import { commandFile } from './command-file.ts';

export interface CommandLine {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly parameters: readonly string[];
}

export interface Printed {
  /** The exit code; null: it has not come to its end. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** In milliseconds. */
const PATIENCE = 45_000;

/**
 * One process that carries out one command line after the other: for tests of what hundreds of them
 * print, most of whose time would go into starting. How a process ends is for others to see.
 */
export class ServedCommand {
  readonly #process: ChildProcess;
  #previous: Promise<unknown> = Promise.resolve();

  constructor(env: NodeJS.ProcessEnv) {
    const source = extname(commandFile) === '.ts';
    const server = source
      ? join(import.meta.dirname, 'command-server.ts')
      : join(commandFile, '../command-server.js');
    this.#process = fork(server, [], {
      env,
      execArgv: [],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
  }

  run(line: CommandLine): Promise<Printed> {
    const printed = this.#previous.then(() => this.#runNow(line));
    this.#previous = printed;
    return printed;
  }

  async end(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const gone = once(this.#process, 'exit');
    this.#process.kill();
    await gone;
  }

  async #runNow(line: CommandLine): Promise<Printed> {
    const watchdog = setTimeout(() => this.#process.kill('SIGKILL'), PATIENCE);
    const { promise, resolve } = Promise.withResolvers<Printed>();
    const end = (): void => {
      resolve({ code: null, stdout: '', stderr: '' });
    };
    this.#process.once('message', resolve);
    this.#process.once('exit', end);
    if (this.#process.connected) this.#process.send(line);
    else end();
    try {
      return await promise;
    } finally {
      clearTimeout(watchdog);
      this.#process.off('message', resolve);
      this.#process.off('exit', end);
    }
  }
}
