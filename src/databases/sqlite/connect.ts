import type { Connection, ConnectOptions } from '../database.ts';
import type { SqliteTarget } from '../target.ts';
import { SqliteConnection } from './connection.ts';
import type { DriverName } from './driver.ts';
import { loadDriver, loadImmutableDriver } from './drivers.ts';
import { cancelled, explained } from './failures.ts';
import { statDatabase } from './file.ts';
import { FileReader } from './reading.ts';
import { openForWriting } from './writing.ts';

/** What decides how a database is opened, wherever that happens. */
export type OpenOptions = Pick<ConnectOptions, 'mode' | 'foreignKeys' | 'lockTimeout'> & {
  /** Null: the first that loads. */
  readonly driver: DriverName | null;
};

/** Connects within this process. @throws StrataError as `Database.connect` does */
export async function connectHere(
  target: SqliteTarget,
  { mode, driver: wanted, ...settings }: OpenOptions,
  signal?: AbortSignal,
): Promise<Connection> {
  if (signal?.aborted) throw cancelled();
  const driver = await loadDriver(wanted);
  const immutable = mode === 'read' ? await loadImmutableDriver() : null;
  if (signal?.aborted) throw cancelled();
  try {
    if (mode === 'read') {
      const exists = target.path === ':memory:' || statDatabase(target.path) !== null;
      return new SqliteConnection(target, exists, () => ({
        reader: new FileReader(driver, immutable, target),
        writer: null,
      }));
    }
    return new SqliteConnection(target, true, () => {
      const writer = openForWriting(driver, target, settings);
      return { reader: writer, writer };
    });
  } catch (error) {
    throw explained(error, target.path);
  }
}
