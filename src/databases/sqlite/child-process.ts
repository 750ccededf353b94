import { fork, type ChildProcess } from 'node:child_process';
import { extname, join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { StrataError } from '../../core/errors.ts';
import { ScriptError, type RunUnitOptions } from '../database.ts';
import { closed } from './connection.ts';
import { cancelled } from '../cancelled.ts';
import { received, type Beginning, type Notice, type Reply, type Request } from './messages.ts';
import { nothingKept } from './script.ts';

/** Of what a dying process has to say, the last is what matters. */
const STDERR_TAIL = 2_000;

export interface CallOptions extends RunUnitOptions {
  readonly onBegin?: (beginning: Beginning) => void;
  /** With the nanoseconds that a migration took. */
  readonly onDone?: (elapsed: bigint) => void;
}

/** The child process as a callee: one request at a time, in order. */
export class SqliteChild {
  readonly #process: ChildProcess;
  readonly #gone: Promise<void>;
  #stderr = '';
  #alive = true;
  #previous: Promise<unknown> = Promise.resolve();

  /** @param entry the script that is the child */
  constructor(entry = childEntry()) {
    const env: NodeJS.ProcessEnv = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
    // A debugger that has attached itself to the host would halt the child as well.
    delete env.NODE_OPTIONS;
    this.#process = fork(entry, [], {
      // The open standard input is what tells the child that we live (dead-mans-switch.ts).
      stdio: ['pipe', 'ignore', 'pipe', 'ipc'],
      execArgv: [],
      serialization: 'advanced',
      env,
    });
    this.#process.stdin?.on('error', () => undefined);
    this.#process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-STDERR_TAIL);
    });
    this.#gone = this.#whenGone();
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  get alive(): boolean {
    return this.#alive;
  }

  /**
   * @throws StrataError `cancelled` on abort, when the child is gone already; whatever the child
   * throws; a ScriptError or StrataError when the child dies by itself
   */
  call(request: Request, options: CallOptions = {}): Promise<unknown> {
    const answer = this.#previous.then(() => this.#callNow(request, options));
    this.#previous = answer.catch(() => undefined);
    return answer;
  }

  async #callNow(request: Request, options: CallOptions): Promise<unknown> {
    const { signal, onWait, onBegin, onDone } = options;
    if (!this.#alive) throw closed();
    if (signal?.aborted) throw cancelled();
    const done = new AbortController();
    const aborted = new Promise<'aborted'>((resolve) => {
      const abort = () => {
        resolve('aborted');
      };
      signal?.addEventListener('abort', abort, { signal: done.signal });
    });
    const { promise: replied, resolve: reply } = Promise.withResolvers<Reply>();
    const receive = (message: Reply | Notice): void => {
      if ('wait' in message) onWait?.(message.wait);
      else if ('begins' in message) onBegin?.(message.begins);
      else if ('done' in message) onDone?.(message.done);
      else reply(message);
    };
    this.#process.on('message', receive);
    const gone = this.#gone.then(() => 'gone' as const);
    try {
      // Should the message not get through, the child is gone.
      this.#process.send(request, () => undefined);
      const outcome = await Promise.race([replied, aborted, gone]);
      if (outcome === 'gone') throw this.#lost(request);
      if (outcome === 'aborted') {
        await this.kill();
        throw cancelled();
      }
      if (outcome.error !== null) throw received(outcome.error);
      return outcome.value;
    } finally {
      done.abort();
      this.#process.off('message', receive);
    }
  }

  /** Ends the child at once, in the middle of whatever it does; settles when it is gone. */
  async kill(): Promise<void> {
    this.#alive = false;
    this.#process.kill('SIGKILL');
    await this.#gone;
  }

  #whenGone(): Promise<void> {
    return new Promise((resolve) => {
      const gone = () => {
        this.#alive = false;
        resolve();
      };
      this.#process.once('close', gone);
      this.#process.on('error', (error) => {
        this.#stderr = error.message;
        // Without a process there is nothing that could close.
        if (this.#process.pid === undefined) gone();
      });
    });
  }

  #lost({ call }: Request): Error {
    const { exitCode, signalCode } = this.#process;
    const how = signalCode ?? (exitCode === null ? '' : l10n.t('exit code {0}', exitCode));
    const message = l10n.t('The process that works with SQLite has ended ({0}).', how);
    const said = this.#stderr.trim();
    const whole = said === '' ? message : `${message}\n${said}`;
    if (call === 'run-all')
      return new ScriptError({ ...nothingKept, message: whole, kept: 'unknown' });
    return new StrataError('connect', whole, { hint: l10n.t('Try again.') });
  }
}

/** Beside us: as source when we are source, else as the bundle. */
function childEntry(): string {
  const source = extname(import.meta.filename) === '.ts';
  return join(import.meta.dirname, source ? 'child.ts' : 'sqlite-child.js');
}
