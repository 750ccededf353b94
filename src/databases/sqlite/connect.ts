import type { Connection, ConnectOptions } from '../database.ts';
import type { SqliteTarget } from '../target.ts';
import { SqliteConnection, type Opening } from './connection.ts';
import { BRIEF_BUSY_TIMEOUT_MS, BUSY_TIMEOUT_MS, type DriverName } from './driver.ts';
import { loadDriver, loadImmutableDriver } from './drivers.ts';
import { cancelled } from '../cancelled.ts';
import { explained } from './failures.ts';
import { statDatabase } from './file.ts';
import { FileReader } from './reading.ts';
import { waitingFor } from './patience.ts';
import { assertAllowed, openForWriting } from './writing.ts';

/** What decides how a database is opened, wherever that happens. */
export type OpenOptions = Pick<ConnectOptions, 'mode' | 'foreignKeys' | 'lockTimeout'> & {
  /** Null: the first that loads. */
  readonly driver: DriverName | null;
};

/** Connects within this process. @throws StrataError as `Database.connect` does */
export async function connectHere(
  target: SqliteTarget,
  { mode, driver: wanted, foreignKeys, lockTimeout = BUSY_TIMEOUT_MS }: OpenOptions,
  signal?: AbortSignal,
): Promise<Connection> {
  if (signal?.aborted) throw cancelled();
  const driver = await loadDriver(wanted);
  const immutable = mode === 'read' ? await loadImmutableDriver() : null;
  if (signal?.aborted) throw cancelled();
  const { path } = target;
  const isThere = (): boolean => path === ':memory:' || statDatabase(path) !== null;
  const toLook = () => ({ reader: new FileReader(driver, immutable, target), writer: null });
  const opening: Opening =
    mode === 'read'
      ? // SQLite itself waits.
        { foreignKeys, patience: 0, open: toLook }
      : {
          foreignKeys,
          patience: lockTimeout,
          open(toWrite) {
            assertAllowed(target);
            // Whoever gets no further than looking leaves no file behind.
            if (!toWrite && !isThere()) return toLook();
            const settings = { foreignKeys, busyTimeout: BRIEF_BUSY_TIMEOUT_MS };
            const writer = openForWriting(driver, target, settings);
            return { reader: writer, writer };
          },
        };
  try {
    const whenFree = waitingFor(path, { timeout: opening.patience, ...(signal && { signal }) });
    return await whenFree(() => new SqliteConnection(target, isThere(), opening));
  } catch (error) {
    throw explained(error, path);
  }
}
