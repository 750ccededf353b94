import type { Row, SqlValue, Statement } from '../../core/statement.ts';
import { compiledOnce } from './compiled.ts';
import { BUSY_TIMEOUT_MS, SqliteError, type Driver, type Session } from './driver.ts';

type Library = typeof import('better-sqlite3');
type Database = InstanceType<Library>;
type Compiled = import('better-sqlite3').Statement;

export async function loadBetterSqlite3(): Promise<Driver> {
  // Below Node-API 10 (Node 20) loading its binary ends the process: nothing to catch.
  if (Number(process.versions.napi) < 10) {
    throw new Error(`it needs Node-API 10, and this is Node ${process.versions.node}`);
  }
  const { default: Library } = await import('better-sqlite3');
  // The binary is loaded with the first database.
  new Library(':memory:').close();
  return {
    name: 'better-sqlite3',
    openImmutable: null,
    overwrite: async (path, source) => {
      const database = new Library(source, { readonly: true, fileMustExist: true });
      try {
        await database.backup(path);
      } catch (error) {
        throw translated(error);
      } finally {
        database.close();
      }
    },
    restore: (image) =>
      wrapped(() => session(new Library(Buffer.from(image), { timeout: BUSY_TIMEOUT_MS }))),
    open: (path, mode) =>
      wrapped(() => {
        if (path !== path.trimEnd()) {
          throw new SqliteError(
            'SQLITE_CANTOPEN',
            'better-sqlite3 would drop the blank at its end',
          );
        }
        const options = { readonly: mode === 'read', fileMustExist: mode === 'write' };
        return session(new Library(path, { ...options, timeout: BUSY_TIMEOUT_MS }));
      }),
  };
}

function session(database: Database): Session {
  database.defaultSafeIntegers();
  // Otherwise `PRAGMA writable_schema`, which other tools let a migration use, is refused.
  (database as Database & { unsafeMode(): void }).unsafeMode();
  const compiled = compiledOnce((sql) => database.prepare(sql));
  return {
    get inTransaction() {
      return database.inTransaction;
    },
    all: (statement) => wrapped(() => all(compiled(statement), statement.values)),
    exec: (sql) => {
      wrapped(() => database.exec(sql));
    },
    prepare: (sql) => {
      wrapped(() => database.prepare(sql));
    },
    serialize: () => wrapped(() => database.serialize()),
    close: () => {
      wrapped(() => database.close());
    },
  };
}

function all(statement: Compiled, values: Statement['values']): Row[] {
  const parameters = values.length === 0 ? [] : [named(values)];
  if (!statement.reader) {
    statement.run(...parameters);
    return [];
  }
  return (statement.all(...parameters) as Record<string, unknown>[]).map(withoutBuffers);
}

/** To SQLite `$1` is a name like any other. */
function named(values: readonly SqlValue[]): Record<string, unknown> {
  return Object.fromEntries(values.map((value, index) => [String(index + 1), bindable(value)]));
}

function bindable(value: SqlValue): unknown {
  if (typeof value === 'boolean') return value ? 1n : 0n;
  return value instanceof Uint8Array ? Buffer.from(value) : value;
}

function withoutBuffers(row: Record<string, unknown>): Row {
  for (const name in row) {
    const value = row[name];
    if (value instanceof Uint8Array) row[name] = new Uint8Array(value);
  }
  return row;
}

function wrapped<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw translated(error);
  }
}

function translated(error: unknown): SqliteError {
  const { code, message } = error as { code?: unknown; message: string };
  return new SqliteError(typeof code === 'string' ? code : 'SQLITE_MISUSE', message);
}
