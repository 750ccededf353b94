import { isMade, isOwn, type Part } from './catalog.ts';

/** What a table has from its parents only, and NOT NULL, which is the column's, is not listed. */
export const constraints: Part = `
  SELECT 'constraint' AS kind, n.nspname AS schema, c.relname AS owner, k.conname AS name,
    pg_get_constraintdef(k.oid) AS definition, NULL::integer AS position
  FROM pg_constraint k
    JOIN pg_class c ON c.oid = k.conrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE k.contype IN ('p', 'u', 'f', 'c', 'x') AND k.conparentid = 0 AND (k.conislocal OR k.coninhcount = 0)
    AND ${isOwn('pg_class', 'c')}`;

/** Those that are no constraint's. */
export const indexes: Part = `
  SELECT 'index', n.nspname, c.relname, i.relname,
    concat_ws(' ', pg_get_indexdef(i.oid),
      (SELECT 'TABLESPACE ' || quote_ident(s.spcname) FROM pg_tablespace s
        WHERE s.oid = i.reltablespace),
      (SELECT 'PARTITION OF ' || h.inhparent::regclass FROM pg_inherits h
        WHERE h.inhrelid = i.oid),
      (SELECT 'STATISTICS ' || string_agg(concat_ws(' ', a.attnum, a.attstattarget), ', '
          ORDER BY a.attnum)
        FROM pg_attribute a WHERE a.attrelid = i.oid AND a.attstattarget >= 0),
      CASE WHEN NOT x.indisvalid THEN 'INVALID' END), NULL
  FROM pg_index x
    JOIN pg_class c ON c.oid = x.indrelid
    JOIN pg_class i ON i.oid = x.indexrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE ${isOwn('pg_class', 'c')} AND c.relkind <> 't' AND NOT EXISTS (
    SELECT FROM pg_constraint k WHERE k.conindid = i.oid AND k.conrelid = c.oid
      AND k.contype IN ('p', 'u', 'x'))`;

const ENABLED = (column: string): string => `
      CASE ${column} WHEN 'D' THEN 'DISABLED' WHEN 'R' THEN 'ENABLED REPLICA'
        WHEN 'A' THEN 'ENABLED ALWAYS' END`;

export const triggers: Part = `
  SELECT 'trigger', n.nspname, c.relname, t.tgname,
    concat_ws(' ', pg_get_triggerdef(t.oid), ${ENABLED('t.tgenabled')}), NULL
  FROM pg_trigger t
    JOIN pg_class c ON c.oid = t.tgrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE NOT t.tgisinternal AND t.tgparentid = 0 AND ${isOwn('pg_class', 'c')}`;

export const rules: Part = `
  SELECT 'rule', n.nspname, c.relname, r.rulename,
    concat_ws(' ', pg_get_ruledef(r.oid), ${ENABLED('r.ev_enabled')}), NULL
  FROM pg_rewrite r
    JOIN pg_class c ON c.oid = r.ev_class
    JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE r.rulename <> '_RETURN' AND ${isOwn('pg_class', 'c')}`;

export const policies: Part = `
  SELECT 'policy', n.nspname, c.relname, p.polname,
    concat_ws(' ', CASE WHEN NOT p.polpermissive THEN 'AS RESTRICTIVE' END,
      'FOR', CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE'
        WHEN 'd' THEN 'DELETE' ELSE 'ALL' END,
      'TO', (SELECT string_agg(CASE r WHEN 0 THEN 'PUBLIC' ELSE r::regrole::text END, ', '
          ORDER BY r::regrole::text)
        FROM unnest(p.polroles) AS r),
      'USING (' || pg_get_expr(p.polqual, p.polrelid) || ')',
      'WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')'), NULL
  FROM pg_policy p
    JOIN pg_class c ON c.oid = p.polrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE ${isOwn('pg_class', 'c')}`;

export const statistics: Part = `
  SELECT 'statistics', n.nspname, c.relname, s.stxname,
    concat_ws(' ', pg_get_statisticsobjdef(s.oid),
      'STATISTICS ' || nullif(s.stxstattarget, -1)), NULL
  FROM pg_statistic_ext s
    JOIN pg_class c ON c.oid = s.stxrelid
    JOIN pg_namespace n ON n.oid = s.stxnamespace
  WHERE ${isOwn('pg_statistic_ext', 's')}`;

export const eventTriggers: Part = `
  SELECT 'event trigger', NULL, NULL, t.evtname,
    concat_ws(' ', 'ON', t.evtevent, 'WHEN TAG IN (' || array_to_string(t.evttags, ', ') || ')',
      'EXECUTE FUNCTION', t.evtfoid::regprocedure, ${ENABLED('t.evtenabled')}), NULL
  FROM pg_event_trigger t
  WHERE ${isMade('pg_event_trigger', 't')}`;
