import type { TextRange } from '../core/problem.ts';
import type { SqlName, SqlReader } from './reader.ts';
import type { Creation, TableChange } from './statement.ts';

/** A column as `CREATE TABLE` or `ADD COLUMN` defines it. */
export interface ColumnDefinition extends TextRange {
  readonly name: SqlName;
  /** Its type and its constraints. */
  readonly definition: TextRange;
}

/** What a table consists of. */
export interface TableElements {
  readonly columns: readonly ColumnDefinition[];
  /** `PRIMARY KEY (…)`, `FOREIGN KEY (…) …`, `LIKE …` and the like. */
  readonly constraints: readonly TextRange[];
}

/** Between the parentheses of a `CREATE TABLE`; nothing where there are none, as before `AS`. */
export function elementsOf(table: Creation, reader: SqlReader): TableElements {
  const rest = reader.within(table.rest);
  if (rest.accept('partition', 'of') || rest.accept('of')) rest.name();
  const inside = rest.group();
  if (inside === null) return { columns: [], constraints: [] };
  return sort(reader.within(inside).list(), reader);
}

/** What an `ALTER TABLE` adds. */
export function additionsOf(change: TableChange, reader: SqlReader): TableElements {
  const added = change.actions.flatMap((action) => {
    const ahead = reader.within(action);
    if (!ahead.accept('add')) return [];
    if (ahead.accept('column')) ahead.accept('if', 'not', 'exists');
    else ahead.accept('if', 'not', 'exists');
    return [ahead.rest];
  });
  return sort(added, reader);
}

/** A constraint begins here, and no column. */
export function isConstraint(reader: SqlReader): boolean {
  if (CONSTRAINTS.some((word) => reader.is(word))) return true;
  if (reader.engine === 'sqlite') return false;
  // EXCLUDE is no reserved word, and NOT NULL a table constraint from PostgreSQL 18 on.
  return (
    reader.is('like') ||
    reader.is('exclude', 'using') ||
    reader.is('exclude', '(') ||
    reader.is('not', 'null')
  );
}

const CONSTRAINTS = ['constraint', 'primary', 'unique', 'check', 'foreign'];

function sort(ranges: readonly TextRange[], reader: SqlReader): TableElements {
  const columns: ColumnDefinition[] = [];
  const constraints: TextRange[] = [];
  for (const range of ranges) {
    const ahead = reader.within(range);
    if (isConstraint(ahead)) {
      constraints.push(range);
      continue;
    }
    const name = ahead.name();
    if (name !== null) columns.push({ ...range, name, definition: ahead.rest });
  }
  return { columns, constraints };
}
