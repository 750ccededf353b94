import type { Client, ClientConfig } from 'pg';
import { cancelled } from '../cancelled.ts';
import type { PostgresTarget } from '../target.ts';
import {
  asConnectError,
  isEncryptionRefused,
  isHandshakeFailure,
  isOptionsRefused,
  isTlsMissing,
  NoPassword,
} from './connect-error.ts';
import { passwordFromFile } from './password-file.ts';
import { encryptions, type Encryption } from './tls.ts';
import { types } from './types.ts';

/**
 * Opens a session, encrypted as the address's `sslmode` asks for.
 *
 * @throws StrataError `connect`, or `configuration` for an unreadable certificate; `cancelled`
 */
export async function openClient(target: PostgresTarget, signal?: AbortSignal): Promise<Client> {
  let earlier: unknown = null;
  for (const encryption of target.driver ? [null] : await encryptions(target)) {
    try {
      return await attempt(target, encryption, signal);
    } catch (error) {
      if (signal?.aborted) throw cancelled();
      // The session sets them afterwards.
      if (isOptionsRefused(error) && target.options !== null) {
        return openClient({ ...target, options: null }, signal);
      }
      if (earlier !== null) throw asConnectError(moreTelling(earlier, error), target);
      if (!isEncryptionRefused(error)) throw asConnectError(error, target);
      earlier = error;
    }
  }
  throw asConnectError(earlier, target);
}

/** Ends a session; one that doesn't answer any more is dropped after two seconds. */
export async function closeClient(client: Client): Promise<void> {
  const drop = setTimeout(() => {
    client.connection.stream.destroy();
  }, 2000);
  await client.end().catch(() => undefined);
  clearTimeout(drop);
}

/** Work that an abort ends by dropping the connection. */
export async function abandonedOn<T>(
  signal: AbortSignal | undefined,
  client: Client,
  work: Promise<T>,
): Promise<T> {
  const drop = () => client.connection.stream.destroy();
  signal?.addEventListener('abort', drop);
  try {
    return await work;
  } finally {
    signal?.removeEventListener('abort', drop);
  }
}

async function attempt(
  target: PostgresTarget,
  encryption: Encryption | null,
  signal: AbortSignal | undefined,
): Promise<Client> {
  if (signal?.aborted) throw cancelled();
  const { Client } = await import('pg');
  const client = new Client({
    ...(encryption === null ? applicationSettings(target) : addressSettings(target, encryption)),
    keepAlive: true,
    types,
  });
  // A server may go away at any time; whoever waits for an answer is told by its promise.
  client.on('error', () => undefined);
  try {
    await abandonedOn(signal, client, client.connect());
    return client;
  } catch (error) {
    client.connection.stream.destroy();
    throw error;
  }
}

function addressSettings(target: PostgresTarget, encryption: Encryption): ClientConfig {
  return {
    host: target.host,
    port: target.port,
    user: target.user,
    password: () => password(target),
    database: target.database,
    ssl: encryption,
    // Else pg would take it from the environment and refuse it without TLS.
    sslnegotiation: 'postgres',
    ...(target.options !== null && { options: target.options }),
    application_name: target.applicationName,
    connectionTimeoutMillis: target.connectTimeout,
  };
}

function applicationSettings({ driver }: PostgresTarget): ClientConfig {
  // A pool hides its password from whoever lists its settings.
  return { ...driver, password: (driver as ClientConfig).password };
}

async function password(target: PostgresTarget): Promise<string> {
  const known = target.password?.reveal() ?? (await passwordFromFile(target));
  if (known !== null && known !== '') return known;
  throw new NoPassword();
}

/** Of two failed attempts, the one that tells more. */
function moreTelling(first: unknown, second: unknown): unknown {
  if (!isEncryptionRefused(second) || isTlsMissing(first)) return second;
  return isHandshakeFailure(second) ? second : first;
}
