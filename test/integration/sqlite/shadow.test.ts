import type { Shadow } from '../../../src/databases/shadow.ts';
import { openSqliteShadow, type SqliteShadow } from '../../../src/databases/sqlite/shadow.ts';
import { shadowContract } from '../shadow-contract.ts';

for (const driver of ['better-sqlite3', 'node:sqlite'] as const) {
  const opened: SqliteShadow[] = [];
  const alive = () => opened.flatMap(({ pid }) => (pid !== undefined && isAlive(pid) ? [pid] : []));
  shadowContract(`SQLite by ${driver}`, {
    engine: 'sqlite',
    async open(): Promise<Shadow> {
      const settings = { foreignKeys: true, fixedTimes: true, own: [], ownTables: [] };
      const shadow = await openSqliteShadow(settings, driver);
      opened.push(shadow);
      return shadow;
    },
    kill() {
      for (const pid of alive()) process.kill(pid, 'SIGKILL');
      return Promise.resolve();
    },
    remains: () => Promise.resolve(alive().map(String)),
  });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
