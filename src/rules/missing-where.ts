import * as l10n from '@vscode/l10n';
import type { TextRange } from '../core/problem.ts';
import type { DataChange } from '../sql/statement.ts';
import { columnsAddedTo } from './added-columns.ts';
import { newTables } from './new-tables.ts';
import type { Finding, Rule, RuleScript } from './rule.ts';

export const missingWhere: Rule = { id: 'missing-where', level: 'warning', check };

function check(script: RuleScript): readonly Finding[] {
  const { direction, statements, read, script: text } = script;
  if (direction === 'down') return [];
  const isNew = newTables(script);
  const addedTo = columnsAddedTo(script);

  /** It fills columns that the script adds, so that nothing is written over. */
  const onlyFills = (change: DataChange): boolean => {
    const columns = addedTo(change.table);
    return assignments(change, script).every((assignment) => {
      const name = read(assignment).name();
      return name !== null && columns.some((column) => column.name.name === name.name);
    });
  };

  return statements.flatMap((statement): readonly Finding[] => {
    if (statement.kind !== 'update' && statement.kind !== 'delete') return [];
    const { table, head, start, end, kind } = statement;
    if (isNew(table, start) || read({ start: head.end, end }).skipTo('where')) return [];
    if (kind === 'update' && onlyFills(statement)) return [];
    const name = text.sql.slice(table.start, table.end);
    return [{ range: head, message: kind === 'update' ? allChanged(name) : allDeleted(name) }];
  });
}

/** What an `UPDATE` sets; nothing where that is not `column = value` one by one. */
function assignments({ head, end }: DataChange, { read }: RuleScript): readonly TextRange[] {
  const reader = read({ start: head.end, end });
  reader.skipTo('set');
  reader.accept('set');
  const { start } = reader.rest;
  const values = read({ start, end });
  values.skipTo('from', 'returning', 'order', 'limit');
  return read({ start, end: values.rest.start }).list();
}

function allChanged(table: string): string {
  return l10n.t(
    'Without WHERE every row of {0} is changed, and what stood there is lost. Say which rows, or WHERE true if all are meant.',
    table,
  );
}

function allDeleted(table: string): string {
  return l10n.t(
    'Without WHERE every row of {0} is deleted. Say which rows, or WHERE true if all are meant.',
    table,
  );
}
