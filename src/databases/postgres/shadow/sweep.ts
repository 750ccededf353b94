import type { Client } from 'pg';
import { quoteIdentifier } from '../../../core/statement.ts';
import { isScratchComment, makersLock } from './scratch-name.ts';

/**
 * Drops scratch databases whose maker is gone: its lock is free, and nobody is connected. What has
 * not both our name and our comment is never touched.
 */
export async function sweep(client: Client): Promise<void> {
  for (const { name, comment } of await candidates(client)) {
    const lock = makersLock(name);
    if (lock === null || !isScratchComment(comment) || (await isUsed(client, name, lock))) continue;
    // Another sweeper may be faster, and what is somebody else's stays.
    await client.query(`DROP DATABASE IF EXISTS ${quoteIdentifier(name)}`).catch(() => undefined);
  }
}

interface Candidate {
  readonly name: string;
  readonly comment: string | null;
}

async function candidates(client: Client): Promise<readonly Candidate[]> {
  const { rows } = await client.query<Candidate>(
    `SELECT datname AS name, pg_catalog.shobj_description(oid, 'pg_database') AS comment
      FROM pg_catalog.pg_database WHERE pg_catalog.starts_with(datname, 'strata_shadow_')`,
  );
  return rows;
}

/** Seen by whichever role, in whichever database the lock is held. */
async function isUsed(client: Client, name: string, lock: bigint): Promise<boolean> {
  const { rows } = await client.query<{ used: boolean }>(
    `SELECT EXISTS (SELECT 1 FROM pg_catalog.pg_locks
        WHERE locktype = 'advisory' AND objsubid = 1
          AND (classid::bigint << 32 | objid::bigint) = $1)
      OR EXISTS (SELECT 1 FROM pg_catalog.pg_stat_activity WHERE datname = $2) AS used`,
    [lock, name],
  );
  return rows[0]?.used === true;
}
