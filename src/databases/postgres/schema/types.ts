import { isOwn, type Part } from './catalog.ts';

/** Enums, composites, ranges, and those that are written in C; arrays and rows of tables come by themselves. */
export const types: Part = `
  SELECT 'type' AS kind, n.nspname AS schema, NULL AS owner, t.typname AS name,
    CASE t.typtype
      WHEN 'e' THEN 'AS ENUM (' || coalesce((
        SELECT string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder)
        FROM pg_enum e WHERE e.enumtypid = t.oid), '') || ')'
      WHEN 'c' THEN 'AS (' || coalesce((
        SELECT string_agg(concat_ws(' ', quote_ident(a.attname),
          format_type(a.atttypid, a.atttypmod),
          CASE WHEN a.attcollation <> y.typcollation
            THEN 'COLLATE ' || a.attcollation::regcollation END), ', ' ORDER BY a.attnum)
        FROM pg_attribute a JOIN pg_type y ON y.oid = a.atttypid
        WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped), '') || ')'
      WHEN 'r' THEN 'AS RANGE (' || (
        SELECT concat_ws(', ', 'subtype = ' || format_type(r.rngsubtype, NULL),
          'collation = ' || nullif(r.rngcollation, 0)::regcollation,
          'canonical = ' || nullif(r.rngcanonical::oid, 0)::regproc,
          'subtype_diff = ' || nullif(r.rngsubdiff::oid, 0)::regproc)
        FROM pg_range r WHERE r.rngtypid = t.oid) || ')'
      ELSE concat_ws(' ', '(INPUT =', t.typinput, ', OUTPUT =', t.typoutput,
        ', LIKE =', t.typlen, t.typbyval, t.typalign, t.typstorage, ')')
    END AS definition,
    NULL::integer AS position
  FROM pg_type t
    JOIN pg_namespace n ON n.oid = t.typnamespace
    LEFT JOIN pg_class c ON c.oid = t.typrelid
  WHERE ${isOwn('pg_type', 't')}
    AND (t.typtype IN ('e', 'r') OR t.typtype = 'c' AND c.relkind = 'c'
      OR t.typtype = 'b' AND NOT EXISTS (SELECT FROM pg_type o WHERE o.typarray = t.oid))`;

export const domains: Part = `
  SELECT 'domain', n.nspname, NULL, t.typname,
    concat_ws(' ', 'AS', format_type(t.typbasetype, t.typtypmod),
      CASE WHEN t.typcollation <> b.typcollation
        THEN 'COLLATE ' || t.typcollation::regcollation END,
      'DEFAULT ' || t.typdefault, CASE WHEN t.typnotnull THEN 'NOT NULL' END,
      (SELECT string_agg('CONSTRAINT ' || quote_ident(k.conname) || ' '
        || pg_get_constraintdef(k.oid), ' ' ORDER BY k.conname)
        FROM pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'c')), NULL
  FROM pg_type t
    JOIN pg_namespace n ON n.oid = t.typnamespace
    JOIN pg_type b ON b.oid = t.typbasetype
  WHERE t.typtype = 'd' AND ${isOwn('pg_type', 't')}`;

/** What the collation's locale is called differs from version to version. */
export const collations: Part = `
  SELECT 'collation', n.nspname, NULL, c.collname,
    concat_ws(' ', 'PROVIDER', c.collprovider,
      'LOCALE', coalesce(to_jsonb(c) ->> 'colllocale', to_jsonb(c) ->> 'colliculocale',
        concat_ws(' ', c.collcollate, c.collctype)),
      'RULES ' || (to_jsonb(c) ->> 'collicurules'),
      CASE WHEN NOT c.collisdeterministic THEN 'NOT DETERMINISTIC' END), NULL
  FROM pg_collation c JOIN pg_namespace n ON n.oid = c.collnamespace
  WHERE ${isOwn('pg_collation', 'c')}`;
