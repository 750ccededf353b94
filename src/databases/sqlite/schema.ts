import type { Row, Statement, TableName } from '../../core/statement.ts';
import type { Schema, SchemaObject } from '../../schema/schema.ts';
import { compact, unquoted } from '../../sql/normal-form.ts';
import { SqlReader } from '../../sql/reader.ts';

/**
 * Reads what is there by SQLite's own text of it, which alone tells all: CHECKs, generated columns,
 * collations, AUTOINCREMENT. Tables that belong to a virtual one are that one's business.
 */
export async function readSchema(
  query: (statement: Statement) => Promise<readonly Row[]>,
  { without }: { readonly without: readonly TableName[] },
): Promise<Schema> {
  const rows = await query({
    sql: `SELECT type, name, tbl_name, sql
      FROM main.sqlite_schema
      WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND tbl_name NOT IN (
        SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'shadow')
      ORDER BY rowid`,
    values: [],
  });
  const omitted = new Set(without.map(({ name }) => name.toLowerCase()));
  const entries = (rows as unknown as readonly Entry[]).filter(
    ({ tbl_name: table }) => !omitted.has(table.toLowerCase()),
  );
  return { engine: 'sqlite', objects: entries.flatMap(remembered) };
}

/** Most of a schema is as it was when it was read before. */
const memory = new Map<string, readonly SchemaObject[]>();
const REMEMBERED = 10_000;

function remembered(entry: Entry): readonly SchemaObject[] {
  const key = JSON.stringify([entry.type, entry.name, entry.tbl_name, entry.sql]);
  const known = memory.get(key) ?? objectsOf(entry);
  if (memory.size >= REMEMBERED) memory.clear();
  memory.set(key, known);
  return known;
}

/** A row of `sqlite_schema`. */
interface Entry {
  readonly type: 'table' | 'index' | 'view' | 'trigger';
  readonly name: string;
  readonly tbl_name: string;
  readonly sql: string;
}

const NO_MORE = { schema: null, owner: null, position: null };

function objectsOf({ type, name, tbl_name: table, sql }: Entry): readonly SchemaObject[] {
  if (type === 'table') return tableOf(name, sql);
  const definition = compact(sql, { start: 0, end: sql.length }, 'sqlite');
  return [{ ...NO_MORE, kind: type, owner: type === 'view' ? null : table, name, definition }];
}

/** A table, its columns, and those of its constraints that are not a column's. */
function tableOf(name: string, sql: string): readonly SchemaObject[] {
  const reader = new SqlReader(sql, { start: 0, end: sql.length }, 'sqlite');
  const isVirtual = reader.accept('create', 'virtual');
  if (!isVirtual) reader.accept('create');
  reader.accept('table');
  reader.name();
  const body = isVirtual ? null : reader.group();
  const definition = compact(sql, reader.rest, 'sqlite');
  const table: SchemaObject = { ...NO_MORE, kind: 'table', name, definition };
  if (body === null) return [table];
  const parts = reader.within(body).list();
  const items = parts.map((part) => itemOf(reader.within(part), name));
  const columns = items.filter(({ kind }) => kind === 'column');
  return [
    table,
    ...columns.map((column, index) => ({ ...column, position: index + 1 })),
    ...items.filter(({ kind }) => kind === 'constraint'),
  ];
}

const OPENS_CONSTRAINT: ReadonlySet<string> = new Set([
  ...['constraint', 'primary', 'unique', 'check', 'foreign'],
]);

/** What stands between two commas of a table. */
function itemOf(reader: SqlReader, owner: string): SchemaObject {
  const { sql, token } = reader;
  if (token !== null && OPENS_CONSTRAINT.has(token.text)) {
    const named = reader.accept('constraint') ? nameFrom(reader) : null;
    const definition = compact(sql, reader.rest, 'sqlite');
    return { ...NO_MORE, kind: 'constraint', owner, name: named ?? definition, definition };
  }
  const name = nameFrom(reader) ?? '';
  return {
    ...NO_MORE,
    kind: 'column',
    owner,
    name,
    definition: compact(sql, reader.rest, 'sqlite'),
  };
}

function nameFrom(reader: SqlReader): string | null {
  const taken = reader.take();
  return taken && unquoted(reader.sql.slice(taken.start, taken.end));
}
