import { DatabaseSync } from 'node:sqlite';

/** What the database itself says: the first column of each row. */
export function firstColumn(path: string, sql: string): unknown[] {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    return database
      .prepare(sql)
      .all()
      .map((row) => Object.values(row)[0]);
  } finally {
    database.close();
  }
}
