import { isMade, type Part } from './catalog.ts';

/** Columns and conditions of their tables, and whole schemas, from version 15. */
export function publications(version: number): Part {
  const hasFilters = version >= 15;
  const filter = hasFilters ? `'WHERE ' || pg_get_expr(r.prqual, r.prrelid)` : 'NULL';
  const schemas = hasFilters
    ? `(SELECT 'TABLES IN SCHEMA ' || string_agg(quote_ident(n.nspname), ', ' ORDER BY n.nspname)
        FROM pg_publication_namespace s JOIN pg_namespace n ON n.oid = s.pnnspid
        WHERE s.pnpubid = p.oid)`
    : 'NULL';
  return `
  SELECT 'publication', NULL, NULL, p.pubname,
    concat_ws(' ', CASE WHEN p.puballtables THEN 'FOR ALL TABLES' END,
      (SELECT 'FOR TABLE ' || string_agg(concat_ws(' ', r.prrelid::regclass,
          '(' || (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attname)
            FROM pg_attribute a WHERE a.attrelid = r.prrelid
              AND to_jsonb(r) -> 'prattrs' @> to_jsonb(a.attnum)) || ')', ${filter}),
          ', ' ORDER BY r.prrelid::regclass::text)
        FROM pg_publication_rel r WHERE r.prpubid = p.oid),
      ${schemas},
      'WITH (publish =', concat_ws(', ', CASE WHEN p.pubinsert THEN 'insert' END,
        CASE WHEN p.pubupdate THEN 'update' END, CASE WHEN p.pubdelete THEN 'delete' END,
        CASE WHEN p.pubtruncate THEN 'truncate' END),
      CASE WHEN p.pubviaroot THEN 'via root' END,
      'generated columns ' || nullif(to_jsonb(p) ->> 'pubgencols', 'n'), ')'), NULL
  FROM pg_publication p
  WHERE ${isMade('pg_publication', 'p')}`;
}
