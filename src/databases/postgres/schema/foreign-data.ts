import { isMade, type Part } from './catalog.ts';

/** Options by name only: their values may be secret. */
function namesOf(column: string): string {
  return `'OPTIONS (' || (SELECT string_agg(split_part(o, '=', 1), ', ' ORDER BY o)
        FROM unnest(${column}) AS o) || ')'`;
}

export const foreignDataWrappers: Part = `
  SELECT 'other' AS kind, NULL AS schema, NULL AS owner,
    'foreign data wrapper ' || w.fdwname AS name,
    concat_ws(' ', 'HANDLER ' || nullif(w.fdwhandler, 0)::regproc,
      'VALIDATOR ' || nullif(w.fdwvalidator, 0)::regproc, ${namesOf('w.fdwoptions')}) AS definition,
    NULL::integer AS position
  FROM pg_foreign_data_wrapper w
  WHERE ${isMade('pg_foreign_data_wrapper', 'w')}`;

export const foreignServers: Part = `
  SELECT 'other', NULL, NULL, 'server ' || s.srvname,
    concat_ws(' ', 'TYPE ' || s.srvtype, 'VERSION ' || s.srvversion, 'FOREIGN DATA WRAPPER',
      w.fdwname, ${namesOf('s.srvoptions')}), NULL
  FROM pg_foreign_server s JOIN pg_foreign_data_wrapper w ON w.oid = s.srvfdw
  WHERE ${isMade('pg_foreign_server', 's')}`;

/** By the view that everybody may read. */
export const userMappings: Part = `
  SELECT 'other', NULL, NULL, 'user mapping for ' || u.usename || ' on ' || u.srvname,
    coalesce(${namesOf('u.umoptions')}, ''), NULL
  FROM pg_user_mappings u`;
