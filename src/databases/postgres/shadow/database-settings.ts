import type { Client } from 'pg';
import { quoteIdentifier } from '../../../core/statement.ts';
import { isServerError } from '../server-error.ts';

export interface DatabaseSetting {
  readonly name: string;
  /** As `current_setting` gives it. */
  readonly value: string;
}

/** What `ALTER DATABASE … SET` has set for whoever connects to a database. */
export async function settingsOf(
  client: Client,
  database: string,
): Promise<readonly DatabaseSetting[]> {
  const { rows } = await client.query<DatabaseSetting>(
    `SELECT pg_catalog.split_part(setting, '=', 1) AS name,
        pg_catalog.substr(setting, pg_catalog.strpos(setting, '=') + 1) AS value
      FROM pg_catalog.pg_db_role_setting s
        JOIN pg_catalog.pg_database d ON d.oid = s.setdatabase
        CROSS JOIN LATERAL pg_catalog.unnest(s.setconfig) AS setting
      WHERE d.datname = $1 AND s.setrole = 0`,
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
  for (const { name, value } of settings) {
    const setting = name.split('.').map(quoteIdentifier).join('.');
    try {
      // As a value of the session it needs no quoting, which differs between lists and the rest.
      await client.query('SELECT pg_catalog.set_config($1, $2, false)', [name, value]);
      await client.query(`ALTER DATABASE ${quoteIdentifier(database)} SET ${setting} FROM CURRENT`);
    } catch (error) {
      if (!isServerError(error)) throw error;
    } finally {
      await client.query(`RESET ${setting}`).catch(() => undefined);
    }
  }
}
