import { Client } from 'pg';
import { scriptsIn } from './sqlx-files.ts';

// Applies what is pending by the driver alone: a message and a transaction each, and nobody waits for
// an answer before the next. Nothing is guarded, locked or looked at.

const [folder = '', connectionString = ''] = process.argv.slice(2);
const client = new Client({ connectionString, pipeline: true });
await client.connect();

const [, { rows: applied }] = (await client.query(`
  CREATE TABLE IF NOT EXISTS _sqlx_migrations (
    version BIGINT PRIMARY KEY,
    description TEXT NOT NULL,
    installed_on TIMESTAMPTZ NOT NULL DEFAULT now(),
    success BOOLEAN NOT NULL,
    checksum BYTEA NOT NULL,
    execution_time BIGINT NOT NULL
  );
  SELECT version FROM _sqlx_migrations`)) as unknown as [unknown, { rows: { version: string }[] }];
const known = new Set(applied.map(({ version }) => version));

const times = await Promise.all(
  scriptsIn(folder)
    .filter(({ version }) => !known.has(String(version)))
    .map(async ({ version, description, sql, checksum }) => {
      const start = process.hrtime.bigint();
      await client.query(`BEGIN;
        ${sql};
        INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
        VALUES (${version}, '${description}', true, '\\x${checksum}', -1);
        COMMIT`);
      return `(${version}, ${process.hrtime.bigint() - start})`;
    }),
);
if (times.length > 0) {
  await client.query(`
    UPDATE _sqlx_migrations SET execution_time = elapsed
    FROM (VALUES ${times.join()}) AS times (applied, elapsed) WHERE version = applied`);
}
await client.end();
