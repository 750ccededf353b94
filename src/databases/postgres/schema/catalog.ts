/**
 * A part of the reading: a query that gives `kind`, `schema`, `owner`, `name`, `definition` and
 * `position`, in the server's own words. `search_path` is empty where it runs, so that these name
 * the schema of all that is not the server's own.
 */
export type Part = string;

/** Less what is the server's own, an extension's, or a session's: those schemas begin with `pg_`. */
export function isOwn(catalog: string, alias: string, namespace = 'n'): string {
  return `${namespace}.nspname !~ '^pg_' AND ${namespace}.nspname <> 'information_schema'
    AND ${catalog === 'pg_namespace' ? isNoMember(catalog, alias) : isMade(catalog, alias)}`;
}

/** Of what lies in no schema. */
export function isMade(catalog: string, alias: string): string {
  return `${alias}.oid >= ${FIRST_OID} AND ${isNoMember(catalog, alias)}`;
}

/** `FirstNormalObjectId`: what has a lower one came with the server. */
export const FIRST_OID = 16384;

function isNoMember(catalog: string, alias: string): string {
  return `NOT EXISTS (SELECT FROM members e WHERE e.classid = '${catalog}'::regclass
    AND e.objid = ${alias}.oid)`;
}

/** What belongs to extensions: a common table expression, read once for all parts. */
export const MEMBERS = `members AS MATERIALIZED (
  SELECT classid, objid FROM pg_depend WHERE deptype = 'e')`;

/** What stands as `options` in a catalog: `fillfactor=70`. */
export function optionsOf(column: string, keyword: string): string {
  return `'${keyword} (' || array_to_string(${column}, ', ') || ')'`;
}
