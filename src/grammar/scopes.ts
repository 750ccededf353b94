import type { Node, RangeVar, SelectStmt } from '@pgsql/types';
import type { ObjectName } from '../sql/reader.ts';
import { allOf, as } from './tree.ts';

/** What the columns in a part of a statement can be of. */
export interface Scope {
  /** Relations by alias; null: a subquery, a function or the like. */
  readonly aliases: ReadonlyMap<string, ObjectName | null>;
  /** What the query calls its own results. */
  readonly outputs: ReadonlySet<string>;
  readonly outer: Scope | null;
}

/** @param queries names that `WITH` gives, which are no relations */
export function scopeOf(
  from: readonly Node[],
  queries: ReadonlySet<string>,
  outer: Scope | null,
  outputs: readonly Node[] = [],
): Scope {
  const aliases = new Map<string, ObjectName | null>();
  const open = [...from];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const join = as(node, 'JoinExpr');
    if (join !== null) {
      open.push(...[join.larg, join.rarg].filter((each) => each !== undefined));
      continue;
    }
    const relation = as(node, 'RangeVar');
    const alias = (Object.values(node)[0] as Pick<RangeVar, 'alias'>).alias?.aliasname;
    if (relation === null) aliases.set(alias ?? '', null);
    else {
      const { schemaname = null, relname = '' } = relation;
      const isQuery = schemaname === null && queries.has(relname);
      aliases.set(alias ?? relname, isQuery ? null : { schema: schemaname, name: relname });
    }
  }
  const named = allOf(outputs, 'ResTarget').flatMap(({ name }) => name ?? []);
  return { aliases, outputs: new Set(named), outer };
}

/** Of a table whose columns and the like are defined. */
export function scopeOfTable({ schemaname, relname = '' }: RangeVar): Scope {
  const table = { schema: schemaname ?? null, name: relname };
  return { aliases: new Map([[relname, table]]), outputs: new Set(), outer: null };
}

/** Whose column it is; null: that takes a database to tell. */
export function relationOf(
  column: string,
  qualifier: string | null,
  scope: Scope | null,
): ObjectName | null {
  if (scope === null) return null;
  const { aliases, outputs, outer } = scope;
  if (qualifier !== null) {
    const found = aliases.get(qualifier);
    return found === undefined ? relationOf(column, qualifier, outer) : found;
  }
  if (outputs.has(column)) return null;
  if (aliases.size === 0) return relationOf(column, null, outer);
  const [only = null] = aliases.values();
  return aliases.size === 1 && isOutermost(outer) ? only : null;
}

function isOutermost(outer: Scope | null): boolean {
  return outer === null || (outer.aliases.size === 0 && isOutermost(outer.outer));
}

/** Wherever it stands, also where its kind does not. */
export function isQuery(value: object): value is SelectStmt {
  return 'limitOption' in value;
}
