import Database from 'better-sqlite3';
import { scriptsIn } from './sqlx-files.ts';

// Applies what is pending by the driver alone, a transaction each. Nothing is guarded, locked or
// looked at.

const [folder = '', path] = process.argv.slice(2);
const database = new Database(path);
database.exec(`
  CREATE TABLE IF NOT EXISTS _sqlx_migrations (
    version BIGINT PRIMARY KEY,
    description TEXT NOT NULL,
    installed_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    success BOOLEAN NOT NULL,
    checksum BLOB NOT NULL,
    execution_time BIGINT NOT NULL
  )`);
const known = new Set(
  database.prepare('SELECT version FROM _sqlx_migrations').pluck().safeIntegers().all(),
);
const insert = database.prepare(`
  INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
  VALUES (?, ?, 1, ?, -1)`);
const record = database.prepare('UPDATE _sqlx_migrations SET execution_time = ? WHERE version = ?');

const times = scriptsIn(folder)
  .filter(({ version }) => !known.has(version))
  .map(({ version, description, sql, checksum }) => {
    const start = process.hrtime.bigint();
    database.exec('BEGIN IMMEDIATE');
    database.exec(sql);
    insert.run(version, description, Buffer.from(checksum, 'hex'));
    database.exec('COMMIT');
    return [process.hrtime.bigint() - start, version] as const;
  });
database.transaction(() => {
  for (const time of times) record.run(...time);
})();
database.close();
