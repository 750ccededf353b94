import { isMade, isOwn, type Part } from './catalog.ts';

export const schemas: Part = `
  SELECT 'schema' AS kind, NULL AS schema, NULL AS owner, n.nspname AS name, '' AS definition,
    NULL::integer AS position
  FROM pg_namespace n
  WHERE ${isOwn('pg_namespace', 'n')}`;

export const extensions: Part = `
  SELECT 'extension', NULL, NULL, x.extname,
    concat_ws(' ', 'VERSION', x.extversion, 'SCHEMA', n.nspname), NULL
  FROM pg_extension x JOIN pg_namespace n ON n.oid = x.extnamespace
  WHERE ${isMade('pg_extension', 'x')}`;

export const languages: Part = `
  SELECT 'other', NULL, NULL, 'language ' || l.lanname,
    concat_ws(' ', CASE WHEN l.lanpltrusted THEN 'TRUSTED' END,
      'HANDLER', l.lanplcallfoid::regproc, 'INLINE', nullif(l.laninline, 0)::regproc), NULL
  FROM pg_language l
  WHERE ${isMade('pg_language', 'l')}`;
