import { DatabaseSync } from 'node:sqlite';

/** What SQLite itself finds in a file: each row as a list. Makes the file where it is not there. */
export function rows(path: string, sql: string): unknown[] {
  const database = new DatabaseSync(path);
  try {
    const statement = database.prepare(sql);
    statement.setReturnArrays(true);
    return statement.all();
  } finally {
    database.close();
  }
}
