import { advisoryKey } from '../advisory-key.ts';
import { compareNumbers } from '../compare-numbers.ts';
import type { Convention, ToolOptions } from '../convention.ts';
import { parseTableName } from '../table-name.ts';
import { check } from './check.ts';
import { checksum, difference, inTextMode } from './checksum.ts';
import { discover } from './discover.ts';
import { history } from './history.ts';
import { ID } from './identity.ts';
import { load } from './load.ts';
import { parseVersion } from './names.ts';
import { renumber } from './renumber.ts';
import { isFromCode } from './row.ts';
import { scaffold } from './scaffold.ts';
import { DOWN_PLACEHOLDER } from './templates.ts';

export function convention(options: ToolOptions): Convention {
  return {
    id: ID,
    title: ID,
    urlVariable: 'DATABASE_URL',
    // Off as in Python's connections: a table that others refer to can be rebuilt there.
    session: { foreignKeys: false, fixedTimes: true },
    depth: 2,
    noTransaction: null,
    downPlaceholder: DOWN_PLACEHOLDER,
    backup: (engine) =>
      engine === 'sqlite'
        ? { folder: options.backupFolder ?? 'backups', keep: options.backupRetention ?? 10 }
        : null,
    retriesFailed: true,
    compare: compareNumbers,
    isShortFor: () => false,
    parseVersion,
    discover,
    load,
    checksum: (sql) => checksum(inTextMode(sql)),
    isRecorded: ({ checksum }, row) => checksum === row.checksum || isFromCode(row.columns),
    difference: ({ up }, row) => difference(up.sql, row.checksum),
    check,
    scaffold,
    renumber,
    revertOrder: (applied) => applied.toSorted((a, b) => compareNumbers(b.version, a.version)),
    historyTable: (engine) => parseTableName(options.table ?? 'migration_history', engine),
    history,
    lock: (engine, database) =>
      engine === 'postgres'
        ? { kind: 'advisory', key: advisoryKey(database) }
        : { kind: 'file', path: options.lockFile ?? 'migration.lock' },
  };
}
