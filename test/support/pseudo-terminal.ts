import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';

/** Every Debian has util-linux' `script`; its namesake on a Mac takes other options. */
export const noTerminal =
  process.platform === 'linux' && isOnPath('script') ? false : 'needs script of util-linux';

function isOnPath(name: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

export interface Answered {
  readonly code: number | null;
  /** All that a person saw, without colours; ends of lines are `\n`. */
  readonly screen: string;
}

/** A program on a terminal, with a person before it. */
export class PseudoTerminal {
  readonly #process: ChildProcessByStdio<Writable, Readable, null>;
  readonly #ended: Promise<unknown>;
  #screen = '';

  constructor(command: readonly string[], options: { cwd: string; env: NodeJS.ProcessEnv }) {
    const line = command.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
    this.#process = spawn('script', ['-qefc', line, '/dev/null'], {
      ...options,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#ended = once(this.#process, 'close');
    // One that never ends fails its own test, and not the whole run.
    const watchdog = setTimeout(() => this.#process.kill('SIGKILL'), 45_000);
    this.#process.once('close', () => {
      clearTimeout(watchdog);
    });
    this.#process.stdout.on('data', (chunk: Buffer) => {
      this.#screen += stripVTControlCharacters(chunk.toString()).replaceAll('\r', '');
    });
  }

  /** Waits for a text to be there and types; `\x03` is Ctrl-C, `\x04` Ctrl-D. */
  async answer(question: string, keys: string): Promise<void> {
    while (!this.#screen.includes(question)) {
      await Promise.race([
        once(this.#process.stdout, 'data'),
        this.#ended.then(() => {
          if (this.#screen.includes(question)) return;
          throw new Error(`“${question}” was never asked, but:\n${this.#screen}`);
        }),
      ]);
    }
    this.#process.stdin.write(keys);
  }

  /** Nothing more is typed. */
  async end(): Promise<Answered> {
    this.#process.stdin.end();
    await this.#ended;
    return { code: this.#process.exitCode, screen: this.#screen };
  }
}
