import { LEASE_TABLE } from '../../core/own-tables.ts';
import { quoteIdentifier, quoteTable, type Row, type Statement } from '../../core/statement.ts';
import { inline } from './literal.ts';

/** In seconds: how long a lease holds after the last sign of life of who has it. */
export const LEASE_SECONDS = 20;

/** Who has the lease, as the row says. */
export interface LeaseHolder {
  /** Made up for each lease, and so no other's. */
  readonly owner: string;
  readonly host: string;
  readonly pid: bigint;
  readonly application: string;
  /** ISO 8601, by the database's clock. */
  readonly taken: string;
  readonly seen: string;
  /** Its time has run out. */
  readonly isOver: boolean;
}

export type Claimant = Pick<LeaseHolder, 'owner' | 'host' | 'pid' | 'application'>;

/** The one row that says who is at work, where the server's own locks keep nobody out. */
export interface LeaseTable {
  readonly createSchema: Statement;
  readonly create: Statement;
  /** Who has it. */
  readonly find: Statement;
  /** Takes it where nobody has it, or its time has run out; a row says that it is ours. */
  take(claimant: Claimant): Statement;
  /** A sign of life; no row: it is no longer ours. */
  renew(owner: string): Statement;
  release(owner: string): Statement;
  /**
   * SQL that is true as long as it is ours. Within a transaction it stays so until that ends:
   * others who want the row wait, or one of the two fails to commit.
   */
  held(owner: string): string;
}

/** All times are the database's, which alone has one clock for everybody. */
const NOW = 'pg_catalog.clock_timestamp()';
const THEN = `${NOW} + interval '${LEASE_SECONDS} seconds'`;

/** @param key as for an advisory lock */
export function leaseTable(schema: string, key: bigint): LeaseTable {
  const name = quoteTable({ schema, name: LEASE_TABLE });
  const statement = (sql: string, ...values: Statement['values']): Statement => ({ sql, values });

  return {
    createSchema: statement(`CREATE SCHEMA IF NOT EXISTS ${quoteIdentifier(schema)}`),
    create: statement(`CREATE TABLE IF NOT EXISTS ${name} (
      key BIGINT PRIMARY KEY,
      owner TEXT NOT NULL,
      host TEXT NOT NULL,
      pid BIGINT NOT NULL,
      application TEXT NOT NULL,
      taken TIMESTAMPTZ NOT NULL,
      heartbeat TIMESTAMPTZ NOT NULL,
      expires TIMESTAMPTZ NOT NULL
    )`),
    find: statement(
      `SELECT owner, host, pid, application, ${seconds('taken')} AS taken,
        ${seconds('heartbeat')} AS seen, expires <= ${NOW} AS over FROM ${name} WHERE key = $1`,
      key,
    ),
    take: ({ owner, host, pid, application }) =>
      statement(
        `INSERT INTO ${name} AS lease
           (key, owner, host, pid, application, taken, heartbeat, expires)
         VALUES ($1, $2, $3, $4, $5, ${NOW}, ${NOW}, ${THEN})
         ON CONFLICT (key) DO UPDATE SET owner = excluded.owner, host = excluded.host,
           pid = excluded.pid, application = excluded.application, taken = excluded.taken,
           heartbeat = excluded.heartbeat, expires = excluded.expires
           WHERE lease.expires <= ${NOW}
         RETURNING owner`,
        ...[key, owner, host, pid, application],
      ),
    renew: (owner) =>
      statement(
        `UPDATE ${name} SET heartbeat = ${NOW}, expires = ${THEN}
         WHERE key = $1 AND owner = $2 AND expires > ${NOW} RETURNING owner`,
        ...[key, owner],
      ),
    release: (owner) => statement(`DELETE FROM ${name} WHERE key = $1 AND owner = $2`, key, owner),
    held: (owner) =>
      inline(
        statement(
          `EXISTS (SELECT 1 FROM ${name}
             WHERE key = $1 AND owner = $2 AND expires > ${NOW} FOR UPDATE)`,
          ...[key, owner],
        ),
      ),
  };
}

export function parseHolder(row: Row): LeaseHolder {
  const { owner, host, pid, application, taken, seen, over } = row;
  return {
    owner: String(owner),
    host: String(host),
    pid: BigInt(String(pid)),
    application: String(application),
    taken: isoTime(taken),
    seen: isoTime(seen),
    isOver: over === true,
  };
}

function seconds(column: string): string {
  return `CAST(EXTRACT(EPOCH FROM ${column}) AS bigint)`;
}

function isoTime(epoch: unknown): string {
  return new Date(Number(epoch) * 1000).toISOString().replace('.000', '');
}
