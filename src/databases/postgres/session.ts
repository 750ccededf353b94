import type { Client, QueryConfig } from 'pg';
import type { ConnectOptions, ServerInfo } from '../database.ts';
import type { PostgresTarget } from '../target.ts';
import { quoteLiteral } from './literal.ts';
import { isServerError } from './server-error.ts';
import { parseStartOptions, type Setting } from './start-options.ts';

export type SessionOptions = Pick<ConnectOptions, 'mode' | 'fixedTimes' | 'timeouts'>;

export interface Session extends SessionOptions {
  readonly server: ServerInfo;
  /** The server process, which behind a pooler is not the one that the protocol names. */
  readonly pid: bigint;
  /** What the server makes of writing: `standby` recovers, `setting` is default_transaction_read_only. */
  readonly readOnly: 'standby' | 'setting' | null;
  /** A backslash in a string is one, as ours reads a script. */
  readonly standardStrings: boolean;
  /** What a pooler keeps from the server, or forgets at a RESET ALL; none of a direct session. */
  readonly late: readonly Setting[];
  /** Statements of ours that this server does not understand, and has to do without. */
  readonly refused: ReadonlySet<string>;
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
    standardStrings: boolean;
  }>({
    text: `SELECT pg_catalog.current_database() AS database, current_user AS user,
      pg_catalog.current_setting('server_version') AS version,
      pg_catalog.pg_backend_pid() AS pid,
      pg_catalog.pg_is_in_recovery() AS standby,
      pg_catalog.current_setting('default_transaction_read_only') = 'on' AS "readOnly",
      pg_catalog.current_setting('standard_conforming_strings') = 'on' AS "standardStrings"`,
    // A pooler lets us in and answers when it has a session for us.
    query_timeout: target.connectTimeout,
  } as QueryConfig);
  const [row] = rows;
  if (row === undefined) throw new Error('the server does not say what it is');
  const { database, user, version, pid, standby, readOnly, standardStrings } = row;
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
    standardStrings,
    late: pooled
      ? [
          ['client_encoding', 'UTF8'],
          ['application_name', target.applicationName],
          ...parseStartOptions(target.options ?? ''),
        ]
      : [],
    refused: new Set(),
  };
}

/**
 * Makes the session as ours are. What a distributed engine refuses of that is found out one by one,
 * and left out from then on.
 */
export async function establish(client: Client, session: Session): Promise<Session> {
  const isForWriting = session.mode === 'write';
  const begin = (of: Session) => client.query(isForWriting ? resetSession(of) : settings(of));
  try {
    await begin(session);
    return session;
  } catch (error) {
    if (!isNotUnderstood(error)) throw error;
  }
  const refused = new Set<string>();
  for (const statement of [
    ...(isForWriting ? RESETS : []),
    ...settingList(session, 'session'),
    ...(isForWriting ? limitList(session) : []),
  ]) {
    await client.query(statement).catch((error: unknown) => {
      if (!isNotUnderstood(error)) throw error;
      refused.add(statement);
    });
  }
  const known = { ...session, refused };
  await begin(known);
  return known;
}

/** Not supported; a syntax error. */
function isNotUnderstood(error: unknown): boolean {
  return isServerError(error) && (error.code === '0A000' || error.code === '42601');
}

function understood({ refused }: Session, statements: readonly string[]): string {
  return statements.filter((statement) => !refused.has(statement)).join(' ');
}

const RESETS = ['RESET SESSION AUTHORIZATION;', 'RESET ROLE;', 'RESET ALL;'];

/**
 * The session as every statement of ours and every script finds it, whatever a script before has
 * set. Never `DISCARD ALL`, which would drop the advisory lock. A role may begin as another one
 * (ALTER ROLE … SET role), which not every release's RESET SESSION AUTHORIZATION brings back.
 */
export function resetSession(session: Session): string {
  return understood(session, [...RESETS, ...settingList(session, 'session')]);
}

/** @param scope `transaction` leaves nothing behind when that ends */
export function settings(session: Session, scope: 'session' | 'transaction' = 'session'): string {
  return understood(session, settingList(session, scope));
}

function settingList(
  { mode, fixedTimes, late }: Session,
  scope: 'session' | 'transaction',
): readonly string[] {
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
  ];
}

/**
 * How long what follows waits for a lock. Without a word about it from anybody, a script in a
 * transaction gives up in time; one without blocks nobody by waiting, and could not begin again.
 *
 * @param transactional to be sent within the transaction, and over with it
 */
export function lockTimeout(session: Session, transactional: boolean): string {
  return understood(session, [lockLimit(session, transactional)]);
}

/** How long each statement of a script may take; `transactional` as for `lockTimeout`. */
export function statementTimeout(session: Session, transactional: boolean): string {
  return understood(session, [statementLimit(session, transactional)]);
}

function limitList(session: Session): readonly string[] {
  return [true, false].flatMap((transactional) => [
    lockLimit(session, transactional),
    statementLimit(session, transactional),
  ]);
}

function lockLimit({ timeouts }: SessionOptions, transactional: boolean): string {
  const own = timeouts?.lock ?? null;
  if (own !== null) return `${setIn(transactional)} lock_timeout = ${own};`;
  return transactional
    ? `SELECT pg_catalog.set_config('lock_timeout', '${DEFAULT_LOCK_TIMEOUT}', true)
        WHERE pg_catalog.current_setting('lock_timeout') = '0';`
    : '';
}

function statementLimit({ timeouts }: SessionOptions, transactional: boolean): string {
  const own = timeouts?.statement ?? null;
  return own === null ? '' : `${setIn(transactional)} statement_timeout = ${own};`;
}

function setIn(transactional: boolean): string {
  return transactional ? 'SET LOCAL' : 'SET';
}

function tlsVersion(client: Client): string | null {
  const { stream } = client.connection as { stream: { getProtocol?: () => string | null } };
  return stream.getProtocol?.() ?? null;
}
