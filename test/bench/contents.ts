import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { Engine } from '../../src/core/engine.ts';
import { SQLX_TABLE } from './appliers.ts';
import type { Change } from './migration-set.ts';
import type { PlacedDatabase } from './place.ts';

/** Whatever lies in a database, and how many rows each table has, told in lines. */
export async function contentsOf(
  engine: Engine,
  database: PlacedDatabase,
  except: readonly string[],
): Promise<readonly string[]> {
  const hidden = except.map((name) => `'${name}'`).join();
  const objects = await database.rows(OBJECTS[engine](hidden));
  const tables = objects.flatMap(([kind, name]) => (kind === 'table' ? String(name) : []));
  const counts = tables.map((name) => `SELECT '${name}', CAST(count(*) AS text) FROM "${name}"`);
  const lines = [...objects];
  for (let from = 0; from < counts.length; from += COMPOUND) {
    const some = counts.slice(from, from + COMPOUND);
    lines.push(...(await database.rows(some.join(' UNION ALL '))));
  }
  return lines.map((line) => line.join(' ')).toSorted();
}

/** Of SELECTs in one statement, at most: as SQLite has it. */
const COMPOUND = 500;

const OBJECTS: Readonly<Record<Engine, (hidden: string) => string>> = {
  sqlite: (hidden) => `
    SELECT type, name, sql FROM sqlite_schema
    WHERE tbl_name NOT IN (${hidden}) AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`,
  postgres: (hidden) => `
    WITH relations AS (
      SELECT oid, relname, relkind FROM pg_class WHERE relnamespace = 'public'::regnamespace
    ), hidden AS (
      SELECT oid FROM relations WHERE relname IN (${hidden})
    )
    SELECT CASE relkind WHEN 'r' THEN 'table' ELSE relkind::text END, relname,
      CASE relkind WHEN 'v' THEN pg_get_viewdef(oid) WHEN 'i' THEN pg_get_indexdef(oid) END,
      (SELECT string_agg(concat_ws(' ', attname, format_type(atttypid, atttypmod), attnotnull), ', '
        ORDER BY attnum) FROM pg_attribute WHERE attrelid = oid AND attnum > 0)
    FROM relations
    WHERE oid NOT IN (SELECT oid FROM hidden)
      AND oid NOT IN (SELECT indexrelid FROM pg_index WHERE indrelid IN (SELECT oid FROM hidden))
      AND oid NOT IN (SELECT objid FROM pg_depend WHERE refobjid IN (SELECT oid FROM hidden))`,
};

/** That each migration is recorded as sqlx would, checksums computed anew, with how long it took. */
export async function assertHistory(
  engine: Engine,
  database: PlacedDatabase,
  all: readonly Change[],
): Promise<void> {
  const checksum = engine === 'sqlite' ? 'lower(hex(checksum))' : `encode(checksum, 'hex')`;
  const rows = await database.rows(`
    SELECT CAST(version AS text), description, CAST(success AS integer), ${checksum},
      CAST(execution_time > 0 AS integer), CAST(installed_on IS NOT NULL AS integer)
    FROM ${SQLX_TABLE} ORDER BY ${SQLX_TABLE}.version`);
  const expected = all.map(({ number, kind, up }) => {
    const hash = createHash('sha384').update(up).digest('hex');
    return [String(number), kind, 1, hash, 1, 1];
  });
  assert.deepEqual(rows, expected);
}
