import type { Client, QueryConfig, QueryResult } from 'pg';
import type { ConnectOptions, ServerInfo } from '../database.ts';
import type { PostgresTarget } from '../target.ts';
import { quoteLiteral } from './literal.ts';
import { unlessRefused } from './refusal.ts';
import { endsSession, isServerError } from './server-error.ts';
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

type Established = Pick<Session, 'mode' | 'fixedTimes' | 'late' | 'refused'>;

/** Of a session that nothing stands before, on a server that understands all of it. */
const DIRECT = { late: [], refused: new Set<string>() } as const;

/** Until this passes, nobody of the application gets to what a script waits for. */
const DEFAULT_LOCK_TIMEOUT = 5000;

/** What a session tells of itself. */
interface Examined {
  readonly database: string;
  readonly user: string;
  readonly version: string;
  readonly pid: bigint;
  readonly standby: boolean;
  readonly readOnly: boolean;
  readonly standardStrings: boolean;
}

const EXAMINE = `SELECT pg_catalog.current_database() AS database, current_user AS user,
  pg_catalog.current_setting('server_version') AS version,
  pg_catalog.pg_backend_pid() AS pid,
  pg_catalog.pg_is_in_recovery() AS standby,
  pg_catalog.current_setting('default_transaction_read_only') = 'on' AS "readOnly",
  pg_catalog.current_setting('standard_conforming_strings') = 'on' AS "standardStrings"`;

/** Looks where a session has got to, and sets nothing: behind a pooler it may be others', too. */
export async function examineSession(
  client: Client,
  target: PostgresTarget,
  options: SessionOptions,
): Promise<Session> {
  return sessionOf(client, target, options, await ask(client, target, EXAMINE));
}

/**
 * The same in the one message that also makes the session as ours are, unless it is a pooler's: that
 * is read in transactions, and written once it is known to stay ours.
 */
export async function beginSession(
  client: Client,
  target: PostgresTarget,
  options: SessionOptions,
): Promise<Session> {
  const message = `${EXAMINE}; ${establishOwn(client, options)}`;
  try {
    return sessionOf(client, target, options, await ask(client, target, message));
  } catch (error) {
    if (!isServerError(error) || endsSession(error)) throw error;
  }
  // What this server does not understand of it is found out one by one.
  const session = await examineSession(client, target, options);
  return session.server.pooled ? session : establish(client, session);
}

/** SQL that does nothing to a pooler's; where it is to reset, by failing. */
function establishOwn(client: Client, options: SessionOptions): string {
  const isOwn = `pg_catalog.pg_backend_pid() = ${processOf(client)}`;
  if (options.mode === 'write') {
    return `SELECT ${unlessRefused(isOwn)}; ${resetSession({ ...options, ...DIRECT })}`;
  }
  const settings = [...ourSettings(options.fixedTimes), READ_ONLY].map(
    ([name, value]) =>
      `pg_catalog.set_config(${quoteLiteral(name)}, ${quoteLiteral(value)}, false)`,
  );
  return `SELECT ${settings.join(', ')} WHERE ${isOwn}`;
}

async function ask(client: Client, target: PostgresTarget, text: string): Promise<Examined> {
  // A pooler lets us in and answers when it has a session for us.
  const config = { text, query_timeout: target.connectTimeout } as QueryConfig;
  const answer: unknown = await client.query(config);
  const row = ([answer].flat() as QueryResult<Examined>[])[0]?.rows[0];
  if (row === undefined) throw new Error('the server does not say what it is');
  return row;
}

function sessionOf(
  client: Client,
  target: PostgresTarget,
  options: SessionOptions,
  examined: Examined,
): Session {
  const { database, user, version, pid, standby, readOnly, standardStrings } = examined;
  const pooled = pid !== processOf(client);
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

/** As the protocol names it. */
function processOf(client: Client): bigint {
  const { processID } = client as { processID?: number | null };
  return BigInt(processID ?? 0);
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

function understood({ refused }: Pick<Session, 'refused'>, statements: readonly string[]): string {
  return statements.filter((statement) => !refused.has(statement)).join(' ');
}

const RESETS = ['RESET SESSION AUTHORIZATION;', 'RESET ROLE;', 'RESET ALL;'];

/**
 * The session as every statement of ours and every script finds it, whatever a script before has
 * set. Never `DISCARD ALL`, which would drop the advisory lock. A role may begin as another one
 * (ALTER ROLE … SET role), which not every release's RESET SESSION AUTHORIZATION brings back.
 */
export function resetSession(session: Established): string {
  return understood(session, [...RESETS, ...settingList(session, 'session')]);
}

/** @param scope `transaction` leaves nothing behind when that ends */
export function settings(session: Session, scope: 'session' | 'transaction' = 'session'): string {
  return understood(session, settingList(session, scope));
}

function settingList(
  { mode, fixedTimes, late }: Established,
  scope: 'session' | 'transaction',
): readonly string[] {
  const isLocal = scope === 'transaction';
  const set = isLocal ? 'SET LOCAL' : 'SET';
  return [
    ...late.map(
      ([name, value]) =>
        `SELECT pg_catalog.set_config(${quoteLiteral(name)}, ${quoteLiteral(value)}, ${isLocal});`,
    ),
    ...[...ourSettings(fixedTimes), ...(mode === 'read' && !isLocal ? [READ_ONLY] : [])].map(
      ([name, value]) => `${set} ${name} = ${quoteLiteral(value)};`,
    ),
  ];
}

function ourSettings(fixedTimes: boolean): readonly Setting[] {
  // As sqlx has them, whatever the server's own are.
  const times = [['DateStyle', 'ISO, MDY'] as const, ['TimeZone', 'UTC'] as const];
  return [['bytea_output', 'hex'], ...(fixedTimes ? times : [])];
}

const READ_ONLY: Setting = ['default_transaction_read_only', 'on'];

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

/** Null: the connection is not encrypted. */
export function tlsVersion(client: Client): string | null {
  const { stream } = client.connection as { stream: { getProtocol?: () => string | null } };
  return stream.getProtocol?.() ?? null;
}
