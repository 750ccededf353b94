import type { Client } from 'pg';
import * as l10n from '@vscode/l10n';
import { StrataError } from '../../core/errors.ts';
import { quoteIdentifier } from '../../core/statement.ts';
import { commit, rollback } from './transaction.ts';

/** Drops a schema and makes it anew, with owner, comment and privileges as before, or does nothing. */
export async function emptySchema(client: Client, schema: string): Promise<void> {
  const name = quoteIdentifier(schema);
  await client.query('BEGIN');
  try {
    const { rows } = await client.query<{ statement: string }>(SAME_AGAIN, [schema]);
    if (rows.length === 0) throw notThere(schema);
    await client.query(`DROP SCHEMA ${name} CASCADE`);
    for (const { statement } of rows) await client.query(statement);
    await commit(client);
  } catch (error) {
    await rollback(client);
    throw error;
  }
}

/**
 * The statements that make a schema as it is now. Privileges stand in full: a schema that has an
 * access list at all may have taken some from its owner, so that these go first.
 */
const SAME_AGAIN = `
  WITH s AS (
    SELECT oid, nspname, nspowner, nspacl FROM pg_catalog.pg_namespace WHERE nspname = $1
  ), d AS (
    SELECT s.nspname, a.*, pg_catalog.format('ALTER DEFAULT PRIVILEGES FOR ROLE %I IN SCHEMA %I',
        pg_catalog.pg_get_userbyid(a.defaclrole), s.nspname) AS head,
      CASE a.defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES'
        WHEN 'f' THEN 'FUNCTIONS' WHEN 'T' THEN 'TYPES' END AS kind
    FROM s JOIN pg_catalog.pg_default_acl a ON a.defaclnamespace = s.oid
  )
  SELECT statement FROM (
    SELECT 1 AS place, pg_catalog.format('CREATE SCHEMA %I AUTHORIZATION %I',
        nspname, pg_catalog.pg_get_userbyid(nspowner)) AS statement
      FROM s
    UNION ALL
    SELECT 2, pg_catalog.format('COMMENT ON SCHEMA %I IS %L',
        nspname, pg_catalog.obj_description(oid, 'pg_namespace'))
      FROM s WHERE pg_catalog.obj_description(oid, 'pg_namespace') IS NOT NULL
    UNION ALL
    SELECT 3, pg_catalog.format('REVOKE ALL ON SCHEMA %I FROM %I',
        nspname, pg_catalog.pg_get_userbyid(nspowner))
      FROM s WHERE nspacl IS NOT NULL
    UNION ALL
    SELECT 4, pg_catalog.format('GRANT %s ON SCHEMA %I TO %s%s',
        p.privilege_type, s.nspname, grantee.name,
        CASE WHEN p.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
      FROM s, pg_catalog.aclexplode(s.nspacl) p, LATERAL (SELECT CASE p.grantee WHEN 0 THEN 'PUBLIC'
        ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(p.grantee)) END AS name) grantee
    UNION ALL
    SELECT 5, pg_catalog.format('%s GRANT %s ON %s TO %s%s', d.head, p.privilege_type, d.kind,
        grantee.name, CASE WHEN p.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
      FROM d, pg_catalog.aclexplode(d.defaclacl) p, LATERAL (SELECT CASE p.grantee WHEN 0 THEN 'PUBLIC'
        ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(p.grantee)) END AS name) grantee
  ) statements ORDER BY place`;

function notThere(schema: string): StrataError {
  return new StrataError('refused', l10n.t('There is no schema “{0}”.', schema), {
    hint: l10n.t('Nothing was changed. Write the name as the server has it.'),
  });
}
