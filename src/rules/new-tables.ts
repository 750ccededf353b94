import { isOneOf, type ObjectName } from '../sql/reader.ts';
import type { Statement } from '../sql/statement.ts';
import { tableRename } from './rebuilds.ts';
import type { RuleScript } from './rule.ts';

/** Whether the script itself has made a table, or a materialized view, before a place of it. */
export type IsNew = (table: ObjectName, at: number) => boolean;

/** Nobody has rows in it, and nobody waits for its locks. */
export function newTables(script: RuleScript): IsNew {
  const made = new Map<string, { readonly table: ObjectName; readonly at: number }[]>();
  const isNew: IsNew = (table, at) =>
    made.get(table.name)?.some((each) => each.at < at && isOneOf([table], each.table)) ?? false;
  const add = (table: ObjectName, at: number): void => {
    made.set(table.name, [...(made.get(table.name) ?? []), { table, at }]);
  };
  for (const statement of script.statements) {
    const { start } = statement;
    const table = madeBy(statement);
    if (table !== null) add(table, start);
    const rename = statement.kind === 'alter-table' ? tableRename(statement, script) : null;
    if (rename !== null && isNew(rename.from, start)) add(rename.to, start);
  }
  return isNew;
}

function madeBy(statement: Statement): ObjectName | null {
  return statement.kind === 'create' && HOLDS_ROWS.includes(statement.object)
    ? statement.name
    : null;
}

const HOLDS_ROWS = ['table', 'materialized view'];
