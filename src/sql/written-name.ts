import type { Engine } from '../core/engine.ts';

/** A name as a script has to write it: in quotes where it would be another, or a keyword, without. */
export function writtenName(name: string, engine: Engine): string {
  const plain = engine === 'postgres' ? /^[a-z_][a-z0-9_$]*$/ : /^[A-Za-z_][A-Za-z0-9_$]*$/;
  return plain.test(name) && !RESERVED.has(name.toLowerCase())
    ? name
    : `"${name.replaceAll('"', '""')}"`;
}

/**
 * What either engine does not take for a table's or a column's name:
 * https://www.postgresql.org/docs/current/sql-keywords-appendix.html, SQLite's where its parser
 * refuses them.
 */
const RESERVED: ReadonlySet<string> = new Set(
  [
    'add all alter analyse analyze and any array as asc asymmetric authorization between binary both',
    'case cast check collate collation column commit concurrently constraint create cross current_catalog',
    'current_date current_role current_schema current_time current_timestamp current_user default',
    'deferrable delete desc distinct do drop else end escape except exists false fetch for foreign',
    'freeze from full grant group having ilike in index initially inner insert intersect into is isnull',
    'join lateral leading left like limit localtime localtimestamp natural not nothing notnull null',
    'offset on only or order outer overlaps placing primary references returning right select',
    'session_user set similar some symmetric system_user table tablesample then to trailing transaction',
    'true union unique update user using values variadic verbose when where window with',
  ]
    .join(' ')
    .split(' '),
);
