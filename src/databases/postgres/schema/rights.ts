import { isMade, isOwn, type Part } from './catalog.ts';

/** Per grantee what is granted beyond what holds anyway, and what of that is revoked. */
function rightsIn(acl: string, usual: string): string {
  const rights = (list: string): string =>
    `SELECT grantee, privilege_type || CASE WHEN is_grantable THEN ' WITH GRANT OPTION' ELSE '' END
        FROM aclexplode(${list})`;
  return `
    CROSS JOIN LATERAL (
      SELECT CASE g.grantee WHEN 0 THEN 'PUBLIC' ELSE g.grantee::regrole::text END AS grantee,
        concat_ws(', ', string_agg(g.what, ', ' ORDER BY g.what) FILTER (WHERE g.granted),
          'not ' || string_agg(g.what, ', ' ORDER BY g.what) FILTER (WHERE NOT g.granted)) AS rights
      FROM (
        SELECT a.*, true AS granted FROM (${rights(acl)} EXCEPT ${rights(usual)}) AS a (grantee, what)
        UNION ALL
        SELECT r.*, false FROM (${rights(usual)} EXCEPT ${rights(acl)}) AS r (grantee, what)
      ) AS g
      GROUP BY g.grantee
    ) AS g`;
}

const ON_RELATIONS: Part = `
  SELECT 'privilege', n.nspname, c.relname, g.grantee, g.rights, NULL
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    ${rightsIn('c.relacl', `acldefault(CASE c.relkind WHEN 'S' THEN 's'::"char" ELSE 'r' END, c.relowner)`)}
  WHERE c.relacl IS NOT NULL AND ${isOwn('pg_class', 'c')}`;

const ON_COLUMNS: Part = `
  SELECT 'privilege', n.nspname, c.relname, g.grantee || ' on ' || a.attname, g.rights, NULL
  FROM pg_attribute a
    JOIN pg_class c ON c.oid = a.attrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace
    ${rightsIn('a.attacl', `acldefault('c', c.relowner)`)}
  WHERE a.attacl IS NOT NULL AND NOT a.attisdropped AND ${isOwn('pg_class', 'c')}`;

const ON_ROUTINES: Part = `
  SELECT 'privilege', n.nspname, p.proname || '(' || oidvectortypes(p.proargtypes) || ')',
    g.grantee, g.rights, NULL
  FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
    ${rightsIn('p.proacl', `acldefault('f', p.proowner)`)}
  WHERE p.proacl IS NOT NULL AND ${isOwn('pg_proc', 'p')}`;

const ON_TYPES: Part = `
  SELECT 'privilege', n.nspname, 'type ' || t.typname, g.grantee, g.rights, NULL
  FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
    ${rightsIn('t.typacl', `acldefault('T', t.typowner)`)}
  WHERE t.typacl IS NOT NULL AND ${isOwn('pg_type', 't')}`;

const ON_SCHEMAS: Part = `
  SELECT 'privilege', NULL, 'schema ' || n.nspname, g.grantee, g.rights, NULL
  FROM pg_namespace n
    ${rightsIn('n.nspacl', `acldefault('n', n.nspowner)`)}
  WHERE n.nspacl IS NOT NULL AND ${isOwn('pg_namespace', 'n')}`;

const ON_SERVERS: Part = `
  SELECT 'privilege', NULL, 'server ' || s.srvname, g.grantee, g.rights, NULL
  FROM pg_foreign_server s
    ${rightsIn('s.srvacl', `acldefault('S', s.srvowner)`)}
  WHERE s.srvacl IS NOT NULL AND ${isMade('pg_foreign_server', 's')}`;

const ON_WRAPPERS: Part = `
  SELECT 'privilege', NULL, 'foreign data wrapper ' || w.fdwname, g.grantee, g.rights, NULL
  FROM pg_foreign_data_wrapper w
    ${rightsIn('w.fdwacl', `acldefault('F', w.fdwowner)`)}
  WHERE w.fdwacl IS NOT NULL AND ${isMade('pg_foreign_data_wrapper', 'w')}`;

export const privileges: readonly Part[] = [
  ...[ON_SCHEMAS, ON_RELATIONS, ON_COLUMNS, ON_ROUTINES, ON_TYPES, ON_SERVERS, ON_WRAPPERS],
];

/** Those for all schemas take the place of what holds anyway; those for one come in addition to it. */
export const defaultPrivileges: Part = `
  SELECT 'default privilege', n.nspname, NULL,
    concat_ws(' ', CASE d.defaclobjtype WHEN 'r' THEN 'tables' WHEN 'S' THEN 'sequences'
        WHEN 'f' THEN 'functions' WHEN 'T' THEN 'types' WHEN 'n' THEN 'schemas'
        ELSE 'large objects' END,
      'of', d.defaclrole::regrole, 'for', g.grantee), g.rights, NULL
  FROM pg_default_acl d
    LEFT JOIN pg_namespace n ON n.oid = d.defaclnamespace
    ${rightsIn(
      'd.defaclacl',
      `CASE d.defaclnamespace WHEN 0 THEN acldefault(
        CASE d.defaclobjtype WHEN 'S' THEN 's'::"char" ELSE d.defaclobjtype END, d.defaclrole)
        ELSE acldefault('c', d.defaclrole) END`,
    )}`;

/** Only where it is another than who applies, who gets what is made. */
export const owners: Part = `
  SELECT 'owner', i.schema, NULL, i.type || ' ' || i.identity, o.owner::regrole::text, NULL
  FROM (
    SELECT 'pg_class'::regclass AS catalog, c.oid, c.relowner AS owner
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S') AND ${isOwn('pg_class', 'c')}
    UNION ALL
    SELECT 'pg_proc'::regclass, p.oid, p.proowner
      FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
      WHERE ${isOwn('pg_proc', 'p')}
    UNION ALL
    SELECT 'pg_type'::regclass, t.oid, t.typowner
      FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
      WHERE t.typtype IN ('e', 'd', 'r') AND ${isOwn('pg_type', 't')}
    UNION ALL
    SELECT 'pg_namespace'::regclass, n.oid, n.nspowner
      FROM pg_namespace n
      WHERE n.nspname <> 'public' AND ${isOwn('pg_namespace', 'n')}
  ) AS o CROSS JOIN LATERAL pg_identify_object(o.catalog, o.oid, 0) AS i
  WHERE o.owner <> (SELECT r.oid FROM pg_roles r WHERE r.rolname = session_user)`;
