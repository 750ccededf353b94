import type { Client } from 'pg';
import { ScriptError } from '../../database.ts';
import { ScriptMessage } from '../script-message.ts';
import { rollback } from '../transaction.ts';

/** Nothing of it is kept. */
export class ReachesBeyond extends ScriptError {
  constructor() {
    super({
      ...{ message: '', code: null, detail: null, hint: null, statement: null, position: null },
      ...{ completed: 0, kept: 'nothing' },
    });
  }
}

/**
 * Looks whether the transaction has written what all databases of the server share, whoever of the
 * functions and blocks it has run has done so: the locks on such catalogs stay until its end.
 *
 * @throws ReachesBeyond
 */
export async function assertWithinDatabase(client: Client): Promise<void> {
  if (await reachesBeyond(client)) throw new ReachesBeyond();
}

/** The first statement that does so, by carrying them out one by one and taking that back. */
export async function firstBeyond(client: Client, statements: readonly string[]): Promise<number> {
  await client.query('BEGIN');
  try {
    for (const [index, statement] of statements.entries()) {
      await new ScriptMessage(statement).send(client);
      if (await reachesBeyond(client)) return index;
    }
    return -1;
  } finally {
    await rollback(client);
  }
}

async function reachesBeyond(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ beyond: boolean }>(
    `SELECT EXISTS (SELECT 1 FROM pg_catalog.pg_locks
      WHERE pid = pg_catalog.pg_backend_pid() AND locktype = 'relation' AND database = 0
        AND mode = 'RowExclusiveLock' AND relation = ANY ('{${SHARED_CATALOGS.join()}}'::oid[])) AS beyond`,
  );
  return rows[0]?.beyond === true;
}

/**
 * pg_database, pg_tablespace, pg_authid, pg_auth_members, pg_db_role_setting, pg_subscription,
 * pg_parameter_acl. Those on what depends on roles, and comments, belong to objects of the database.
 */
const SHARED_CATALOGS = [1262, 1213, 1260, 1261, 2964, 6100, 6243];
