import * as l10n from '@vscode/l10n';
import { isSameName, type ObjectName, type SqlReader } from '../sql/reader.ts';
import type { Creation, TableChange } from '../sql/statement.ts';
import { columnsAddedTo } from './added-columns.ts';
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
  const addedTo = columnsAddedTo(script);
  const views = viewsMade(script);
  const isAdded = (table: ObjectName, column: ObjectName): boolean =>
    addedTo(table).some(({ name }) => name.name === column.name);

  return statements.flatMap((statement): readonly Finding[] => {
    if (statement.kind !== 'alter-table') return [];
    const { table, start, actions } = statement;
    if (isNew(table, start) || rebuilt.has(table)) return [];
    if (isSucceeded(statement, views, script)) return [];
    return actions.flatMap((range): readonly Finding[] => {
      const message = breakage(read(range), (column) => isAdded(table, column));
      return message === null ? [] : [{ range, message }];
    });
  });
}

/** By the name alone. */
type Views = ReadonlyMap<string, readonly Creation[]>;

function viewsMade({ statements }: RuleScript): Views {
  const views = statements.filter(
    (each): each is Creation => each.kind === 'create' && each.object === 'view',
  );
  return Map.groupBy(views, ({ name }) => name?.name ?? '');
}

/** The table is renamed, and a view has its name from then on. */
function isSucceeded(change: TableChange, views: Views, script: RuleScript): boolean {
  const from = tableRename(change, script)?.from;
  if (from === undefined) return false;
  const named = views.get(from.name) ?? [];
  return named.some(
    ({ name, start }) => start > change.start && name !== null && isSameName(name, from),
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
