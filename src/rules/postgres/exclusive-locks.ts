import type { AlterTableType, DropStmt, RangeVar } from '@pgsql/types';
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
  const drop = as(tree, 'DropStmt');
  if (drop !== null) return droppedFrom(drop);
  const rename = as(tree, 'RenameStmt');
  if (rename?.renameType === 'OBJECT_INDEX') return [];
  const lock = as(tree, 'LockStmt');
  if (lock?.mode === ACCESS_EXCLUSIVE) return names(allOf(lock.relations, 'RangeVar'));
  const truncate = as(tree, 'TruncateStmt');
  if (truncate !== null) return names(allOf(truncate.relations, 'RangeVar'));
  const refresh = as(tree, 'RefreshMatViewStmt');
  const relation =
    (refresh?.concurrent ? undefined : refresh?.relation) ??
    rename?.relation ??
    as(tree, 'ClusterStmt')?.relation ??
    as(tree, 'CreatePolicyStmt')?.table ??
    as(tree, 'AlterPolicyStmt')?.table ??
    as(tree, 'RuleStmt')?.relation;
  return relation === undefined ? [] : [nameOf(relation)];
}

/** Tables themselves, and those that what is dropped belongs to. */
function droppedFrom({ removeType, objects }: DropStmt): readonly ObjectName[] {
  const paths = allOf(objects, 'List').map(({ items }) => strings(items));
  switch (removeType) {
    case 'OBJECT_TABLE':
      return paths.map(nameFrom);
    case 'OBJECT_TRIGGER':
    case 'OBJECT_POLICY':
    case 'OBJECT_RULE':
      return paths.map((path) => nameFrom(path.slice(0, -1)));
    default:
      return [];
  }
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
