import type { Row, Statement, TableName } from '../../../core/statement.ts';
import type { Schema, SchemaObject } from '../../../schema/schema.ts';
import { MEMBERS, type Part } from './catalog.ts';
import { columns } from './columns.ts';
import { comments } from './comments.ts';
import { foreignDataWrappers, foreignServers, userMappings } from './foreign-data.ts';
import { extensions, languages, schemas } from './namespaces.ts';
import { publications } from './publications.ts';
import { sequences, tables, views } from './relations.ts';
import { defaultPrivileges, owners, privileges } from './rights.ts';
import {
  aggregates,
  casts,
  functions,
  operatorClasses,
  operatorFamilies,
  operators,
} from './routines.ts';
import {
  constraints,
  eventTriggers,
  indexes,
  policies,
  rules,
  statistics,
  triggers,
} from './table-parts.ts';
import { conversions, textSearchConfigurations, textSearchDictionaries } from './text-search.ts';
import { collations, domains, types } from './types.ts';

/**
 * Reads what is there, in two round trips: all of it by one statement, so that it is one moment's.
 * Versions 13 and newer; what only some of them have, the others are not asked for.
 *
 * @param query all in one session
 */
export async function readSchema(
  query: (statement: Statement) => Promise<readonly Row[]>,
  { without }: { readonly without: readonly TableName[] },
): Promise<Schema> {
  const [server] = await query({
    sql: `SELECT current_setting('server_version_num')::integer / 10000 AS version`,
    values: [],
  });
  return schemaOf(await query({ sql: readingFor(Number(server?.version)), values: [] }), without);
}

/** What a reading has given, less all that is part of the tables named. */
export function schemaOf(rows: readonly Row[], without: readonly TableName[]): Schema {
  const objects = rows
    .map(objectOf)
    .filter((object) => !without.some((name) => isOf(object, name)));
  return { engine: 'postgres', objects };
}

/** In the order in which they would have to be made. */
function partsFor(version: number): readonly Part[] {
  return [
    ...[schemas, extensions, languages, collations, types, domains, functions, aggregates],
    ...[operators, operatorFamilies, operatorClasses, casts, textSearchDictionaries],
    ...[textSearchConfigurations, conversions, foreignDataWrappers, foreignServers, userMappings],
    ...[
      tables,
      columns(version),
      sequences,
      constraints,
      indexes,
      views,
      statistics,
      rules,
      triggers,
    ],
    ...[policies, eventTriggers, publications(version), ...privileges, defaultPrivileges],
    ...[owners, comments],
  ];
}

/**
 * The statement that reads all. Its condition is looked at before any row is made, and empties the
 * path up to the end of the transaction: with it, the server leaves the schema of what is on it out
 * of what it prints. Without OFFSET it would be looked at within each part, which are then planned
 * worse.
 *
 * @param version the server's major version
 */
export function readingFor(version: number): string {
  const parts = partsFor(version).map(
    (part, index) => `
SELECT ${index}, p.kind::text, p.schema::text, p.owner::text, p.name::text, p.definition,
  p.position::integer
FROM (${part}) AS p (kind, schema, owner, name, definition, position)`,
  );
  return `WITH ${MEMBERS}
SELECT kind, schema, owner, name, definition, position
FROM (${parts.join('\nUNION ALL')}
OFFSET 0) AS o (part, kind, schema, owner, name, definition, position)
WHERE (SELECT set_config('search_path', '', true)) = ''
ORDER BY part, schema, owner, position, name`;
}

function objectOf({ kind, schema, owner, name, definition, position }: Row): SchemaObject {
  return {
    ...({ kind, schema, owner, name, definition } as SchemaObject),
    position: position === null ? null : Number(position),
  };
}

/** The table itself, or something that is part of it. */
function isOf({ schema, owner, name }: SchemaObject, table: TableName): boolean {
  const isThere = table.schema === null || table.schema === schema;
  return isThere && (owner ?? name) === table.name;
}
