import * as l10n from '@vscode/l10n';
import type { LockHolder } from '../database.ts';
import { activityOf } from './activity.ts';

/** A session as the server shows it. Of other roles' it may tell no more than the process. */
export interface ServerSession {
  readonly pid: bigint;
  readonly application: string | null;
  readonly role: string | null;
  readonly address: string | null;
  readonly since: string | null;
  readonly state: string | null;
  readonly query: string | null;
}

/** The columns of a `ServerSession`, of `a` in pg_stat_activity. */
export const SESSION_COLUMNS = `NULLIF(a.application_name, '') AS application, a.usename AS role,
  pg_catalog.host(a.client_addr) AS address,
  pg_catalog.to_char(a.backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS "UTC"') AS since,
  a.state, a.query`;

/** What pg_blocking_pids calls a transaction that has no process any more. */
const PREPARED = 0n;

export function asHolder(session: ServerSession): LockHolder {
  return { who: describe(session), activity: activity(session), isGone: false };
}

export function describe(session: ServerSession): string {
  if (session.pid === PREPARED) return l10n.t('a prepared transaction (pg_prepared_xacts)');
  const { pid, application, role, address, since } = session;
  const known = [
    application,
    role === null ? null : l10n.t('role {0}', role),
    address === null ? null : l10n.t('from {0}', address),
    since === null ? null : l10n.t('connected since {0}', since),
  ].filter((part) => part !== null);
  const process = l10n.t('server process {0}', pid.toString());
  return known.length === 0 ? process : `${process} (${known.join(', ')})`;
}

/** Null where nothing runs, or where this role may not see what does: then there is no state, too. */
function activity({ state, query }: ServerSession): string | null {
  if (state === null || query === null) return null;
  const doing = activityOf(query);
  if (state === 'active') return doing;
  return state.startsWith('idle in transaction')
    ? l10n.t('an open transaction, last with {0}', doing)
    : null;
}
