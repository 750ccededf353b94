import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { atExit } from './at-exit.ts';
import { freePort } from './free-port.ts';
import {
  postgresBinaries,
  serverUser,
  type PostgresBinaries,
  type ServerUser,
} from './postgres-binaries.ts';
import { childrenOf, killNow } from './children.ts';
import { makeDataFolder } from './data-folder.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface PostgresServerOptions {
  /** Settings given as `-c name=value`. */
  flags?: Record<string, string>;
  /** The whole pg_hba.conf. */
  hba?: string;
  /** PEM texts; without them the server speaks no TLS. */
  tls?: { cert: string; key: string } | null;
  /** Leave it on where a crash or the time of a commit is what the test is about. */
  fsync?: boolean;
  /** Where it keeps its data and its socket; a folder of its own where none is given. */
  folder?: string;
  /** Another version than the tests' own. */
  binaries?: PostgresBinaries;
}

const passwordEverywhere = `
local all all scram-sha-256
host all all 127.0.0.1/32 scram-sha-256
host replication all 127.0.0.1/32 scram-sha-256
`;

/** A server of one's own, which may be killed and started again on the same data folder. */
export class PostgresServer {
  readonly host = '127.0.0.1';
  readonly user = 'postgres';
  readonly password = 'secret';
  readonly port: number;
  /** Also the folder of the Unix socket. */
  readonly folder: string;
  readonly #binaries: PostgresBinaries;
  readonly #runAs: ServerUser;
  readonly #options: PostgresServerOptions;
  readonly #settings: Record<string, string>;
  #process: ChildProcess | undefined;
  #failure: Error | undefined;

  private constructor(
    port: number,
    folder: string,
    binaries: PostgresBinaries,
    runAs: ServerUser,
    options: PostgresServerOptions,
  ) {
    this.port = port;
    this.folder = folder;
    this.#binaries = binaries;
    this.#runAs = runAs;
    this.#options = options;
    this.#settings = {
      listen_addresses: this.host,
      unix_socket_directories: process.platform === 'win32' ? '' : folder,
      max_connections: '200',
      lc_messages: 'C',
      ...(options.fsync
        ? {}
        : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
      // With hundreds of databases it would begin with another one ten times a second.
      autovacuum: 'off',
      ...(options.tls
        ? { ssl: 'on', ssl_cert_file: 'server.crt', ssl_key_file: 'server.key' }
        : {}),
      ...options.flags,
    };
  }

  static async start(options: PostgresServerOptions = {}): Promise<PostgresServer> {
    const server = await this.#make(options);
    makeDataFolder(server.data, server.#binaries, server.#runAs, server);
    server.#write('pg_hba.conf', options.hba ?? passwordEverywhere);
    if (options.tls) {
      server.#write('server.crt', options.tls.cert);
      server.#write('server.key', options.tls.key);
    }
    await server.start();
    return server;
  }

  /** Without data yet. */
  static async #make(options: PostgresServerOptions): Promise<PostgresServer> {
    const folder = options.folder ?? temporaryFolder('postgres');
    const server = new PostgresServer(
      await freePort(),
      folder,
      options.binaries ?? (await postgresBinaries()),
      serverUser(),
      options,
    );
    atExit(() => {
      server.#stopNow();
    });
    server.#own(folder);
    return server;
  }

  /** Another server that follows this one, which for that is stopped and started again. */
  async standby(): Promise<PostgresServer> {
    const other = await PostgresServer.#make(this.#options);
    await this.stop();
    execFileSync('cp', ['-a', this.data, other.data]);
    await this.start();
    const { host, port, user, password } = this;
    const primary = `host=${host} port=${port} user=${user} password=${password}`;
    other.#write('postgresql.auto.conf', `primary_conninfo = '${primary}'\n`);
    other.#write('standby.signal', '');
    await other.start();
    return other;
  }

  get data(): string {
    return join(this.folder, 'data');
  }

  get log(): string {
    const file = join(this.folder, 'server.log');
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }

  async start(): Promise<void> {
    const deadline = Date.now() + 30_000;
    while (!(await this.#startOnce(deadline))) {
      // After a kill the old back ends hold the shared memory for a moment.
      if (Date.now() > deadline || !this.log.includes('pre-existing shared memory')) {
        throw new Error(`PostgreSQL did not start:\n${this.#failure?.message ?? this.log}`);
      }
      await sleep(100);
    }
  }

  async stop(): Promise<void> {
    await this.#end('SIGINT');
  }

  /** As a power cut: nothing is written any more. `start()` brings it back. */
  async kill(): Promise<void> {
    const backends = childrenOf(this.#process?.pid ?? 0);
    const gone = this.#end('SIGKILL');
    // Left alone they would finish what they are at.
    backends.forEach(killNow);
    await gone;
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const running = this.#process;
    if (!running) return;
    this.#process = undefined;
    if (running.exitCode !== null || running.signalCode !== null) return;
    running.ref();
    const gone = once(running, 'exit');
    running.kill(signal);
    await gone;
  }

  async #startOnce(deadline: number): Promise<boolean> {
    rmSync(join(this.folder, 'server.log'), { force: true });
    const server = this.#spawn(this.#binaries.postgres, [
      ...['-D', this.data, '-p', String(this.port)],
      ...Object.entries(this.#settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ]);
    server.once('error', (error) => (this.#failure = error));
    const isAlive = () => server.exitCode === null && server.signalCode === null;
    while (isAlive() && !this.#failure && Date.now() < deadline) {
      if (this.#isReady(server)) {
        this.#process = server;
        // A test process that has nothing else to do may end; its exit handler stops the server.
        server.unref();
        return true;
      }
      await sleep(20);
    }
    server.kill('SIGKILL');
    return false;
  }

  #isReady(server: ChildProcess): boolean {
    const [pid, , , , , , , status] = this.#pidFile().split('\n');
    return Number(pid) === server.pid && status?.trim() === 'ready';
  }

  #pidFile(): string {
    try {
      return readFileSync(join(this.data, 'postmaster.pid'), 'utf8');
    } catch {
      return '';
    }
  }

  #spawn(command: string, parameters: string[]): ChildProcess {
    const log = openSync(join(this.folder, 'server.log'), 'a');
    try {
      return spawn(command, parameters, {
        ...this.#runAs,
        cwd: this.folder,
        env: { ...process.env, LC_ALL: 'C' },
        stdio: ['ignore', log, log],
      });
    } finally {
      closeSync(log);
    }
  }

  #write(name: string, text: string): string {
    const file = join(this.data, name);
    writeFileSync(file, text);
    chmodSync(file, 0o600);
    this.#own(file);
    return file;
  }

  #own(path: string): void {
    if (this.#runAs.uid !== undefined) chownSync(path, this.#runAs.uid, this.#runAs.gid ?? 0);
  }

  #stopNow(): void {
    if (!this.#process) return;
    this.#process.kill('SIGQUIT');
    const sleeper = new Int32Array(new SharedArrayBuffer(4));
    for (let waited = 0; waited < 3000 && this.#pidFile() !== ''; waited += 10) {
      Atomics.wait(sleeper, 0, 0, 10);
    }
  }
}
