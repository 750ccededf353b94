import type { Statement, TableName } from '../core/statement.ts';
import type { Schema } from '../schema/schema.ts';
import type { Connection } from './database.ts';

/** Each engine has its own way, loaded on first use. */
const readers = {
  sqlite: async () => (await import('./sqlite/schema.ts')).readSchema,
  postgres: async () => (await import('./postgres/schema/read.ts')).readSchema,
};

/** What a database holds at one moment, less all that is part of the tables named. */
export async function readSchema(
  connection: Connection,
  without: readonly TableName[],
): Promise<Schema> {
  const read = await readers[connection.engine]();
  return read((statement: Statement) => connection.query(statement), { without });
}
