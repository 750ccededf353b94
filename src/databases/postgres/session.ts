import type { Client } from 'pg';
import type { ConnectOptions, ServerInfo } from '../database.ts';

/**
 * The session as every statement of ours finds it, whatever a script has set. As sqlx has it: the
 * texts of times don't depend on the server's settings, and neither do the scripts' own.
 * Never `DISCARD ALL`, which would drop the advisory lock.
 */
export function resetSession(mode: ConnectOptions['mode']): string {
  return `RESET SESSION AUTHORIZATION; RESET ALL; ${sessionSettings(mode)}`;
}

function sessionSettings(mode: ConnectOptions['mode']): string {
  const readOnly = mode === 'read' ? ' SET default_transaction_read_only = on;' : '';
  return `SET DateStyle = 'ISO, MDY'; SET TimeZone = 'UTC'; SET bytea_output = 'hex';${readOnly}`;
}

export interface Session {
  readonly server: ServerInfo;
  /** The server process, which behind a pooler is not the one that the protocol names. */
  readonly pid: bigint;
}

export async function beginSession(client: Client, mode: ConnectOptions['mode']): Promise<Session> {
  await client.query(sessionSettings(mode));
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
