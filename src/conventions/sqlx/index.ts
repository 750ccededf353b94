import { crc32 } from 'node:zlib';
import * as l10n from '@vscode/l10n';
import type { Convention, Tool } from '../convention.ts';
import { refuseOptions } from '../options.ts';
import { parseTableName } from '../table-name.ts';
import { checksum, difference } from './checksum.ts';
import { CONFIG_FILE, readConfig, type SqlxConfig } from './config.ts';
import { history } from './history.ts';
import { load, NO_TRANSACTION } from './load.ts';
import { compareVersions, discover, parseVersion } from './names.ts';
import { recognize } from './recognize.ts';
import { renumber, scaffold } from './scaffold.ts';
import { DOWN_TEMPLATE } from './templates.ts';

const ID = 'sqlx';

/** sqlx-cli and the sqlx library, 0.8 and 0.9. */
export const sqlx: Tool = {
  id: ID,
  title: ID,
  configFiles: [CONFIG_FILE],
  recognize,
  configure(files, options) {
    // Two places for one thing would contradict each other.
    refuseOptions(
      options,
      ID,
      [],
      l10n.t('What sqlx itself has to know stands in {0}.', CONFIG_FILE),
    );
    const config = readConfig(files.get(CONFIG_FILE));
    return Promise.resolve({
      convention: convention(config),
      migrationsFolder: config.migrationsFolder,
    });
  },
};

function convention(config: SqlxConfig): Convention {
  return {
    id: ID,
    title: ID,
    urlVariable: config.urlVariable,
    session: { foreignKeys: true, fixedTimes: true },
    depth: 1,
    noTransaction: NO_TRANSACTION,
    downPlaceholder: DOWN_TEMPLATE.trimEnd(),
    backup: () => null,
    retriesFailed: false,
    compare: compareVersions,
    isShortFor: () => false,
    parseVersion: (text) => parseVersion(text)?.toString() ?? null,
    discover,
    load: (candidate, contents) => load(candidate, contents, config.ignoredChars),
    checksum: (sql) => checksum(sql, config.ignoredChars),
    difference: ({ up, checksum }, row) =>
      checksum === row.checksum ? null : difference(up.sql, row.checksum, config.ignoredChars),
    check: () => [],
    scaffold: (request, existing) => scaffold(request, existing, config),
    renumber: (paths, existing, now) => ({
      renames: renumber(paths, existing, now, config),
      rewrites: [],
    }),
    revertOrder: (applied) => applied.toSorted((a, b) => compareVersions(b.version, a.version)),
    historyTable: (engine) => parseTableName(config.tableName, engine),
    history: (engine, table) => history(engine, table, config),
    lock: (engine, database) =>
      engine === 'postgres' ? { kind: 'advisory', key: lockKey(database) } : null,
  };
}

/** The key that the sqlx library takes: sqlx-postgres/src/migrate.rs, generate_lock_id. */
export function lockKey(database: string): bigint {
  return BigInt.asIntN(64, 0x3d32ad9en * BigInt(crc32(database)));
}
