import type { Engine } from '../core/engine.ts';
import type { Script } from '../core/migration.ts';
import type { TextRange } from '../core/problem.ts';
import { SqlReader, type SqlName } from '../sql/reader.ts';
import { split } from '../sql/split.ts';
import { readStatement, type Creation } from '../sql/statement.ts';
import type { IndexedColumns } from './rule.ts';

/** A table's columns, as a key or an index lists them. */
export interface Key extends IndexedColumns {
  readonly table: SqlName;
  readonly columns: readonly SqlName[];
}

/** What indexes that scripts make by themselves begin with, as one has to that is made concurrently. */
export function indexedIn(scripts: readonly Script[], engine: Engine): readonly IndexedColumns[] {
  return scripts.flatMap((script) => indexesIn(script, engine));
}

const known = new WeakMap<Script, readonly IndexedColumns[]>();

/** Most scripts are the same from one reading to the next. */
function indexesIn(script: Script, engine: Engine): readonly IndexedColumns[] {
  const found = known.get(script) ?? findIndexes(script, engine);
  known.set(script, found);
  return found;
}

function findIndexes({ sql }: Script, engine: Engine): readonly IndexedColumns[] {
  if (!/\bindex\b/i.test(sql)) return [];
  const read = (range: TextRange): SqlReader => new SqlReader(sql, range, engine);
  return split(sql, engine).flatMap((fragment): readonly IndexedColumns[] => {
    const form = readStatement(sql, fragment, engine);
    const isIndex = form.kind === 'create' && form.object === 'index';
    const index = isIndex ? readIndex(form, read) : null;
    if (index === null) return [];
    const { schema, name } = index.table;
    return [{ table: { schema, name }, columns: index.columns.map(({ name }) => ({ name })) }];
  });
}

/** What `CREATE INDEX` indexes; null: it is not read so far. */
export function readIndex(
  { name, rest }: Creation,
  read: (range: TextRange) => SqlReader,
): Key | null {
  const reader = read(rest);
  if (!reader.accept('on')) return null;
  reader.accept('only');
  const table = reader.name();
  if (table === null) return null;
  if (reader.accept('using')) reader.take();
  const columns = columnList(reader);
  // SQLite qualifies the index and not its table.
  return columns && { table: { ...table, schema: table.schema ?? name?.schema ?? null }, columns };
}

/** As far as they are plain columns; null where no list begins. */
export function columnList(reader: SqlReader): readonly SqlName[] | null {
  const group = reader.group();
  if (group === null) return null;
  const columns: SqlName[] = [];
  for (const item of reader.within(group).list()) {
    const each = reader.within(item);
    const column = each.name();
    if (column === null || each.is('(')) break;
    columns.push(column);
  }
  return columns;
}
