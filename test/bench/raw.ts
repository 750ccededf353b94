import Database from 'better-sqlite3';
import { Client } from 'pg';
import { postgres } from '../support/postgres.ts';

/** A database of its own by its driver alone: the floor of what a tool can come to. */
export interface Raw {
  /** One or several statements. */
  exec(sql: string): Promise<unknown>;
  close(): Promise<unknown>;
}

export function rawSqlite(path = ':memory:'): Raw {
  const database = new Database(path);
  return {
    exec: (sql) => Promise.resolve(database.exec(sql)),
    close: () => Promise.resolve(database.close()),
  };
}

export async function rawPostgres(): Promise<Raw> {
  const { url } = await (await postgres()).createDatabase();
  const client = new Client({ connectionString: url });
  await client.connect();
  return {
    exec: (sql) => client.query(sql),
    close: () => client.end(),
  };
}
