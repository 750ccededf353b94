import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Library from 'better-sqlite3';
import type { ErrorCode, StrataError } from '../../../src/core/errors.ts';
import type { Row } from '../../../src/core/statement.ts';
import type { Connection, ConnectOptions } from '../../../src/databases/database.ts';
import type { DriverName } from '../../../src/databases/sqlite/driver.ts';
import { sqliteWith } from '../../../src/databases/sqlite/index.ts';
import type { SqliteTarget } from '../../../src/databases/target.ts';
import { isStrataError } from '../contract.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

let root: string | undefined;
let made = 0;

/** A folder of its own, so that whatever appears in it can be seen. */
export function newFolder(): string {
  if (root === undefined) {
    root = temporaryFolder('sqlite');
    // Whoever is not root has to get to what is below.
    chmodSync(root, 0o755);
  }
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
  const defaults = { mode: 'write', isolated: false, foreignKeys: true, fixedTimes: true } as const;
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

export interface OtherProcess {
  readonly pid: number | undefined;
  /** Closes its connection and ends. */
  end(): Promise<void>;
  /** Ends it where it stands. */
  kill(): Promise<void>;
}

/** Another program that opens the file, carries out the SQL and keeps its connection open. */
export async function otherProcess(path: string, sql: string): Promise<OtherProcess> {
  const code = `
    const [library, path, sql] = process.argv.slice(1);
    const database = new (require(library))(path);
    database.exec(sql);
    process.stdin.on('end', () => database.close()).resume();
    console.log('ready');
  `;
  const library = fileURLToPath(import.meta.resolve('better-sqlite3'));
  const child = spawn(process.execPath, ['-e', code, library, path, sql], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const gone = once(child, 'exit');
  await Promise.race([
    once(child.stdout, 'data'),
    gone.then(() => Promise.reject(new Error('the other process has failed'))),
  ]);
  return {
    pid: child.pid,
    end: async () => {
      child.stdin.end();
      await gone;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await gone;
    },
  };
}

/** Enough rows to fill the cache, so that pages reach the file before the commit. */
export const unfinishedTransaction = `
  PRAGMA cache_size = 1;
  BEGIN IMMEDIATE;
  WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
  INSERT INTO t SELECT i FROM n;
`;

/** What `unprivileged.ts` reports: rows, or the StrataError. */
export type Outcome =
  { rows: Record<string, string>[] } | { code: string; message: string; hint: string | null };

/** Connects and queries as somebody who is not root and may do only what permissions say. */
export function unprivileged(
  path: string,
  sql: string,
  options: Pick<TestOptions, 'mode' | 'driver'>,
): Outcome {
  const script = join(import.meta.dirname, 'unprivileged.ts');
  const parameters = JSON.stringify({ path, sql, ...options });
  const output = execFileSync(process.execPath, [script, parameters], { encoding: 'utf8' });
  return JSON.parse(output) as Outcome;
}

/** A StrataError that says this, and what to do about it. */
export function says(code: ErrorCode, text: string): (error: unknown) => true {
  return (error) => {
    isStrataError(code)(error);
    const { message, hint } = error as StrataError;
    assert.ok(message.includes(text), message);
    assert.ok(hint, 'there is no hint');
    return true;
  };
}
