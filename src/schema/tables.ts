import type { Engine } from '../core/engine.ts';
import type { NameUse } from '../sql/name-use.ts';
import type { ObjectKind, Schema, SchemaObject } from './schema.ts';

/** A table, or what a query can take for one. */
export interface Table {
  readonly kind: 'table' | 'view' | 'materialized view' | 'foreign table';
  /** Null where the engine has no schemas, or none is known. */
  readonly schema: string | null;
  readonly name: string;
  /** In their order; of a view none may be known. */
  readonly columns: readonly Column[];
}

export interface Column {
  readonly name: string;
  /** In the engine's own words; null: not known. */
  readonly definition: string | null;
}

export function tablesIn({ objects }: Schema): readonly Table[] {
  const columns = objects.filter(({ kind }) => kind === 'column');
  return objects.flatMap((object) => {
    const { kind, schema, name } = object;
    if (!isTable(kind)) return [];
    const own = columns.filter((each) => each.owner === name && each.schema === schema);
    return [{ kind, schema, name, columns: own.toSorted(byPosition) }];
  });
}

/**
 * The tables after what a script does to them.
 *
 * @param uses in order, from `sql`
 */
export function tablesAfter(
  tables: readonly Table[],
  uses: readonly NameUse[],
  sql: string,
  engine: Engine,
): readonly Table[] {
  return uses.reduce((there, use) => {
    const written = nameAsWritten(sql.slice(use.start, use.end), engine);
    return use.object === 'column'
      ? afterColumn(there, use, written, engine)
      : afterTable(there, use, written, engine);
  }, tables);
}

/** The one that is meant; without a schema, PostgreSQL's own comes before others. */
export function tableNamed(
  tables: readonly Table[],
  { schema, name }: { readonly schema: string | null; readonly name: string },
  engine: Engine,
): Table | undefined {
  const called = tables.filter((each) => isSame(each.name, name, engine));
  return schema === null
    ? (called.find((each) => each.schema === 'public') ?? called[0])
    : called.find((each) => each.schema === null || each.schema === schema);
}

/** SQLite compares names without regard to case. */
export function isSame(a: string, b: string, engine: Engine): boolean {
  return engine === 'sqlite' ? a.toLowerCase() === b.toLowerCase() : a === b;
}

function afterTable(
  there: readonly Table[],
  { object, role, schema, name, renamedFrom }: NameUse,
  written: string,
  engine: Engine,
): readonly Table[] {
  if (!isTable(object) || (role !== 'creates' && role !== 'drops')) return there;
  const known = tableNamed(there, { schema, name: renamedFrom ?? name }, engine);
  const others = there.filter((each) => each !== known);
  if (role === 'drops') return others;
  if (renamedFrom === undefined && known !== undefined) return there;
  return [...others, { schema, columns: [], kind: object, ...known, name: written }];
}

function afterColumn(
  there: readonly Table[],
  { table, schema, role, name, renamedFrom }: NameUse,
  written: string,
  engine: Engine,
): readonly Table[] {
  const owner = table === null ? undefined : tableNamed(there, { schema, name: table }, engine);
  if (owner === undefined || (role !== 'creates' && role !== 'drops')) return there;
  const called = (column: Column): boolean => isSame(column.name, renamedFrom ?? name, engine);
  const known = owner.columns.find(called);
  if (role === 'creates' && renamedFrom === undefined && known !== undefined) return there;
  const others = owner.columns.filter((each) => each !== known);
  const added = role === 'drops' ? [] : [{ definition: null, ...known, name: written }];
  const changed = { ...owner, columns: [...others, ...added] };
  return there.map((each) => (each === owner ? changed : each));
}

/** Without its quotes; PostgreSQL folds what has none. */
function nameAsWritten(text: string, engine: Engine): string {
  const quote = text.charAt(0);
  if (/["`[]/.test(quote)) return text.slice(1, -1).replaceAll(quote + quote, quote);
  return engine === 'postgres' ? text.toLowerCase() : text;
}

const TABLES: ReadonlySet<string> = new Set<Table['kind']>([
  ...(['table', 'view', 'materialized view', 'foreign table'] as const),
]);

function isTable(kind: ObjectKind | (string & {})): kind is Table['kind'] {
  return TABLES.has(kind);
}

function byPosition(a: SchemaObject, b: SchemaObject): number {
  return (a.position ?? 0) - (b.position ?? 0);
}
