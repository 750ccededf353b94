import type { AlterTableStmt, Node } from '@pgsql/types';
import { allOf, as, strings } from '../../grammar/tree.ts';
import type { TreeScript } from '../rule.ts';
import { committingProcedures, endsTransaction } from './committing.ts';
import { treesIn, type TreeStatement } from './statements.ts';

/** A statement that the server refuses in a transaction. */
export interface Refused extends TreeStatement {
  /** As SQL calls it. */
  readonly what: string;
}

/** In order. */
export function refusedInTransaction(script: TreeScript): readonly Refused[] {
  const committing = committingProcedures(script);
  return treesIn(script).flatMap((statement): readonly Refused[] => {
    const what = refusal(statement.tree, script) ?? commits(statement.tree, committing);
    return what === null ? [] : [{ ...statement, what }];
  });
}

/** What the server checks by its PreventInTransactionBlock; null: it takes the statement. */
function refusal(tree: Node, { serverVersion }: TreeScript): string | null {
  if (as(tree, 'IndexStmt')?.concurrent) return 'CREATE INDEX CONCURRENTLY';
  if (as(tree, 'DropStmt')?.concurrent) return 'DROP INDEX CONCURRENTLY';
  if (as(tree, 'VacuumStmt')?.is_vacuumcmd) return 'VACUUM';
  if (as(tree, 'CreatedbStmt')) return 'CREATE DATABASE';
  if (as(tree, 'DropdbStmt')) return 'DROP DATABASE';
  if (as(tree, 'CreateTableSpaceStmt')) return 'CREATE TABLESPACE';
  if (as(tree, 'DropTableSpaceStmt')) return 'DROP TABLESPACE';
  if (as(tree, 'AlterSystemStmt')) return 'ALTER SYSTEM';
  if (as(tree, 'DiscardStmt')?.target === 'DISCARD_ALL') return 'DISCARD ALL';
  const cluster = as(tree, 'ClusterStmt');
  if (cluster !== null && cluster.relation === undefined) return 'CLUSTER';
  const change = as(tree, 'AlterTableStmt');
  if (change !== null) return detaches(change) ? 'DETACH PARTITION CONCURRENTLY' : null;
  const database = as(tree, 'AlterDatabaseStmt');
  if (options(database?.options).has('tablespace')) return 'ALTER DATABASE … SET TABLESPACE';
  const label = as(tree, 'AlterEnumStmt');
  if (label?.newVal !== undefined && label.oldVal === undefined && (serverVersion ?? 12) < 12) {
    return 'ALTER TYPE … ADD VALUE';
  }
  return refusalToReindex(tree) ?? refusalToSubscribe(tree);
}

function detaches({ cmds }: AlterTableStmt): boolean {
  return allOf(cmds, 'AlterTableCmd').some(({ def }) => as(def, 'PartitionCmd')?.concurrent);
}

function refusalToReindex(tree: Node): string | null {
  const reindex = as(tree, 'ReindexStmt');
  switch (reindex?.kind) {
    case 'REINDEX_OBJECT_DATABASE':
      return 'REINDEX DATABASE';
    case 'REINDEX_OBJECT_SCHEMA':
      return 'REINDEX SCHEMA';
    case 'REINDEX_OBJECT_SYSTEM':
      return 'REINDEX SYSTEM';
    default:
      return isOn(options(reindex?.params).get('concurrently')) ? 'REINDEX CONCURRENTLY' : null;
  }
}

/** What makes a slot on the other server, or looks at what is there. */
function refusalToSubscribe(tree: Node): string | null {
  const subscription = as(tree, 'CreateSubscriptionStmt');
  if (subscription === null) return null;
  const given = options(subscription.options);
  const isWithout = ['connect', 'create_slot'].some(
    (option) => given.has(option) && !isOn(given.get(option)),
  );
  return isWithout ? null : 'CREATE SUBSCRIPTION';
}

/** Of a `CALL` and a `DO`, which may end the transaction; of procedures only those in the script are known. */
function commits(tree: Node, committing: ReadonlySet<string>): string | null {
  const name = strings(as(tree, 'CallStmt')?.funccall?.funcname).at(-1);
  if (name !== undefined && committing.has(name)) return `CALL ${name}`;
  const block = as(tree, 'DoStmt');
  const body = as(options(block?.args).get('as'), 'String')?.sval ?? '';
  return endsTransaction(body) ? 'DO … COMMIT' : null;
}

function options(list: readonly Node[] | undefined): ReadonlyMap<string, Node | null> {
  return new Map(allOf(list, 'DefElem').map(({ defname, arg }) => [defname ?? '', arg ?? null]));
}

/** An option that is named is on, unless it is said to be off; undefined: it is not named. */
function isOn(value: Node | null | undefined): boolean {
  if (value === undefined) return false;
  const word = as(value, 'String')?.sval ?? as(value, 'Boolean')?.boolval;
  const number = as(value, 'Integer');
  if (number !== null) return number.ival === 1;
  return value === null || word === true || ['true', 'on', '1'].includes(String(word));
}
