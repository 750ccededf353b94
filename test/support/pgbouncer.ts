import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { atExit } from './at-exit.ts';
import { eventually } from './eventually.ts';
import { freePort } from './free-port.ts';
import { serverUser } from './postgres-binaries.ts';
import type { Postgres } from './postgres.ts';
import { temporaryFolder } from './temporary-folder.ts';

const program = ['pgbouncer', '/usr/sbin/pgbouncer'].find(
  (command) => spawnSync(command, ['--version']).status === 0,
);

/** Where there is no PgBouncer, the name says what was not shown. */
export function describeWithPgBouncer(name: string, body: () => void): void {
  if (program !== undefined) void describe(name, body);
  else it(`${name} (not shown here: no pgbouncer)`, () => undefined);
}

export type PoolMode = 'session' | 'transaction' | 'statement';

/** A real PgBouncer before a server. */
export class PgBouncer {
  readonly port: number;
  readonly #server: Postgres;
  readonly #process: ChildProcess;

  private constructor(port: number, server: Postgres, process: ChildProcess) {
    this.port = port;
    this.#server = server;
    this.#process = process;
  }

  /** @param settings more lines of `[pgbouncer]` */
  static async start(
    server: Postgres,
    mode: PoolMode,
    settings: Readonly<Record<string, string | number>> = {},
  ): Promise<PgBouncer> {
    const folder = temporaryFolder('pgbouncer');
    const port = await freePort();
    const { host, user, password } = server;
    const own = { pool_mode: mode, default_pool_size: 3, ...settings };
    const configuration = [
      '[databases]',
      `* = host=${host} port=${server.port} user=${user} password=${password}`,
      '[pgbouncer]',
      ...[`listen_addr = ${host}`, `listen_port = ${port}`, 'unix_socket_dir =', 'auth_type = any'],
      ...Object.entries(own).map(([name, value]) => `${name} = ${value}`),
    ].join('\n');
    const file = join(folder, 'pgbouncer.ini');
    writeFileSync(file, configuration);
    chmodSync(file, 0o600);
    // It refuses root, as the server does.
    const runAs = serverUser();
    for (const path of [folder, file]) {
      if (runAs.uid !== undefined) chownSync(path, runAs.uid, runAs.gid ?? 0);
    }
    const child = spawn(program ?? '', [file], { ...runAs, stdio: 'ignore' });
    atExit(() => child.kill('SIGKILL'));
    child.unref();
    const pooler = new PgBouncer(port, server, child);
    await eventually(() => pooler.#answers());
    return pooler;
  }

  /** The address of a database through the pooler. */
  url(database: string, parameters: Readonly<Record<string, string>> = {}): string {
    const url = new URL(this.#server.url(database, parameters));
    url.port = String(this.port);
    return url.href;
  }

  async stop(): Promise<void> {
    this.#process.ref();
    const gone = once(this.#process, 'exit');
    this.#process.kill('SIGQUIT');
    await gone;
  }

  async #answers(): Promise<void> {
    const socket = connect(this.port, this.#server.host);
    try {
      await once(socket, 'connect');
    } finally {
      socket.destroy();
    }
  }
}
