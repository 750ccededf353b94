import type { ColumnRef, Node, RangeVar, TypeName } from '@pgsql/types';
import type { NameUse } from '../sql/name-use.ts';
import { isQuery, relationOf, scopeOf, scopeOfTable, type Scope } from './scopes.ts';
import type { StatementNames } from './statement-names.ts';
import { allOf, as, strings, within } from './tree.ts';

/** What a statement is about, and what it does to it. */
export interface Subjects {
  /** The relations that it does more to than to refer to them. */
  readonly relations: ReadonlyMap<RangeVar, Pick<NameUse, 'object' | 'role'>>;
  /** The one whose columns and the like it defines. */
  readonly table: RangeVar | null;
}

/** Finds what a tree speaks of: relations, columns, types and functions, wherever they stand. */
export function usedNames(tree: Node, { relations, table }: Subjects, names: StatementNames): void {
  const queries = new Set([...within(tree, 'CommonTableExpr')].map(({ ctename = '' }) => ctename));
  // No recursion: a chain of operators is as deep as it is long.
  const open: Part[] = [{ value: tree, scope: table && scopeOfTable(table) }];
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    const { value, scope } = part;
    if (typeof value !== 'object' || value === null) continue;
    if (isRelation(value)) nameRelation(value);
    else if (isType(value)) nameInList(value.names, value.location, 'type');
    const node = value as Node;
    const column = as(node, 'ColumnRef');
    if (column !== null) nameColumn(column, scope);
    const call = as(node, 'FuncCall');
    if (call !== null) nameInList(call.funcname, call.location, 'function');
    nameTargets(node);
    for (const each of partsOf(value, scope, queries)) open.push(each);
  }

  function nameRelation(relation: RangeVar): void {
    const { schemaname: schema = null, relname: name = '', location } = relation;
    if (schema === null && queries.has(name)) return;
    const use = relations.get(relation) ?? ({ object: 'table', role: 'refers' } as const);
    names.at(location, { ...use, schema, table: null, name });
  }

  function nameInList(
    list: Node[] | undefined,
    location: number | undefined,
    object: string,
  ): void {
    const parts = strings(list);
    const schema = parts.at(-2) ?? null;
    const name = parts.at(-1);
    // What the grammar itself has made of `int` or `EXTRACT`.
    if (name === undefined || schema === 'pg_catalog') return;
    names.at(location, { object, schema, table: null, name, role: 'refers' });
  }

  function nameColumn({ fields = [], location }: ColumnRef, scope: Scope | null): void {
    const parts = strings(fields);
    const name = parts.at(-1);
    if (name === undefined || parts.length < fields.length) return;
    const relation = relationOf(name, parts.at(-2) ?? null, scope);
    const of = { schema: relation?.schema ?? null, table: relation?.name ?? null };
    names.at(location, { object: 'column', ...of, name, role: 'refers' });
  }

  /** The columns that an `INSERT` or `UPDATE` writes. */
  function nameTargets(node: Node): void {
    const insert = as(node, 'InsertStmt');
    const statement = insert ?? as(node, 'UpdateStmt');
    const targets = insert
      ? [...(insert.cols ?? []), ...(insert.onConflictClause?.targetList ?? [])]
      : as(node, 'UpdateStmt')?.targetList;
    const { schemaname: schema = null, relname: table = null } = statement?.relation ?? {};
    for (const { name, location } of allOf(targets, 'ResTarget')) {
      if (name === undefined) continue;
      names.at(location, { object: 'column', schema, table, name, role: 'refers' });
    }
  }
}

interface Part {
  readonly value: unknown;
  readonly scope: Scope | null;
}

/** What is in a node, each with what its columns can be of. */
function partsOf(
  value: object,
  scope: Scope | null,
  queries: ReadonlySet<string>,
): readonly Part[] {
  const node = value as Node;
  const subquery = as(node, 'RangeSubselect');
  // It does not see what stands beside it.
  if (subquery?.lateral === undefined && subquery)
    return [{ value: subquery, scope: scope?.outer ?? null }];
  if (isQuery(value)) {
    const { fromClause = [], targetList } = value;
    return parts(value, scopeOf(fromClause, queries, scope, targetList), scope);
  }
  const change =
    as(node, 'InsertStmt') ??
    as(node, 'UpdateStmt') ??
    as(node, 'DeleteStmt') ??
    as(node, 'MergeStmt');
  if (change !== null) {
    return parts(change, scopeOf(changedIn(change), queries, scope), scope);
  }
  return Object.values(value).map((each: unknown) => ({ value: each, scope }));
}

/** These see what is around the statement, and not its own tables. */
const OUTSIDE = ['withClause', 'larg', 'rarg', 'selectStmt'];

function parts(value: object, inner: Scope, outer: Scope | null): readonly Part[] {
  return Object.entries(value).map(([key, each]: [string, unknown]) => ({
    value: each,
    scope: OUTSIDE.includes(key) ? outer : inner,
  }));
}

interface Change {
  readonly relation?: RangeVar;
  readonly fromClause?: Node[];
  readonly usingClause?: Node[];
  readonly sourceRelation?: Node;
}

function changedIn({ relation, fromClause, usingClause, sourceRelation }: Change): readonly Node[] {
  return [
    ...(relation ? [{ RangeVar: relation }] : []),
    ...(fromClause ?? usingClause ?? []),
    ...(sourceRelation ? [sourceRelation] : []),
  ];
}

function isRelation(value: object): value is RangeVar {
  return 'relname' in value && 'relpersistence' in value;
}

function isType(value: object): value is TypeName {
  return 'names' in value && 'typemod' in value;
}
