import * as l10n from '@vscode/l10n';
import { StrataError } from '../../core/errors.ts';
import { loadBetterSqlite3 } from './better-sqlite3.ts';
import type { Driver, DriverName } from './driver.ts';
import { loadNodeSqlite } from './node-sqlite.ts';

const loaders: Record<DriverName, () => Promise<Driver>> = {
  'better-sqlite3': loadBetterSqlite3,
  'node:sqlite': loadNodeSqlite,
};

/**
 * The first driver that loads here, or the one that is asked for.
 *
 * @throws StrataError `connect`, with the reason of each
 */
export async function loadDriver(wanted: DriverName | null): Promise<Driver> {
  const reasons: string[] = [];
  for (const name of wanted === null ? (Object.keys(loaders) as DriverName[]) : [wanted]) {
    try {
      return await loaders[name]();
    } catch (error) {
      reasons.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new StrataError(
    'connect',
    l10n.t('SQLite can’t be loaded here ({0}).', reasons.join('; ')),
    { hint: l10n.t('Use Node 22.14 or newer, or a current VS Code.') },
  );
}

/** A driver that can open a file immutably; null where there is none. */
export async function loadImmutableDriver(): Promise<Driver | null> {
  return loadNodeSqlite().catch(() => null);
}
