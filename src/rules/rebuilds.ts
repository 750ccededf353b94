import type { SqlName } from '../sql/reader.ts';
import type { Creation, Statement, TableChange } from '../sql/statement.ts';
import { NameSet } from './name-set.ts';
import type { RuleScript } from './rule.ts';

/** A table under another name. */
export interface TableRename {
  readonly from: SqlName;
  readonly to: SqlName;
}

/** What an `ALTER TABLE … RENAME TO` does; null: it does something else. */
export function tableRename(
  { table, actions }: TableChange,
  { read }: Pick<RuleScript, 'read'>,
): TableRename | null {
  const [action] = actions;
  const reader = action && read(action);
  if (!reader?.accept('rename', 'to')) return null;
  const to = reader.name();
  return to && { from: table, to: { ...to, schema: table.schema } };
}

/**
 * The old and the new names of tables that a script rebuilds: it makes a copy under one name and
 * drops the original under another, which is how SQLite changes what `ALTER TABLE` cannot.
 */
export function rebuiltTables(script: RuleScript): NameSet {
  const { statements } = script;
  const made = tablesMade(statements);
  const dropped = new NameSet(
    statements.flatMap((each) => (each.kind === 'drop' ? each.names : [])),
  );
  const rebuilt = statements.flatMap((each) => {
    const rename = each.kind === 'alter-table' ? tableRename(each, script) : null;
    if (rename === null) return [];
    // Whether the copy takes over the name, or the original gave it up before.
    const { from, to } = rename;
    return made.has(from) && dropped.has(to) ? [from, to] : [];
  });
  return new NameSet(rebuilt);
}

export function tablesMade(statements: readonly Statement[]): NameSet {
  return new NameSet(statements.flatMap((each) => (isTable(each) && each.name ? [each.name] : [])));
}

/** A table that stays. */
export function isTable(statement: Statement): statement is Creation {
  return (
    statement.kind === 'create' &&
    statement.object === 'table' &&
    !statement.modifiers.has('temporary')
  );
}
