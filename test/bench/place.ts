import { copyFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { Client } from 'pg';
import type { Engine } from '../../src/core/engine.ts';
import { asPostgres, postgresServer } from '../support/postgres.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Where databases are that programs apply migrations to. */
export interface Place {
  readonly engine: Engine;
  /** An empty one, or one like another that nobody is connected to. */
  readonly create: (like?: PlacedDatabase) => Promise<PlacedDatabase>;
  readonly close: () => Promise<void>;
}

export interface PlacedDatabase {
  readonly name: string;
  readonly url: string;
  /** Each row as a list. */
  readonly rows: (sql: string) => Promise<readonly (readonly unknown[])[]>;
  readonly drop: () => Promise<void>;
}

/** Where the engine does all that it does for those who use it. */
export async function place(engine: Engine): Promise<Place> {
  return engine === 'sqlite' ? sqlitePlace() : postgresPlace();
}

/** Files in one folder, with what SQLite does of itself. */
function sqlitePlace(): Place {
  const folder = temporaryFolder('bench');
  let count = 0;
  const create = (like?: PlacedDatabase): PlacedDatabase => {
    const name = join(folder, `${++count}.db`);
    if (like) copyFileSync(like.name, name);
    return {
      ...{ name, url: `sqlite:${name}` },
      rows: (sql) => {
        const database = new Database(name, { readonly: true });
        try {
          return Promise.resolve(database.prepare(sql).raw().all() as unknown[][]);
        } finally {
          database.close();
        }
      },
      drop: () => rm(name),
    };
  };
  return {
    engine: 'sqlite',
    create: (like) => Promise.resolve(create(like)),
    close: () => Promise.resolve(),
  };
}

/** A server of its own which is as PostgreSQL comes: what is committed is on the disk. */
export async function postgresPlace(): Promise<Place & { readonly port: number }> {
  const server = await postgresServer({ fsync: true, flags: { autovacuum: 'on' } });
  const known = asPostgres(server);
  const admin = known.url('postgres');
  let count = 0;
  const create = async (like?: PlacedDatabase): Promise<PlacedDatabase> => {
    const name = `bench_${++count}`;
    await rowsOf(admin, `CREATE DATABASE ${name} TEMPLATE ${like?.name ?? 'template1'}`);
    // What was written before is not on the account of who comes next.
    await rowsOf(admin, 'CHECKPOINT');
    // Nobody is to spend a round trip on asking for TLS.
    const address = known.url(name, { sslmode: 'disable' });
    return {
      ...{ name, url: address },
      rows: (sql) => rowsOf(address, sql),
      drop: async () => {
        await rowsOf(admin, `DROP DATABASE ${name} WITH (FORCE)`);
      },
    };
  };
  return { engine: 'postgres', port: server.port, create, close: () => server.stop() };
}

async function rowsOf(connectionString: string, text: string): Promise<unknown[][]> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    const { rows } = await client.query<unknown[]>({ text, rowMode: 'array' });
    return rows;
  } finally {
    await client.end();
  }
}
