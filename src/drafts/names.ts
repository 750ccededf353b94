import { quoteIdentifier } from '../core/statement.ts';

/** As it is written in SQL: in quotes only where it needs them, on either engine. */
export function identifier(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) && !RESERVED.has(name) ? name : quoteIdentifier(name);
}

/** PostgreSQL’s own schema for what names none goes without saying. */
export function qualifiedName(schema: string | null | undefined, name: string): string {
  const isUsual = schema === null || schema === undefined || schema === 'public';
  return isUsual ? identifier(name) : `${identifier(schema)}.${identifier(name)}`;
}

export function sqlString(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** What is reserved by either engine, or means something else where a name stands. */
const RESERVED: ReadonlySet<string> = new Set(
  `abort action add after all alter analyse analyze and any array as asc asymmetric attach
  authorization autoincrement before begin between bigint binary bit boolean both by cascade case
  cast char character check coalesce collate collation column commit concurrently conflict
  constraint create cross current current_catalog current_date current_role current_schema
  current_time current_timestamp current_user database dec decimal default deferrable deferred
  delete desc detach distinct do drop each else end escape except exclude exclusive exists explain
  extract fail false fetch filter float following for foreign freeze from full generated glob grant
  greatest group grouping groups having if ignore ilike immediate in index indexed initially inner
  inout insert instead int integer intersect interval into is isnull join key lateral leading least
  left like limit localtime localtimestamp match materialized merge_action national natural nchar no
  none normalize not nothing notnull null nullif nulls numeric of off offset on only or order others
  out outer over overlaps overlay partition placing plan position pragma preceding precision primary
  query raise range real recursive references regexp reindex release rename replace restrict
  returning right rollback row rows savepoint select session_user setof similar smallint some
  substring symmetric system_user table tablesample temp temporary then ties time timestamp to
  trailing transaction treat trigger trim true unbounded union unique update user using vacuum
  values varchar variadic verbose view virtual when where window with without xmlattributes
  xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot xmlserialize
  xmltable`.split(/\s+/),
);
