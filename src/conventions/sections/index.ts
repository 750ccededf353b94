import { advisoryKey } from '../advisory-key.ts';
import type { Convention, Tool } from '../convention.ts';
import { refuseOptions } from '../options.ts';
import { parseTableName } from '../table-name.ts';
import { checksum, difference } from './checksum.ts';
import { history, revertOrder } from './history.ts';
import { load } from './load.ts';
import { compareVersions, discover, isShortFor, parseVersion } from './names.ts';
import { recognize } from './recognize.ts';
import { renumber, scaffold, TEMPLATE } from './scaffold.ts';

const ID = 'sections';

/** Files with an UP and a DOWN section: the runner of jazzmind/agent-server and its family. */
export const sections: Tool = {
  id: ID,
  title: ID,
  configFiles: [],
  recognize,
  configure(_files, options) {
    refuseOptions(options, ID, ['table']);
    return Promise.resolve({
      convention: convention(options.table ?? 'schema_migrations'),
      migrationsFolder: 'migrations',
    });
  },
};

function convention(table: string): Convention {
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
    difference: ({ up, checksum }, { checksum: recorded }) =>
      checksum === recorded ? null : difference(up.sql, recorded),
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
