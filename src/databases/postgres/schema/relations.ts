import { isOwn, optionsOf, type Part } from './catalog.ts';

const PLACE = `
      (SELECT 'TABLESPACE ' || quote_ident(s.spcname) FROM pg_tablespace s
        WHERE s.oid = c.reltablespace)`;

/** The one index of a table that is so. */
function indexThat(isSo: string, alias: string): string {
  return `
    LEFT JOIN (SELECT x.indrelid, i.relname FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
      WHERE x.${isSo}) AS ${alias} ON ${alias}.indrelid = c.oid`;
}

const METHOD = `
      (SELECT 'USING ' || quote_ident(m.amname) FROM pg_am m
        WHERE m.oid = c.relam AND m.amname <> 'heap')`;

export const tables: Part = `
  SELECT CASE c.relkind WHEN 'f' THEN 'foreign table' ELSE 'table' END AS kind,
    n.nspname AS schema, NULL AS owner, c.relname AS name,
    concat_ws(' ', CASE c.relpersistence WHEN 'u' THEN 'UNLOGGED' END,
      CASE WHEN c.relispartition THEN 'PARTITION OF' ELSE 'INHERITS' END || ' ' || (
        SELECT string_agg(h.inhparent::regclass::text, ', ' ORDER BY h.inhseqno)
        FROM pg_inherits h WHERE h.inhrelid = c.oid),
      pg_get_expr(c.relpartbound, c.oid),
      'PARTITION BY ' || CASE c.relkind WHEN 'p' THEN pg_get_partkeydef(c.oid) END,
      'OF ' || nullif(c.reloftype, 0)::regtype,
      ${METHOD},
      ${optionsOf('c.reloptions', 'WITH')},
      (SELECT ${optionsOf('t.reloptions', 'TOAST')} FROM pg_class t WHERE t.oid = c.reltoastrelid),
      (SELECT concat_ws(' ', 'SERVER', quote_ident(s.srvname), ${optionsOf('f.ftoptions', 'OPTIONS')})
        FROM pg_foreign_table f JOIN pg_foreign_server s ON s.oid = f.ftserver
        WHERE f.ftrelid = c.oid),
      ${PLACE},
      CASE WHEN c.relrowsecurity THEN 'ENABLE ROW LEVEL SECURITY' END,
      CASE WHEN c.relforcerowsecurity THEN 'FORCE ROW LEVEL SECURITY' END,
      CASE c.relreplident WHEN 'n' THEN 'REPLICA IDENTITY NOTHING'
        WHEN 'f' THEN 'REPLICA IDENTITY FULL' END,
      'REPLICA IDENTITY USING INDEX ' || quote_ident(identity.relname),
      'CLUSTER ON ' || quote_ident(clustered.relname)) AS definition,
    NULL::integer AS position
  FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    ${indexThat('indisreplident', 'identity')}
    ${indexThat('indisclustered', 'clustered')}
  WHERE c.relkind IN ('r', 'p', 'f') AND ${isOwn('pg_class', 'c')}`;

/** Whether a materialized view is filled is no part of it: refreshing it is. */
export const views: Part = `
  SELECT CASE c.relkind WHEN 'm' THEN 'materialized view' ELSE 'view' END,
    n.nspname, NULL, c.relname,
    concat_ws(' ', ${METHOD}, ${optionsOf('c.reloptions', 'WITH')}, ${PLACE}, 'AS',
      ltrim(pg_get_viewdef(c.oid))), NULL
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('v', 'm') AND ${isOwn('pg_class', 'c')}`;

/** Not where it stands: that is no schema. One of a column is its table's. */
export const sequences: Part = `
  SELECT 'sequence', n.nspname, t.relname, c.relname,
    concat_ws(' ', CASE c.relpersistence WHEN 'u' THEN 'UNLOGGED' END,
      'AS', format_type(s.seqtypid, NULL), 'START', s.seqstart, 'INCREMENT', s.seqincrement,
      'MINVALUE', s.seqmin, 'MAXVALUE', s.seqmax, 'CACHE', s.seqcache,
      CASE WHEN s.seqcycle THEN 'CYCLE' END, 'OWNED BY ' || quote_ident(a.attname)), NULL
  FROM pg_sequence s
    JOIN pg_class c ON c.oid = s.seqrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid
      AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
    LEFT JOIN pg_class t ON t.oid = d.refobjid
    LEFT JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
  WHERE ${isOwn('pg_class', 'c')}`;
