import { advisoryKey } from '../advisory-key.ts';
import type { Convention } from '../convention.ts';
import { parseTableName } from '../table-name.ts';
import { checksum, checksumLike, difference } from './checksum.ts';
import { history, revertOrder } from './history.ts';
import { ID } from './identity.ts';
import { load } from './load.ts';
import { compareVersions, discover, isShortFor, parseVersion } from './names.ts';
import { renumber, scaffold, TEMPLATE } from './scaffold.ts';

export function convention(table: string): Convention {
  return {
    id: ID,
    title: ID,
    urlVariable: 'DATABASE_URL',
    session: { foreignKeys: true, fixedTimes: false },
    depth: 1,
    noTransaction: null,
    downPlaceholder: TEMPLATE.down,
    backup: () => null,
    retriesFailed: false,
    compare: compareVersions,
    isShortFor,
    parseVersion,
    discover,
    load,
    checksum,
    isRecorded: (migration, { checksum }) => checksumLike(checksum, migration) === checksum,
    difference: ({ up }, row) => difference(up.sql, row.checksum),
    check: () => [],
    scaffold,
    renumber: (paths, existing, now) => ({
      renames: renumber(paths, existing, now),
      rewrites: [],
    }),
    revertOrder,
    historyTable: (engine) => parseTableName(table, engine),
    history,
    lock: (engine, database) =>
      engine === 'postgres' ? { kind: 'advisory', key: advisoryKey(database) } : null,
  };
}
