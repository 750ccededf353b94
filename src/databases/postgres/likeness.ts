import type { Client } from 'pg';

/**
 * How a database encodes and sorts, as options of CREATE DATABASE, which take template0; empty: there
 * is no such database. Columns that not every release has are read by name.
 */
export async function likenessOf(client: Client, database: string): Promise<string> {
  const { rows } = await client.query<{ options: string }>(
    `SELECT pg_catalog.concat_ws(' ',
        pg_catalog.format('ENCODING %L LC_COLLATE %L LC_CTYPE %L', encoding, datcollate, datctype),
        CASE provider
          WHEN 'i' THEN pg_catalog.format('LOCALE_PROVIDER icu ICU_LOCALE %L', locale)
          WHEN 'b' THEN pg_catalog.format('LOCALE_PROVIDER builtin BUILTIN_LOCALE %L', locale)
        END,
        CASE WHEN rules <> '' THEN pg_catalog.format('ICU_RULES %L', rules) END) AS options
      FROM (
        SELECT datname, datcollate, datctype, pg_catalog.pg_encoding_to_char(encoding) AS encoding,
          pg_catalog.to_jsonb(d) ->> 'datlocprovider' AS provider,
          COALESCE(pg_catalog.to_jsonb(d) ->> 'datlocale',
            pg_catalog.to_jsonb(d) ->> 'daticulocale') AS locale,
          pg_catalog.to_jsonb(d) ->> 'daticurules' AS rules
        FROM pg_catalog.pg_database d
      ) d WHERE datname = $1`,
    [database],
  );
  return rows[0]?.options ?? '';
}
