import { spawn, type ChildProcess } from 'node:child_process';
import { dirname, join } from 'node:path';
import type { Plugin } from 'esbuild';
import { buildCommand } from '../support/built-command.ts';

/** The command as it ships, built from the sources as they are now. */
export class Command {
  readonly #launcher: string;

  private constructor(launcher: string) {
    this.#launcher = launcher;
  }

  /** @param plugins that change the sources on their way, to see what finds it out */
  static async build(plugins: readonly Plugin[] = []): Promise<Command> {
    return new Command(await buildCommand(plugins));
  }

  start(folder: string, url: string, parameters: readonly string[]): Runner {
    const process_ = spawn(process.execPath, [this.#launcher, ...parameters, '--no-dotenv'], {
      cwd: folder,
      env: {
        PATH: process.env.PATH,
        TMPDIR: process.env.TMPDIR,
        DATABASE_URL: url,
        NODE_COMPILE_CACHE: join(dirname(this.#launcher), 'compiled'),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new Runner(process_);
  }
}

export interface Exit {
  /** Null: it was killed, or had to be. */
  readonly code: number | null;
  /** What it said, both streams. */
  readonly output: string;
  /** It had to be killed since it did not come to an end. */
  readonly isStuck: boolean;
}

/** In milliseconds: after that a runner is taken for one that hangs. */
const PATIENCE = 90_000;

/** One run of the command. */
export class Runner {
  readonly pid: number;
  readonly exit: Promise<Exit>;
  readonly #process: ChildProcess;
  #output = '';
  #acknowledged: string[] = [];
  #onChange: () => void = () => undefined;
  #isOver = false;

  constructor(child: ChildProcess) {
    this.#process = child;
    this.pid = child.pid ?? 0;
    let isStuck = false;
    const timer = setTimeout(() => {
      isStuck = true;
      this.kill('SIGKILL');
    }, PATIENCE);
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#hear(text);
      });
    }
    this.exit = new Promise((resolve) => {
      child.once('close', (code) => {
        clearTimeout(timer);
        this.#isOver = true;
        this.#onChange();
        resolve({ code, output: this.#output, isStuck });
      });
    });
  }

  /** The versions that it said were applied or reverted, in order. */
  get acknowledged(): readonly string[] {
    return this.#acknowledged;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Until so many steps are done, or it has ended. */
  async reaches(steps: number): Promise<void> {
    while (this.#acknowledged.length < steps && !this.#isOver) {
      await new Promise<void>((resolve) => (this.#onChange = resolve));
    }
  }

  kill(signal: NodeJS.Signals): void {
    this.#process.kill(signal);
  }

  #hear(text: string): void {
    this.#output += text;
    this.#acknowledged = [...this.#output.matchAll(/^ {2}[✓↩] +(\S+) .*\n/gmu)].map(
      ([, version]) => version ?? '',
    );
    this.#onChange();
  }
}
