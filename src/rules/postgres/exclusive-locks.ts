import type { AlterTableType, RangeVar } from '@pgsql/types';
import { allOf, as, strings } from '../../grammar/tree.ts';
import type { ObjectName } from '../../sql/reader.ts';
import type { TreeScript } from '../rule.ts';
import { liveTables } from './live-tables.ts';
import { nameFrom, nameOf, treesIn, type TreeStatement } from './statements.ts';

/** A statement that keeps everybody else from tables that they may be using. */
export interface ExclusiveLock extends TreeStatement {
  readonly tables: readonly ObjectName[];
}

/**
 * Those with ACCESS EXCLUSIVE on tables that were there before, in order.
 * https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES
 */
export function exclusiveLocks(script: TreeScript): readonly ExclusiveLock[] {
  const isLive = liveTables(script);
  return treesIn(script).flatMap((statement): readonly ExclusiveLock[] => {
    const tables = tablesOf(statement).filter((table) => isLive(table, statement.form.start));
    return tables.length === 0 ? [] : [{ ...statement, tables }];
  });
}

function tablesOf({ tree }: TreeStatement): readonly ObjectName[] {
  const change = as(tree, 'AlterTableStmt');
  if (change?.objtype === 'OBJECT_TABLE') {
    const isExclusive = allOf(change.cmds, 'AlterTableCmd').some(
      ({ subtype, def }) =>
        subtype !== undefined &&
        !WEAKER.has(subtype) &&
        as(def, 'Constraint')?.contype !== 'CONSTR_FOREIGN' &&
        !as(def, 'PartitionCmd')?.concurrent,
    );
    return isExclusive ? [nameOf(change.relation)] : [];
  }
  const rename = as(tree, 'RenameStmt');
  if (rename?.relation !== undefined && rename.renameType !== 'OBJECT_INDEX') {
    return [nameOf(rename.relation)];
  }
  const drop = as(tree, 'DropStmt');
  if (drop?.removeType === 'OBJECT_TABLE') {
    return allOf(drop.objects, 'List').map(({ items }) => nameFrom(strings(items)));
  }
  const lock = as(tree, 'LockStmt');
  if (lock?.mode === ACCESS_EXCLUSIVE) return names(allOf(lock.relations, 'RangeVar'));
  return names(allOf(as(tree, 'TruncateStmt')?.relations, 'RangeVar'));
}

function names(relations: readonly RangeVar[]): readonly ObjectName[] {
  return relations.map(nameOf);
}

/** As the parser counts them: src/include/storage/lockdefs.h. */
const ACCESS_EXCLUSIVE = 8;

/** Of the actions of an `ALTER TABLE`: AlterTableGetLockLevel in src/backend/commands/tablecmds.c. */
const WEAKER: ReadonlySet<AlterTableType> = new Set([
  ...(['AT_ValidateConstraint', 'AT_SetStatistics', 'AT_SetOptions', 'AT_ResetOptions'] as const),
  ...(['AT_SetRelOptions', 'AT_ResetRelOptions', 'AT_ClusterOn', 'AT_DropCluster'] as const),
  ...(['AT_EnableTrig', 'AT_EnableAlwaysTrig', 'AT_EnableReplicaTrig'] as const),
  ...(['AT_EnableTrigAll', 'AT_EnableTrigUser', 'AT_DisableTrig', 'AT_DisableTrigAll'] as const),
  ...(['AT_DisableTrigUser', 'AT_AttachPartition', 'AT_DetachPartitionFinalize'] as const),
]);
