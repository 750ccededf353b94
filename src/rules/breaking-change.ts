import * as l10n from '@vscode/l10n';
import { isOneOf, isSameName, type ObjectName, type SqlReader } from '../sql/reader.ts';
import type { TableChange } from '../sql/statement.ts';
import { addedColumns } from './added-columns.ts';
import { newTables } from './new-tables.ts';
import { rebuiltTables, tableRename } from './rebuilds.ts';
import type { Finding, Rule, RuleScript } from './rule.ts';

/** What the application that is running meanwhile does not know of. */
export const breakingChange: Rule = { id: 'breaking-change', level: 'warning', check };

function check(script: RuleScript): readonly Finding[] {
  const { direction, statements, read } = script;
  if (direction === 'down') return [];
  const isNew = newTables(script);
  const rebuilt = rebuiltTables(script);
  const added = addedColumns(script);
  const isAdded = (table: ObjectName, column: ObjectName): boolean =>
    added.some((each) => each.name.name === column.name && isOneOf([each.table], table));

  return statements.flatMap((statement): readonly Finding[] => {
    if (statement.kind !== 'alter-table') return [];
    const { table, start, actions } = statement;
    if (isNew(table, start) || isOneOf(rebuilt, table)) return [];
    if (isSucceededByView(statement, script)) return [];
    return actions.flatMap((range): readonly Finding[] => {
      const message = breakage(read(range), (column) => isAdded(table, column));
      return message === null ? [] : [{ range, message }];
    });
  });
}

/** The table is renamed, and a view has its name from then on. */
function isSucceededByView(change: TableChange, script: RuleScript): boolean {
  const rename = tableRename(change, script);
  return (
    rename !== null &&
    script.statements.some(
      (each) =>
        each.kind === 'create' &&
        each.object === 'view' &&
        each.start > change.start &&
        each.name !== null &&
        isSameName(each.name, rename.from),
    )
  );
}

/** What an action of an `ALTER TABLE` does to who uses the table; null: nothing that is known. */
function breakage(action: SqlReader, isAdded: (column: ObjectName) => boolean): string | null {
  if (action.accept('rename')) {
    if (action.is('to')) return tableRenamed();
    if (action.is('constraint')) return null;
    action.accept('column');
    const column = action.name();
    return column === null || isAdded(column) ? null : columnRenamed();
  }
  if (action.is('set', 'schema')) return schemaChanged();
  if (!action.accept('alter')) return null;
  action.accept('column');
  const column = action.name();
  if (column === null || isAdded(column)) return null;
  if (action.is('type') || action.is('set', 'data', 'type')) return typeChanged();
  return action.is('drop', 'default') ? defaultDropped() : null;
}

function tableRenamed(): string {
  return l10n.t(
    'The application that is running knows the table by its old name only, and fails from now on. Leave a view with the old name until nothing uses it.',
  );
}

function columnRenamed(): string {
  return l10n.t(
    'The application that is running knows the column by its old name only, and fails from now on. Add a column with the new name, write both, and drop the old one later.',
  );
}

function schemaChanged(): string {
  return l10n.t(
    'The application that is running looks for it in the old schema, and fails from now on unless its search path has both. Leave a view in the old place until nothing uses it.',
  );
}

function typeChanged(): string {
  return l10n.t(
    'The application that is running reads and writes values of the old type. See that it can do with the new one, or add a column with the new type, write both, and drop the old one later.',
  );
}

function defaultDropped(): string {
  return l10n.t(
    'The application that is running may leave the column out where it inserts rows; then it is NULL, or the insert fails. First let it always give a value.',
  );
}
