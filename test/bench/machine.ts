import Database from 'better-sqlite3';
import { Client } from 'pg';
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { postgres } from '../support/postgres.ts';

/** What figures depend on, by name. */
export async function machine(): Promise<Readonly<Record<string, string>>> {
  const [core] = cpus();
  return {
    machine: `${process.platform} ${process.arch}, ${cpus().length} cores (${core?.model.trim() ?? 'unknown'})`,
    Node: process.versions.node,
    SQLite: sqliteVersion(),
    PostgreSQL: await postgresVersion(),
    'VS Code': `as in code-server ${dependencies('../workbench')['code-server'] ?? 'unknown'}`,
  };
}

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

function dependencies(folder: string): Readonly<Record<string, string>> {
  const file = join(import.meta.dirname, folder, 'package.json');
  const { dependencies } = JSON.parse(readFileSync(file, 'utf8')) as {
    dependencies: Record<string, string>;
  };
  return dependencies;
}
