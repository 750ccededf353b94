import type { Client } from 'pg';
import type { ConnectOptions, ServerInfo } from '../database.ts';
import type { PostgresTarget } from '../target.ts';
import { quoteLiteral } from './literal.ts';
import { parseStartOptions, type Setting } from './start-options.ts';

export type SessionOptions = Pick<ConnectOptions, 'mode' | 'fixedTimes' | 'timeouts'>;

export interface Session extends SessionOptions {
  readonly server: ServerInfo;
  /** The server process, which behind a pooler is not the one that the protocol names. */
  readonly pid: bigint;
  /** What the server makes of writing: `standby` recovers, `setting` is default_transaction_read_only. */
  readonly readOnly: 'standby' | 'setting' | null;
  /** What a pooler keeps from the server, or forgets at a RESET ALL; none of a direct session. */
  readonly late: readonly Setting[];
}

/** Until this passes, nobody of the application gets to what a script waits for. */
const DEFAULT_LOCK_TIMEOUT = 5000;

/** Looks where a session has got to, and sets nothing: behind a pooler it may be others', too. */
export async function examineSession(
  client: Client,
  target: PostgresTarget,
  options: SessionOptions,
): Promise<Session> {
  const { rows } = await client.query<{
    database: string;
    user: string;
    version: string;
    pid: bigint;
    standby: boolean;
    readOnly: boolean;
  }>(`
    SELECT pg_catalog.current_database() AS database, current_user AS user,
      pg_catalog.current_setting('server_version') AS version,
      pg_catalog.pg_backend_pid() AS pid,
      pg_catalog.pg_is_in_recovery() AS standby,
      pg_catalog.current_setting('default_transaction_read_only') = 'on' AS "readOnly"`);
  const [row] = rows;
  if (row === undefined) throw new Error('the server does not say what it is');
  const { database, user, version, pid, standby, readOnly } = row;
  const { processID } = client as { processID?: number | null };
  const pooled = pid !== BigInt(processID ?? 0);
  const server = {
    database,
    user,
    version: version.replace(/ .*/s, ''),
    exists: true,
    tls: tlsVersion(client),
    pooled,
    standby,
  };
  return {
    ...options,
    server,
    pid,
    readOnly: standby ? 'standby' : readOnly ? 'setting' : null,
    late: pooled
      ? [
          ['client_encoding', 'UTF8'],
          ['application_name', target.applicationName],
          ...parseStartOptions(target.options ?? ''),
        ]
      : [],
  };
}

/**
 * The session as every statement of ours and every script finds it, whatever a script before has
 * set. Never `DISCARD ALL`, which would drop the advisory lock. A role may begin in another one,
 * which only RESET ROLE brings back.
 */
export function resetSession(session: Session): string {
  return `RESET SESSION AUTHORIZATION; RESET ROLE; RESET ALL; ${settings(session)}`;
}

/** @param scope `transaction` leaves nothing behind when that ends */
export function settings(
  { mode, fixedTimes, late }: Session,
  scope: 'session' | 'transaction' = 'session',
): string {
  const isLocal = scope === 'transaction';
  const set = isLocal ? 'SET LOCAL' : 'SET';
  return [
    ...late.map(
      ([name, value]) =>
        `SELECT pg_catalog.set_config(${quoteLiteral(name)}, ${quoteLiteral(value)}, ${isLocal});`,
    ),
    `${set} bytea_output = 'hex';`,
    // As sqlx has them, whatever the server's own are.
    ...(fixedTimes ? [`${set} DateStyle = 'ISO, MDY';`, `${set} TimeZone = 'UTC';`] : []),
    ...(mode === 'read' && !isLocal ? [`${set} default_transaction_read_only = on;`] : []),
  ].join(' ');
}

/**
 * How long what follows waits for a lock. Without a word about it from anybody, a script in a
 * transaction gives up in time; one without blocks nobody by waiting, and could not begin again.
 */
export function lockTimeout({ timeouts }: SessionOptions, transactional: boolean): string {
  const own = timeouts?.lock ?? null;
  if (own !== null) return `SET lock_timeout = ${own};`;
  return transactional
    ? `SELECT pg_catalog.set_config('lock_timeout', '${DEFAULT_LOCK_TIMEOUT}', false)
        WHERE pg_catalog.current_setting('lock_timeout') = '0';`
    : '';
}

/** How long each statement of a script may take. */
export function statementTimeout({ timeouts }: SessionOptions): string {
  const own = timeouts?.statement ?? null;
  return own === null ? '' : `SET statement_timeout = ${own};`;
}

function tlsVersion(client: Client): string | null {
  const { stream } = client.connection as { stream: { getProtocol?: () => string | null } };
  return stream.getProtocol?.() ?? null;
}
