import { Duplex } from 'node:stream';
import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { FromPGlite, PGliteStart, ToPGlite } from './pglite-messages.ts';

/** One PGlite, and so one database, in a thread of its own. */
export class PGliteThread {
  readonly #worker: Worker;
  #unanswered = 0;
  #isGone = false;

  private constructor(start: PGliteStart) {
    this.#worker = new Worker(workerEntry(), { execArgv: [], workerData: start });
    // What it throws ends it, so that `exit` follows.
    this.#worker.on('error', () => undefined);
    this.#worker.on('exit', () => {
      this.#isGone = true;
    });
    this.#worker.on('message', ({ kind }: FromPGlite) => {
      if (kind !== 'ready') this.#unanswered--;
      // Only a thread at work keeps the process from ending.
      if (this.#unanswered === 0) this.#worker.unref();
    });
  }

  /** Takes some seconds. @throws what keeps it from starting */
  static async start(start: PGliteStart): Promise<PGliteThread> {
    const thread = new PGliteThread(start);
    await thread.#next('ready');
    return thread;
  }

  get isGone(): boolean {
    return this.#isGone;
  }

  /** All that is in it, for another one to start with. */
  async dump(): Promise<ArrayBuffer> {
    const dumped = this.#next('dump');
    this.send('dump');
    return (await dumped).data;
  }

  send(message: ToPGlite): void {
    this.#unanswered++;
    this.#worker.ref();
    this.#worker.postMessage(message);
  }

  /** What a driver takes for its connection to a server. */
  connection(): Duplex {
    return new Wire(this, this.#worker);
  }

  /** At once, in the middle of whatever it does. */
  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  #next<K extends FromPGlite['kind']>(kind: K): Promise<Extract<FromPGlite, { kind: K }>> {
    if (this.#isGone) return Promise.reject(ended());
    const { promise, resolve, reject } = Promise.withResolvers<Extract<FromPGlite, { kind: K }>>();
    const receive = (message: FromPGlite): void => {
      if (message.kind === kind) resolve(message as Extract<FromPGlite, { kind: K }>);
    };
    const fail = (error: unknown): void => {
      reject(error instanceof Error ? error : ended());
    };
    this.#worker.on('message', receive).once('error', fail).once('exit', fail);
    return promise.finally(() => {
      this.#worker.off('message', receive).off('error', fail).off('exit', fail);
    });
  }
}

/** With this letter the protocol ends a session. */
const TERMINATE = 'X'.charCodeAt(0);

class Wire extends Duplex {
  readonly #thread: PGliteThread;
  readonly #worker: Worker;

  constructor(thread: PGliteThread, worker: Worker) {
    super();
    this.#thread = thread;
    this.#worker = worker;
    worker.on('message', this.#receive).once('exit', this.#exit);
  }

  // As a socket has them.

  connect(): this {
    queueMicrotask(() => this.emit('connect'));
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  // As streams are made.

  override _read(): void {
    // What comes is passed on when it comes.
  }

  override _write(chunk: Uint8Array, _: unknown, done: () => void): void {
    // Who leaves is not the last: a server would go on, and so is this one to.
    if (chunk[0] !== TERMINATE) this.#thread.send(chunk);
    done();
  }

  override _final(done: () => void): void {
    this.push(null);
    done();
  }

  /** Whoever drops a connection wants what is under way there to end, and there is no other way. */
  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#worker.off('message', this.#receive).off('exit', this.#exit);
    if (this.writableFinished) done(error);
    else
      void this.#thread.end().then(() => {
        done(error);
      });
  }

  readonly #receive = (message: FromPGlite): void => {
    if (message.kind === 'bytes') this.push(message.bytes);
  };

  readonly #exit = (): void => {
    this.destroy(ended());
  };
}

function ended(): Error {
  return new Error('PGlite has ended');
}

/** Beside us: as source when we are source, else as the bundle. */
function workerEntry(): string {
  const isSource = extname(import.meta.filename) === '.ts';
  return join(import.meta.dirname, isSource ? 'pglite-worker.ts' : 'pglite-worker.js');
}
