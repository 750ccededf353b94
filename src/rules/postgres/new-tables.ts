import type { Node } from '@pgsql/types';
import { as } from '../../grammar/tree.ts';
import { isOneOf, type ObjectName } from '../../sql/reader.ts';
import type { TreeScript } from '../rule.ts';
import { nameOf, treesIn } from './statements.ts';

/** Whether the script itself has made a table, or a materialized view, before a place of it. */
export type IsNew = (table: ObjectName, at: number) => boolean;

/** Nobody has rows in it, and nobody waits for its locks. */
export function newTables(script: TreeScript): IsNew {
  const made = new Map<string, { readonly table: ObjectName; readonly at: number }[]>();
  const isNew: IsNew = (table, at) =>
    made.get(table.name)?.some((each) => each.at < at && isOneOf([table], each.table)) ?? false;
  const add = (table: ObjectName, at: number): void => {
    made.set(table.name, [...(made.get(table.name) ?? []), { table, at }]);
  };
  for (const { tree, parsed } of treesIn(script)) {
    const table = madeBy(tree);
    if (table !== null) add(table, parsed.start);
    const renamed = renamedBy(tree);
    if (renamed !== null && isNew(renamed.from, parsed.start)) add(renamed.to, parsed.start);
  }
  return isNew;
}

function madeBy(tree: Node): ObjectName | null {
  const relation =
    as(tree, 'CreateStmt')?.relation ??
    as(tree, 'CreateTableAsStmt')?.into?.rel ??
    as(tree, 'SelectStmt')?.intoClause?.rel;
  return relation === undefined ? null : nameOf(relation);
}

function renamedBy(tree: Node): { readonly from: ObjectName; readonly to: ObjectName } | null {
  const rename = as(tree, 'RenameStmt');
  if (rename?.renameType !== 'OBJECT_TABLE') return null;
  const from = nameOf(rename.relation);
  return { from, to: { ...from, name: rename.newname ?? '' } };
}
