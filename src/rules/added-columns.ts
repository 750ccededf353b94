import { additionsOf, type ColumnDefinition } from '../sql/columns.ts';
import { isSameName, type ObjectName } from '../sql/reader.ts';
import type { RuleScript } from './rule.ts';

/** A column that a script adds to a table. */
export interface AddedColumn extends ColumnDefinition {
  readonly table: ObjectName;
}

/** In order, of tables that the script has not made itself or that it has. */
export function addedColumns({ statements, read }: RuleScript): readonly AddedColumn[] {
  return statements.flatMap((statement): readonly AddedColumn[] =>
    statement.kind === 'alter-table'
      ? additionsOf(statement, read(statement)).columns.map((column) => ({
          ...column,
          table: statement.table,
        }))
      : [],
  );
}

/** The same table by table. */
export function columnsAddedTo(script: RuleScript): (table: ObjectName) => readonly AddedColumn[] {
  const byName = Map.groupBy(addedColumns(script), ({ table }) => table.name);
  return (table) => byName.get(table.name)?.filter((each) => isSameName(each.table, table)) ?? [];
}
