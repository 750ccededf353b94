import { compareNumbers } from '../compare-numbers.ts';
import type { Convention } from '../convention.ts';
import { crc32 } from '../crc32.ts';
import { parseTableName } from '../table-name.ts';
import { checksum, difference } from './checksum.ts';
import type { SqlxConfig } from './config.ts';
import { history } from './history.ts';
import { ID } from './identity.ts';
import { load, NO_TRANSACTION } from './load.ts';
import { discover, parseVersion } from './names.ts';
import { renumber, scaffold } from './scaffold.ts';
import { DOWN_TEMPLATE } from './templates.ts';

export function convention(config: SqlxConfig): Convention {
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
    compare: compareNumbers,
    isShortFor: () => false,
    parseVersion: (text) => parseVersion(text)?.toString() ?? null,
    discover,
    load: (candidate, contents) => load(candidate, contents, config.ignoredChars),
    checksum: (sql) => checksum(sql, config.ignoredChars),
    isRecorded: ({ checksum }, row) => checksum === row.checksum,
    difference: ({ up }, row) => difference(up.sql, row.checksum, config.ignoredChars),
    check: () => [],
    scaffold: (request, existing) => scaffold(request, existing, config),
    renumber: (paths, existing, now) => ({
      renames: renumber(paths, existing, now, config),
      rewrites: [],
    }),
    revertOrder: (applied) => applied.toSorted((a, b) => compareNumbers(b.version, a.version)),
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
