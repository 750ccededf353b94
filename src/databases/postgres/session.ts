import type { Client } from 'pg';
import type { ConnectOptions, ServerInfo } from '../database.ts';

export type SessionOptions = Pick<ConnectOptions, 'mode' | 'fixedTimes'>;

/**
 * The session as every statement of ours and every script finds it, whatever a script before has
 * set. Never `DISCARD ALL`, which would drop the advisory lock.
 */
export function resetSession(options: SessionOptions): string {
  return `RESET SESSION AUTHORIZATION; RESET ALL; ${sessionSettings(options)}`;
}

function sessionSettings({ mode, fixedTimes }: SessionOptions): string {
  return [
    `SET bytea_output = 'hex';`,
    // As sqlx has them, whatever the server's own are.
    ...(fixedTimes ? [`SET DateStyle = 'ISO, MDY';`, `SET TimeZone = 'UTC';`] : []),
    ...(mode === 'read' ? ['SET default_transaction_read_only = on;'] : []),
  ].join(' ');
}

export interface Session {
  readonly server: ServerInfo;
  /** The server process, which behind a pooler is not the one that the protocol names. */
  readonly pid: bigint;
}

export async function beginSession(client: Client, options: SessionOptions): Promise<Session> {
  await client.query(sessionSettings(options));
  const { rows } = await client.query<{
    database: string;
    user: string;
    version: string;
    pid: bigint;
  }>(`
    SELECT pg_catalog.current_database() AS database, current_user AS user,
      pg_catalog.current_setting('server_version') AS version,
      pg_catalog.pg_backend_pid() AS pid`);
  const [row] = rows;
  if (row === undefined) throw new Error('the server does not say what it is');
  const { database, user, version, pid } = row;
  const server = {
    database,
    user,
    version: version.replace(/ .*/s, ''),
    exists: true,
    tls: tlsVersion(client),
  };
  return { server, pid };
}

function tlsVersion(client: Client): string | null {
  const { stream } = client.connection as { stream: { getProtocol?: () => string | null } };
  return stream.getProtocol?.() ?? null;
}
