import { pathToFileURL } from 'node:url';
import type { Row, SqlValue, Statement } from '../../core/statement.ts';
import { compiledOnce } from './compiled.ts';
import { BUSY_TIMEOUT_MS, SqliteError, type Driver, type Session } from './driver.ts';
import { resultCodeName } from './result-codes.ts';

type Library = typeof import('node:sqlite');
type Database = InstanceType<Library['DatabaseSync']>;
type Compiled = ReturnType<Database['prepare']>;

/** Newer than our types, and than some versions of Node that we meet. */
interface Copyable {
  serialize(): Uint8Array;
  deserialize(image: Uint8Array): void;
}

export async function loadNodeSqlite(): Promise<Driver> {
  const library = await importQuietly();
  const probe = new library.DatabaseSync(':memory:');
  const usable = typeof probe.isTransaction === 'boolean';
  const copyable = 'deserialize' in probe;
  probe.close();
  if (!usable) throw new Error(`it needs Node 22.16, and this is Node ${process.versions.node}`);
  return {
    name: 'node:sqlite',
    open: (path, mode) => session(open(library, path, mode === 'read')),
    restore: copyable ? (image) => restored(open(library, ':memory:', false), image) : null,
    openImmutable: (path) => {
      const address = pathToFileURL(path);
      address.searchParams.set('immutable', '1');
      return session(open(library, address, true));
    },
    overwrite: async (path, source) => {
      const database = wrapped(() => new library.DatabaseSync(source, { readOnly: true }));
      try {
        await library.backup(database, path);
      } catch (error) {
        const { code, message } = translated(error);
        // Where somebody else holds the file, the error says "not an error".
        if (code !== 'SQLITE_OK') throw new SqliteError(code, message);
      } finally {
        database.close();
      }
    },
  };
}

/** Node 22 prints a warning about an experimental module, into the output of whoever uses us. */
async function importQuietly(): Promise<Library> {
  const emitWarning = process.emitWarning.bind(process);
  process.emitWarning = () => undefined;
  try {
    return await import('node:sqlite');
  } finally {
    process.emitWarning = emitWarning;
  }
}

function open(library: Library, path: string | URL, readOnly: boolean): Database {
  return wrapped(() => new library.DatabaseSync(path, { readOnly }));
}

function restored(database: Database, image: Uint8Array): Session {
  wrapped(() => {
    (database as Database & Copyable).deserialize(image);
  });
  return session(database);
}

function session(database: Database): Session {
  // On by default in newer versions, where `PRAGMA writable_schema` is then refused.
  if ('enableDefensive' in database) {
    (database as Database & { enableDefensive(on: boolean): void }).enableDefensive(false);
  }
  database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
  const compiled = compiledOnce((sql) => {
    const statement = database.prepare(sql);
    statement.setReadBigInts(true);
    return statement;
  });
  return {
    get inTransaction() {
      return database.isTransaction;
    },
    all: (statement) => wrapped(() => all(compiled(statement), statement.values)),
    exec: (sql) => {
      wrapped(() => {
        database.exec(sql);
      });
    },
    prepare: (sql) => {
      wrapped(() => database.prepare(sql));
    },
    serialize: () => wrapped(() => (database as Database & Copyable).serialize()),
    close: () => {
      wrapped(() => {
        database.close();
      });
    },
  };
}

function all(statement: Compiled, values: Statement['values']): Row[] {
  return values.length === 0 ? statement.all() : statement.all(named(values));
}

/** To SQLite `$1` is a name like any other. */
function named(values: readonly SqlValue[]): Record<string, Exclude<SqlValue, boolean>> {
  return Object.fromEntries(
    values.map((value, index) => [
      `$${index + 1}`,
      typeof value === 'boolean' ? BigInt(value) : value,
    ]),
  );
}

function wrapped<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw translated(error);
  }
}

function translated(error: unknown): SqliteError {
  const { errcode, message } = error as { errcode?: unknown; message: string };
  const code = typeof errcode === 'number' ? resultCodeName(errcode) : 'SQLITE_MISUSE';
  return new SqliteError(code, message);
}
