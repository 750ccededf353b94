import type { Client } from 'pg';
import * as l10n from '@vscode/l10n';
import { StrataError } from '../../core/errors.ts';
import type { PostgresTarget } from '../target.ts';
import { closeClient, openClient } from './client.ts';
import { asConnectError } from './connect-error.ts';
import { isServerError } from './server-error.ts';

/** Nobody is in its own database while that is made or dropped. */
const MAINTENANCE = ['postgres', 'template1'];

/** Works from a database that every server has. @throws StrataError `connect`, `cancelled` */
export async function onMaintenance<T>(
  target: PostgresTarget,
  signal: AbortSignal | undefined,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const client = await openMaintenance(target, signal);
  try {
    return await work(client);
  } catch (error) {
    throw error instanceof StrataError ? error : asConnectError(error, target);
  } finally {
    await closeClient(client);
  }
}

async function openMaintenance(
  target: PostgresTarget,
  signal: AbortSignal | undefined,
): Promise<Client> {
  let first: unknown = null;
  for (const database of MAINTENANCE.filter((name) => name !== target.database)) {
    try {
      return await openClient({ ...target, database }, signal);
    } catch (error) {
      if (signal?.aborted) throw error;
      first ??= error;
    }
  }
  throw first;
}

/** Who keeps a database from being dropped, as far as this role may see; empty: nobody. */
export async function whoIsConnected(client: Client, database: string): Promise<string[]> {
  const { rows } = await client
    .query<{ who: string }>(
      `SELECT pg_catalog.concat_ws(', ', pg_catalog.format('server process %s', pid),
          NULLIF(application_name, ''), 'role ' || usename, 'from ' || pg_catalog.host(client_addr)) AS who
        FROM pg_catalog.pg_stat_activity WHERE datname = $1 ORDER BY pid LIMIT 5`,
      [database],
    )
    .catch(() => ({ rows: [] }));
  return rows.map(({ who }) => who);
}

/** A server's refusal for people; anything else stays as it is. */
export function refusal(
  error: unknown,
  what: string,
  display: string,
  who: readonly string[] = [],
): unknown {
  if (!isServerError(error)) return error;
  const { code, message, hint } = error;
  if (code === '55006') {
    return new StrataError(
      'refused',
      l10n.t('{0} ({1}): others are connected: {2}.', what, display, who.join('; ') || message),
      { hint: l10n.t('Nothing was changed. Close those programs and try again.'), cause: error },
    );
  }
  return new StrataError('refused', l10n.t('{0} ({1}): {2}.', what, display, message), {
    hint: code === '42501' ? rights() : (hint ?? null),
    cause: error,
  });
}

function rights(): string {
  return l10n.t(
    'Making a database takes the right CREATEDB, dropping one its owner. Emptying a schema takes neither: strata reset --schema NAME, on the command line.',
  );
}
