import type { Client } from 'pg';
import * as l10n from '@vscode/l10n';
import { ConnectError } from '../../database.ts';
import { elsewhere } from '../../elsewhere.ts';
import type { PostgresTarget } from '../../target.ts';
import { isHeld, tryLock } from '../lock.ts';
import { isServerError, isUnsupported } from '../server-error.ts';
import type { Session } from '../session.ts';
import { assertWritable } from '../standby.ts';

/**
 * Takes the lock that tells others that we live, where the server is one that has such locks and lets
 * databases be made.
 *
 * @throws StrataError `connect`
 */
export async function assertFit(
  client: Client,
  key: bigint,
  { server, readOnly }: Pick<Session, 'server' | 'readOnly'>,
  target: PostgresTarget,
): Promise<void> {
  assertWritable({ readOnly }, target);
  if (server.pooled) throw pooled(target);
  if (!(await hasTaken(client, key))) throw notPostgres(target.display);
}

/** Functions for locks may be there and do nothing: so the server's own list is asked. */
async function hasTaken(client: Client, key: bigint): Promise<boolean> {
  try {
    const lock = { kind: 'advisory', key } as const;
    if (!(await tryLock(client, lock))) return false;
    const { rows } = await client.query<{ held: boolean }>(`SELECT ${isHeld(lock)} AS held`);
    return rows[0]?.held === true;
  } catch (error) {
    if (isUnsupported(error) || (isServerError(error) && error.code === '42883')) return false;
    throw error;
  }
}

function pooled({ display }: PostgresTarget): ConnectError {
  return new ConnectError(
    l10n.t('A pooler answers at {0}, which knows no scratch databases.', display),
    {
      hint: l10n.t('Name the server’s own port, or another server: {0}', elsewhere()),
      lacks: null,
    },
  );
}

export function notPostgres(place: string): ConnectError {
  return new ConnectError(
    l10n.t('{0} is no PostgreSQL server as such, so that it cannot hold scratch databases.', place),
    { hint: elsewhere(), lacks: null },
  );
}
