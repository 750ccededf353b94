import type { Client } from 'pg';
import { quoteIdentifier } from '../../../core/statement.ts';
import { isServerError } from '../server-error.ts';

export interface DatabaseSetting {
  readonly name: string;
  /** As `current_setting` gives it. */
  readonly value: string;
  /** For our role alone, which counts more. */
  readonly isRoles: boolean;
}

/** What `ALTER DATABASE … SET` and `ALTER ROLE … IN DATABASE … SET` have set for us in a database. */
export async function settingsOf(
  client: Client,
  database: string,
): Promise<readonly DatabaseSetting[]> {
  const { rows } = await client.query<DatabaseSetting>(
    `SELECT pg_catalog.split_part(setting, '=', 1) AS name,
        pg_catalog.substr(setting, pg_catalog.strpos(setting, '=') + 1) AS value,
        s.setrole <> 0 AS "isRoles"
      FROM pg_catalog.pg_db_role_setting s
        JOIN pg_catalog.pg_database d ON d.oid = s.setdatabase
        CROSS JOIN LATERAL pg_catalog.unnest(s.setconfig) AS setting
        LEFT JOIN pg_catalog.pg_roles r ON r.oid = s.setrole
      WHERE d.datname = $1 AND (s.setrole = 0 OR r.rolname = session_user)`,
    [database],
  );
  return rows;
}

/** Sets the same for another database, but for what our role may not set. */
export async function takeOver(
  client: Client,
  database: string,
  settings: readonly DatabaseSetting[],
): Promise<void> {
  const its = `DATABASE ${quoteIdentifier(database)}`;
  for (const { name, value, isRoles } of settings) {
    const setting = name.split('.').map(quoteIdentifier).join('.');
    try {
      // As a value of the session it needs no quoting, which differs between lists and the rest.
      await client.query('SELECT pg_catalog.set_config($1, $2, false)', [name, value]);
      const whose = isRoles ? `ROLE SESSION_USER IN ${its}` : its;
      await client.query(`ALTER ${whose} SET ${setting} FROM CURRENT`);
    } catch (error) {
      if (!isServerError(error)) throw error;
    } finally {
      await client.query(`RESET ${setting}`).catch(() => undefined);
    }
  }
}
