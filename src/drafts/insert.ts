import type { Engine } from '../core/engine.ts';
import type { TextRange } from '../core/problem.ts';
import { SqlReader } from '../sql/reader.ts';
import { statement, type Step } from './draft.ts';

/**
 * Deletes the rows that an INSERT spells out, by the key of their table.
 *
 * @param keyOf the columns of a table's primary key; null: not known
 * @returns null where the rows are not known by a key: no names of columns, no literals, conflicts
 */
export function reverseInsert(
  sql: string,
  range: TextRange,
  engine: Engine,
  keyOf: (table: string, schema: string | null) => readonly string[] | null,
): readonly Step[] | null {
  const reader = new SqlReader(sql, range, engine);
  if (!reader.accept('insert', 'into')) return null;
  const table = reader.name();
  const columns = table && reader.group();
  if (table === null || columns === null || !reader.accept('values')) return null;
  const names = reader.within(columns).list();
  const known = keyOf(table.name, table.schema);
  const key = known?.map((column) =>
    names.findIndex((name) => reader.within(name).identifier()?.name === column),
  );
  if (key === undefined || key.length === 0 || key.includes(-1)) return null;

  const rows: string[] = [];
  for (let row = reader.group(); row !== null; row = reader.group()) {
    const values = reader.within(row).list();
    const own = key.map((index) => literal(reader, values[index]));
    if (own.includes(null)) return null;
    rows.push(own.length === 1 ? (own[0] ?? '') : `(${own.join(', ')})`);
    if (!reader.accept(',')) break;
  }
  if (reader.token !== null || rows.length === 0) return null;
  const slice = ({ start, end }: TextRange): string => sql.slice(start, end);
  const written = key.flatMap((index) => names[index] ?? []).map(slice);
  const left = written.length === 1 ? written[0] : `(${written.join(', ')})`;
  // SQLite takes no list of rows there.
  const list = `${written.length === 1 ? '' : 'VALUES '}${rows.join(', ')}`;
  const right = rows.length === 1 ? `= ${rows[0]}` : `IN (${list})`;
  return [statement(`DELETE FROM ${slice(table)} WHERE ${left} ${right}`)];
}

function literal(reader: SqlReader, range: TextRange | undefined): string | null {
  if (range === undefined) return null;
  const text = reader.sql.slice(range.start, range.end);
  return /^(?:-?\d+(?:\.\d+)?|'(?:[^']|'')*')$/.test(text) ? text : null;
}
