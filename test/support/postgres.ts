import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { PostgresServer, type PostgresServerOptions } from './postgres-server.ts';

export { PostgresServer, type PostgresServerOptions };

/** A running server, ours or the one that the whole test run shares. */
export interface Postgres {
  host: string;
  port: number;
  user: string;
  password: string;
  /** The folder of the Unix socket, to be given as `host`. */
  socketFolder: string;
  url(database: string, params?: Record<string, string>): string;
  createDatabase(): Promise<{ name: string; url: string }>;
  stop(): Promise<void>;
}

/** Set by whoever started one server for many test processes. */
export const sharedServerVariable = 'STRATA_TEST_POSTGRES';

let started: Promise<Postgres> | undefined;

/** The shared server if there is one, else one for this process, which ends with it. */
export function postgres(): Promise<Postgres> {
  const shared = process.env[sharedServerVariable];
  started ??= shared ? Promise.resolve(sharedServer(shared)) : postgresServer().then(asPostgres);
  return started;
}

export function postgresServer(options: PostgresServerOptions = {}): Promise<PostgresServer> {
  return PostgresServer.start(options);
}

export function asPostgres(server: PostgresServer): Postgres {
  return describe(server, server.folder, () => server.stop());
}

export function sharedServerAddress(server: Postgres): string {
  return server.url('postgres', { socketFolder: server.socketFolder });
}

function sharedServer(address: string): Postgres {
  const url = new URL(address);
  const server = {
    host: url.hostname,
    port: Number(url.port),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
  };
  return describe(server, url.searchParams.get('socketFolder') ?? '', () => Promise.resolve());
}

function describe(
  { host, port, user, password }: Pick<Postgres, 'host' | 'port' | 'user' | 'password'>,
  socketFolder: string,
  stop: () => Promise<void>,
): Postgres {
  const url = (database: string, params: Record<string, string> = {}) => {
    const address = new URL(`postgres://${host}:${port}/${encodeURIComponent(database)}`);
    address.username = encodeURIComponent(user);
    address.password = encodeURIComponent(password);
    address.search = new URLSearchParams(params).toString();
    return address.href;
  };
  const createDatabase = async () => {
    const name = `test_${randomBytes(6).toString('hex')}`;
    const client = new Client({ host, port, user, password, database: 'postgres' });
    await client.connect();
    try {
      // The usual strategy, by the write-ahead log, costs four times as much.
      await client.query(`CREATE DATABASE ${name} STRATEGY FILE_COPY`);
    } finally {
      await client.end();
    }
    return { name, url: url(name) };
  };
  return { host, port, user, password, socketFolder, url, createDatabase, stop };
}
