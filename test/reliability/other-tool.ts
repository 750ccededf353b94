// What sqlx-cli and the sections runner do: they look once what is pending, then apply each in a
// transaction of its own, and take no lock. A process: engine, kind, address, direction.
import { createHash } from 'node:crypto';
import BetterSqlite3 from 'better-sqlite3';
import { Client } from 'pg';
import { changes, textOf, type Change, type Engine, type Kind } from './migration-set.ts';

type Arguments = [engine: Engine, kind: Kind, url: string, direction: 'up' | 'down'];
const [engine, kind, url, direction] = process.argv.slice(2) as Arguments;

interface Session {
  execute(sql: string): Promise<unknown>;
  versions(sql: string): Promise<readonly string[]>;
  /** How many rows it changed. */
  change(sql: string): Promise<number | null>;
}

const tool = kind === 'sections' ? sectionsRunner() : sqlxCli();
const session = engine === 'postgres' ? await postgresSession() : sqliteSession();
await session.execute(tool.create);
const applied = await session.versions(tool.select);
const { list } = changes(engine, kind);
const steps =
  direction === 'up'
    ? list.filter(({ version }) => !applied.includes(version))
    : list.filter(({ version }) => applied.includes(version)).toReversed();
for (const step of steps) {
  await session.execute('BEGIN');
  await session.execute(textOf(step[direction]));
  const changed = await session.change(direction === 'up' ? tool.insert(step) : tool.remove(step));
  // Those tools do not look, and so revert twice what somebody else reverts meanwhile: their own
  // doing, which is not to be mistaken for ours.
  if (changed !== 1) throw new Error(`${step.version}: somebody else was faster`);
  await session.execute('COMMIT');
}
process.exit(0);

function sqlxCli() {
  const [time, bytes] = engine === 'postgres' ? ['TIMESTAMPTZ', 'BYTEA'] : ['TIMESTAMP', 'BLOB'];
  return {
    create: `CREATE TABLE IF NOT EXISTS _sqlx_migrations (
      version BIGINT PRIMARY KEY, description TEXT NOT NULL,
      installed_on ${time} NOT NULL DEFAULT CURRENT_TIMESTAMP, success BOOLEAN NOT NULL,
      checksum ${bytes} NOT NULL, execution_time BIGINT NOT NULL)`,
    select: 'SELECT CAST(version AS text) AS version FROM _sqlx_migrations',
    insert: (change: Change) => {
      const hash = createHash('sha384').update(textOf(change.up)).digest('hex');
      const checksum = engine === 'postgres' ? `'\\x${hash}'` : `x'${hash}'`;
      return `INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
        VALUES (${change.version}, 'change', TRUE, ${checksum}, -1)`;
    },
    remove: ({ version }: Change) => `DELETE FROM _sqlx_migrations WHERE version = ${version}`,
  };
}

function sectionsRunner() {
  return {
    create: `CREATE TABLE IF NOT EXISTS schema_migrations (
      id VARCHAR(255) PRIMARY KEY, name VARCHAR(255) NOT NULL,
      executed_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP, checksum VARCHAR(64) NOT NULL);
      CREATE INDEX IF NOT EXISTS idx_schema_migrations_executed_at
      ON schema_migrations(executed_at)`,
    select: 'SELECT id AS version FROM schema_migrations',
    insert: ({ version, up }: Change) => {
      const hash = createHash('sha256').update(textOf(up).trim()).digest('hex');
      return `INSERT INTO schema_migrations (id, name, checksum)
        VALUES ('${version}', 'change', '${hash.slice(0, 16)}')`;
    },
    remove: ({ version }: Change) => `DELETE FROM schema_migrations WHERE id = '${version}'`,
  };
}

async function postgresSession(): Promise<Session> {
  const client = new Client(url);
  await client.connect();
  return {
    execute: (sql) => client.query(sql),
    versions: async (sql) =>
      (await client.query<{ version: string }>(sql)).rows.map(({ version }) => version),
    change: async (sql) => (await client.query(sql)).rowCount,
  };
}

function sqliteSession(): Session {
  const database = new BetterSqlite3(url.replace('sqlite:', ''), { timeout: 10_000 });
  return {
    execute: (sql) => Promise.resolve(database.exec(sql)),
    versions: (sql) => Promise.resolve(database.prepare(sql).pluck().all() as string[]),
    change: (sql) => Promise.resolve(database.prepare(sql).run().changes),
  };
}
