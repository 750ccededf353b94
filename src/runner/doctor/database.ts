import { accessSync, constants, existsSync } from 'node:fs';
import { dirname } from 'node:path';
import * as l10n from '@vscode/l10n';
import { LEASE_TABLE } from '../../core/own-tables.ts';
import type { Connection, ConnectOptions } from '../../databases/database.ts';
import { administrationOf, connect } from '../../databases/open.ts';
import type { SqliteTarget, Target } from '../../databases/target.ts';
import type { Project } from '../../project/project.ts';
import { unusualColumns } from '../history-shape.ts';
import { readHistory } from '../history.ts';
import { failure, finding, type Finding } from './finding.ts';

export function server(
  { server: { version, user, tls, exists, pooled, standby } }: Connection,
  target: Target,
): Finding {
  if (target.engine === 'sqlite') {
    return finding(
      'connection',
      'ok',
      exists
        ? l10n.t('SQLite {0}', version)
        : l10n.t('SQLite {0}; there is no file yet, applying makes it', version),
    );
  }
  const known = [
    l10n.t('PostgreSQL {0} as {1}', version, user ?? target.user),
    ...(pooled ? [l10n.t('through a pooler')] : []),
    ...(standby ? [l10n.t('a standby')] : []),
  ].join(', ');
  if (tls !== null) return finding('connection', 'ok', `${known}, ${tls}`);
  const text = l10n.t('{0}, not encrypted', known);
  return target.local
    ? finding('connection', 'ok', text)
    : finding('connection', 'warning', text, l10n.t('Add sslmode=require to the address.'));
}

/** Why nothing could be applied over a connection that is good for reading; empty: it could. */
export async function whyNotForWriting(
  target: Target,
  options: Omit<ConnectOptions, 'mode'>,
): Promise<readonly Finding[]> {
  // Opening a SQLite file for writing would make it.
  if (target.engine === 'sqlite') return [];
  const connection = await connect(target, { ...options, mode: 'write' }).catch((error: unknown) =>
    failure('connection', error, 'warning'),
  );
  if ('step' in connection) return [connection];
  await connection.close();
  return [];
}

/** Whether tables may be made. */
export async function rights(connection: Connection, target: Target): Promise<readonly Finding[]> {
  if (target.engine === 'sqlite') return [fileRights(target)];
  const [row] = await connection.query({
    sql: `SELECT schema, pg_catalog.has_schema_privilege(schema, 'CREATE') AS allowed
      FROM (SELECT pg_catalog.current_schema()::text AS schema) here WHERE schema IS NOT NULL`,
    values: [],
  });
  const schema = typeof row?.schema === 'string' ? row.schema : '';
  if (row === undefined) {
    const text = l10n.t('The search_path names no schema that exists.');
    const remedy = l10n.t('Create the schema, or set the search_path of the role or the database.');
    return [finding('rights', 'error', text, remedy)];
  }
  return [
    row.allowed === true
      ? finding('rights', 'ok', l10n.t('may make tables in the schema {0}', schema))
      : finding(
          'rights',
          'error',
          l10n.t('{0} may make no table in the schema {1}.', connection.server.user ?? '', schema),
          l10n.t('GRANT CREATE ON SCHEMA {0} TO {1};', schema, connection.server.user ?? ''),
        ),
  ];
}

function fileRights({ path, mode }: SqliteTarget): Finding {
  if (path === ':memory:') return finding('rights', 'ok', l10n.t('a database in memory'));
  if (mode === 'ro') {
    const text = l10n.t('The address says mode=ro: nothing can be applied.');
    return finding('rights', 'warning', text, l10n.t('Take mode=ro out of the address.'));
  }
  // Journals lie beside the file, and so its folder counts, too.
  const folder = dirname(path);
  if (!existsSync(folder)) {
    const text = l10n.t('There is no folder {0}, so no database can be made in it.', folder);
    return finding('rights', 'error', text, l10n.t('Make the folder, or correct the address.'));
  }
  const needed = [folder, ...(existsSync(path) ? [path] : [])];
  const refused = needed.find((each) => !isWritable(each));
  return refused === undefined
    ? finding('rights', 'ok', l10n.t('file and folder may be written'))
    : finding(
        'rights',
        'error',
        l10n.t('{0} may not be written.', refused),
        l10n.t('Give yourself the right to write there.'),
      );
}

export function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

export async function history(
  connection: Connection,
  { convention }: Project,
): Promise<readonly Finding[]> {
  const recorded = await readHistory(connection, convention).catch((error: unknown) =>
    failure('history', error),
  );
  if ('step' in recorded) return [recorded];
  const { table, exists, rows, problems, columns, history: own } = recorded;
  if (!exists) {
    return [finding('history', 'ok', l10n.t('There is no table {0} yet.', table))];
  }
  const isOurs = own.foreign(columns) === null;
  const shape = isOurs ? unusualColumns(own, columns, table) : [];
  const wrong = [...problems, ...shape].map(({ severity, message }) =>
    finding('history', severity === 'error' ? 'error' : 'warning', message),
  );
  return wrong.length > 0
    ? wrong
    : [finding('history', 'ok', l10n.t('{0}, rows: {1}', table, rows.length))];
}

/** Only what is not as on PostgreSQL; how scripts are carried out cannot be tried without writing. */
export async function capabilities(connection: Connection): Promise<readonly Finding[]> {
  // In a pool there may be no second session to try it with.
  if (connection.engine === 'sqlite' || connection.server.pooled) return [];
  try {
    if ((await connection.capabilities()).advisoryLocks) return [];
    const text = l10n.t(
      'Advisory locks keep nobody out on this server: a lease in {0} does. How it carries out scripts is found out before the first.',
      LEASE_TABLE,
    );
    return [finding('capabilities', 'ok', text)];
  } catch (error) {
    return [failure('capabilities', error)];
  }
}

export async function lock(
  { engine, server: { database } }: Connection,
  target: Target,
  { convention }: Project,
  signal: AbortSignal | undefined,
): Promise<readonly Finding[]> {
  const own = convention.lock(engine, database);
  if (own === null) {
    return [finding('lock', 'ok', l10n.t('{0} takes none here.', convention.title))];
  }
  const administration = await administrationOf(target);
  try {
    const beside = convention.historyTable(engine);
    const holder = await administration.heldBy(own, { beside, ...(signal && { signal }) });
    if (holder === null) return [finding('lock', 'ok', l10n.t('free'))];
    return [
      holder.isGone
        ? finding(
            'lock',
            'warning',
            l10n.t('Left behind by {0}, which is gone.', holder.who),
            l10n.t('The next run takes it over.'),
          )
        : finding(
            'lock',
            'warning',
            l10n.t('{0} holds it.', holder.who),
            l10n.t('Wait until that run has ended.'),
          ),
    ];
  } catch (error) {
    return [failure('lock', error)];
  }
}
