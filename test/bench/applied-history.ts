import { join } from 'node:path';
import type { Engine } from '../../src/core/engine.ts';
import { appliedTextsOf } from '../../src/project/applied-text.ts';
import type { PlacedDatabase } from './place.ts';
import { scriptsIn } from './programs/sqlx-files.ts';
import { rawSqlite } from './raw.ts';

/** A database that says all migrations of a folder were applied, to sqlx and to dbmate. */
export async function recordAsApplied(
  engine: Engine,
  database: PlacedDatabase,
  folder: string,
): Promise<void> {
  const scripts = scriptsIn(join(folder, 'migrations'));
  const bytes = (hex: string): string => (engine === 'sqlite' ? `x'${hex}'` : `'\\x${hex}'`);
  const time = engine === 'sqlite' ? 'TIMESTAMP' : 'TIMESTAMPTZ';
  const rows = scripts.map(
    ({ version, description, checksum }) =>
      `(${version}, '${description}', true, ${bytes(checksum)}, 1000000)`,
  );
  const versions = scripts.map(({ version }) => `('${String(version).padStart(5, '0')}')`);
  const sql = `
    CREATE TABLE _sqlx_migrations (
      version BIGINT PRIMARY KEY,
      description TEXT NOT NULL,
      installed_on ${time} NOT NULL DEFAULT CURRENT_TIMESTAMP,
      success BOOLEAN NOT NULL,
      checksum ${engine === 'sqlite' ? 'BLOB' : 'BYTEA'} NOT NULL,
      execution_time BIGINT NOT NULL
    );
    INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
    VALUES ${rows.join()};
    CREATE TABLE schema_migrations (version varchar(128) PRIMARY KEY);
    INSERT INTO schema_migrations VALUES ${versions.join()};`;
  if (engine === 'postgres') {
    await database.rows(sql);
    return;
  }
  const raw = rawSqlite(database.name);
  await raw.exec(sql);
  await raw.close();
}

/** What Strata keeps of them in its state folder once it has seen them applied. */
export async function keepTexts(folder: string, state: string): Promise<void> {
  const store = appliedTextsOf({ root: folder }, { XDG_STATE_HOME: state });
  const scripts = scriptsIn(join(folder, 'migrations'));
  await store?.keep(scripts.map(({ sql, checksum }) => ({ key: `sqlx ${checksum}`, text: sql })));
}
