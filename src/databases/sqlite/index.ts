import type { Connection, ConnectOptions, Database } from '../database.ts';
import type { Target } from '../target.ts';
import { SqliteChild } from './child-process.ts';
import { connectHere } from './connect.ts';
import type { DriverName } from './driver.ts';
import { cancelled } from '../cancelled.ts';
import { connectIsolated } from './isolated.ts';

/** SQLite through the first driver that loads: better-sqlite3, or else Node's own. */
export const sqlite: Database = sqliteWith(null);

/** SQLite through one driver, for who must not take the first that loads. */
export function sqliteWith(driver: DriverName | null): Database {
  return {
    async connect(target: Target, options: ConnectOptions): Promise<Connection> {
      if (target.engine !== 'sqlite') throw new TypeError(`not a SQLite target: ${target.engine}`);
      const { isolated, headStart, signal, ...how } = options;
      if (signal?.aborted) throw cancelled();
      if (!isolated) return connectHere(target, { ...how, driver }, signal);
      const isBegun = headStart instanceof SqliteChild && headStart.alive;
      return connectIsolated(target, { ...how, driver }, signal, isBegun ? headStart : undefined);
    },
    headStart: () => new SqliteChild(),
  };
}
