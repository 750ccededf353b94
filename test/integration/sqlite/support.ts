import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import Library from 'better-sqlite3';
import type { Row } from '../../../src/core/statement.ts';
import type { Connection, ConnectOptions } from '../../../src/databases/database.ts';
import type { DriverName } from '../../../src/databases/sqlite/driver.ts';
import { sqliteWith } from '../../../src/databases/sqlite/index.ts';
import type { SqliteTarget } from '../../../src/databases/target.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const root = temporaryFolder('sqlite');
let made = 0;

/** A folder of its own, so that whatever appears in it can be seen. */
export function newFolder(): string {
  const folder = join(root, String(++made));
  mkdirSync(folder);
  return folder;
}

/** Where a database could be; nothing is there yet. */
export function newPath(): string {
  return join(newFolder(), 'app.db');
}

export function targetOf(path: string, mode: SqliteTarget['mode'] = 'rwc'): SqliteTarget {
  const name = basename(path);
  return { engine: 'sqlite', path, mode, name, display: `sqlite://${path}`, local: true };
}

export interface TestOptions extends Partial<ConnectOptions> {
  driver?: DriverName | null;
  fileMode?: SqliteTarget['mode'];
}

/** In this process, for writing, with foreign keys, unless said otherwise. */
export function connectTo(path: string, options: TestOptions = {}): Promise<Connection> {
  const { driver = null, fileMode, ...rest } = options;
  const defaults = { mode: 'write', isolated: false, foreignKeys: true } as const;
  return sqliteWith(driver).connect(targetOf(path, fileMode), { ...defaults, ...rest });
}

/** What the raw library finds, on a connection that is closed again before anything else happens. */
export function look(path: string, sql: string): Row[] {
  const database = new Library(path, { readonly: true, fileMustExist: true });
  try {
    return database.prepare(sql).all() as Row[];
  } finally {
    database.close();
  }
}

/** Carries out SQL by the raw library, which makes the file. */
export function make(path: string, sql: string): void {
  const database = new Library(path);
  database.exec(sql);
  database.close();
}

/** Every file of the database's folder with its bytes; of `-shm`, which is scratch, the name. */
export function snapshot(path: string): Record<string, string> {
  const folder = dirname(path);
  const content = (name: string) =>
    name.endsWith('-shm') ? '' : readFileSync(join(folder, name)).toString('base64');
  return Object.fromEntries(
    readdirSync(folder)
      .sort()
      .map((name) => [name, content(name)]),
  );
}

/** Counts for about 20 s, inside SQLite. */
export const slowStatement = slow(140_000_000);

export function slow(count: number): string {
  return `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
    SELECT max(i) FROM n`;
}
