import { statfsSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { Client } from 'pg';
import { postgres } from '../support/postgres.ts';
import { versionsIn } from './peers.ts';

/** What figures depend on, by name. */
export async function machine(): Promise<Readonly<Record<string, string>>> {
  const [core] = cpus();
  return {
    machine: `${process.platform} ${process.arch}, ${cpus().length} cores (${core?.model.trim() ?? 'unknown'})`,
    'databases lie on': FILE_SYSTEMS[statfsSync(tmpdir()).type] ?? 'another file system',
    Node: process.versions.node,
    SQLite: sqliteVersion(),
    PostgreSQL: await postgresVersion(),
    'VS Code': `as in code-server ${versionsIn(join(import.meta.dirname, '../workbench'))['code-server'] ?? 'unknown'}`,
    ...versionsIn(import.meta.dirname),
  };
}

/** By the number that Linux gives them (statfs(2)). */
const FILE_SYSTEMS: Readonly<Record<number, string>> = {
  0xef53: 'ext4',
  0x58465342: 'XFS',
  0x9123683e: 'Btrfs',
  0x01021994: 'tmpfs, which is memory: what is committed reaches no disk',
};

function sqliteVersion(): string {
  const database = new Database(':memory:');
  try {
    return String(database.prepare('SELECT sqlite_version()').pluck().get());
  } finally {
    database.close();
  }
}

async function postgresVersion(): Promise<string> {
  const client = new Client({ connectionString: (await postgres()).url('postgres') });
  await client.connect();
  try {
    const { rows } = await client.query<{ server_version: string }>('SHOW server_version');
    return rows[0]?.server_version ?? 'unknown';
  } finally {
    await client.end();
  }
}
