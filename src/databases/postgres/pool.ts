import type { AddressContext, PostgresTarget } from '../target.ts';
import { parsePostgresAddress } from './address.ts';

/** The database that a pool of pg's connects to, with sessions of our own by the pool's settings. */
export function poolTarget(
  settings: NonNullable<PostgresTarget['driver']>,
  context: AddressContext,
): PostgresTarget {
  const { connectionString, host, port, user, database } = settings;
  const address = new URLSearchParams();
  for (const [keyword, value] of Object.entries({ host, port, user, dbname: database })) {
    if (typeof value === 'string' || typeof value === 'number') address.set(keyword, `${value}`);
  }
  const target = parsePostgresAddress(
    typeof connectionString === 'string' ? connectionString : `postgres://?${address.toString()}`,
    context,
  );
  return { ...target, driver: settings };
}
