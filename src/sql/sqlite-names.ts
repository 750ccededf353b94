import { additionsOf, elementsOf, type TableElements } from './columns.ts';
import type { NameUse } from './name-use.ts';
import { SqlReader, type SqlName } from './reader.ts';
import { split } from './split.ts';
import { readStatement, type Creation, type Statement, type TableChange } from './statement.ts';

/**
 * Where a script for SQLite names objects, in order: what it makes, changes and drops, and the tables
 * that its queries speak of. There is no grammar of SQLite's to tell whose the columns of these are.
 */
export function sqliteNames(sql: string): readonly NameUse[] {
  const found = split(sql, 'sqlite').flatMap((fragment) => {
    const statement = readStatement(sql, fragment, 'sqlite');
    const reader = new SqlReader(sql, fragment, 'sqlite');
    const defined = definedBy(statement, reader);
    const used = tablesUsed(reader).filter(
      ({ start }) => !defined.some((each) => each.start === start),
    );
    return [...defined, ...used].map((each) => withoutSchema(each, reader));
  });
  return found.toSorted((a, b) => a.start - b.start);
}

/** Of `schema.name` the latter. */
function withoutSchema(named: NameUse, reader: SqlReader): NameUse {
  const parts = reader.within(named);
  let last = parts.identifier();
  while (parts.accept('.')) last = parts.identifier() ?? last;
  return last === null ? named : { ...named, start: last.start, end: last.end };
}

type Role = NameUse['role'];

function definedBy(statement: Statement, reader: SqlReader): readonly NameUse[] {
  switch (statement.kind) {
    case 'create':
      return createdBy(statement, reader);
    case 'drop':
      return statement.names.map((name) => use(statement.object, name, 'drops'));
    case 'alter-table':
      return [use('table', statement.table, 'changes'), ...changedBy(statement, reader)];
    case 'other':
      return [];
    default:
      return [use('table', statement.table, 'changes')];
  }
}

function createdBy(statement: Creation, reader: SqlReader): readonly NameUse[] {
  const { object, name, rest } = statement;
  if (name === null) return [];
  const created = use(object, name, 'creates');
  if (object === 'table') return [created, ...columnsOf(elementsOf(statement, reader), name)];
  const ahead = reader.within(rest);
  if (object === 'view' || !ahead.skipTo('on')) return [created];
  ahead.take();
  const table = ahead.name();
  if (table === null) return [created];
  const inside = object === 'index' ? ahead.group() : null;
  const columns = inside === null ? [] : reader.within(inside).list();
  return [
    object === 'trigger' ? { ...created, table: table.name } : created,
    use('table', table, 'changes'),
    ...columns.flatMap((each) => {
      const indexed = reader.within(each);
      const column = indexed.name();
      // Else it is a function.
      const isColumn = column !== null && !indexed.is('(');
      return isColumn ? [columnOf(table, column, 'refers')] : [];
    }),
  ];
}

function changedBy(change: TableChange, reader: SqlReader): readonly NameUse[] {
  const { table, actions } = change;
  const added = columnsOf(additionsOf(change, reader), table);
  return [...added, ...actions.flatMap((each) => changed(reader.within(each), table))];
}

/** By `DROP COLUMN a`, `RENAME COLUMN a TO b` and `RENAME TO b`. */
function changed(action: SqlReader, table: SqlName): readonly NameUse[] {
  if (action.accept('drop')) {
    action.accept('column');
    const column = action.name();
    return column === null ? [] : [columnOf(table, column, 'drops')];
  }
  if (!action.accept('rename')) return [];
  if (action.accept('to')) {
    const name = action.name();
    if (name === null) return [];
    return [
      { ...use('table', { ...name, schema: table.schema }, 'creates'), renamedFrom: table.name },
    ];
  }
  action.accept('column');
  const old = action.name();
  const name = action.accept('to') ? action.name() : null;
  if (old === null || name === null) return [];
  return [
    columnOf(table, old, 'changes'),
    { ...columnOf(table, name, 'creates'), renamedFrom: old.name },
  ];
}

function columnsOf({ columns }: TableElements, table: SqlName): readonly NameUse[] {
  return columns.map(({ name }) => columnOf(table, name, 'creates'));
}

/** What stands behind these words is a table, or a view, unless it is a query of the statement's own. */
const BEFORE_TABLES = ['from', 'join', 'into', 'references'];

function tablesUsed(whole: SqlReader): readonly NameUse[] {
  const reader = whole.within(whole.rest);
  const queries = new Set<string>();
  const found: SqlName[] = [];
  for (let token = reader.take(); token !== null; token = reader.take()) {
    if (token.kind !== 'word') continue;
    if (token.text === 'with' || token.text === 'recursive') {
      const query = reader.within(reader.rest).name();
      if (query !== null) queries.add(query.name);
    }
    const name = BEFORE_TABLES.includes(token.text)
      ? reader.name()
      : token.text === 'update'
        ? updated(reader.within(reader.rest))
        : null;
    if (name !== null) found.push(name);
  }
  return found
    .filter(({ schema, name }) => schema !== null || !queries.has(name))
    .map((name) => use('table', name, 'refers'));
}

/** Not what follows in `ON UPDATE CASCADE`, `DO UPDATE SET` and `AFTER UPDATE OF`. */
function updated(reader: SqlReader): SqlName | null {
  if (reader.accept('or')) reader.take();
  const name = reader.name();
  return reader.is('set') ? name : null;
}

function use(object: string, { schema, name, start, end }: SqlName, role: Role): NameUse {
  return { object, schema, table: null, name, role, start, end };
}

function columnOf(table: SqlName, { name, start, end }: SqlName, role: Role): NameUse {
  return { object: 'column', schema: table.schema, table: table.name, name, role, start, end };
}
