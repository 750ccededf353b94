import { hostname } from 'node:os';
import * as l10n from '@vscode/l10n';
import type { Convention, History } from '../conventions/convention.ts';
import { StrataError } from '../core/errors.ts';
import { PROGRESS_TABLE } from '../core/own-tables.ts';
import type { HistoryRow } from '../core/migration.ts';
import type { Problem } from '../core/problem.ts';
import type { TableName } from '../core/statement.ts';
import type { Unfinished } from '../core/unfinished.ts';
import type { Column, Connection, RunUnitOptions } from '../databases/database.ts';
import { Slices } from '../project/slices.ts';
import { soundRows } from './history-shape.ts';
import { isStillUnfinished, readUnfinished } from './progress.ts';

/** The history table of a database, as it is now. */
export interface RecordedHistory {
  readonly history: History;
  readonly located: TableName;
  /** As people write it: with its schema, where the engine has schemas. */
  readonly table: string;
  readonly exists: boolean;
  /** Of a table that is there. */
  readonly columns: readonly Column[];
  readonly rows: readonly HistoryRow[];
  /** Scripts without a transaction that have begun and not ended. */
  readonly unfinished: readonly Unfinished[];
  /** There is a table of ours for these, empty or not. */
  readonly hasProgress: boolean;
  /** Why it can't be used. */
  readonly problems: readonly Problem[];
}

/** Reads the history; a table that is not there has no rows, and one that is not the tool's is left alone. */
export async function readHistory(
  connection: Connection,
  convention: Convention,
  attempts = 5,
): Promise<RecordedHistory> {
  const { engine } = connection;
  const { table, columns, hasNeighbour } = await connection.locate(
    convention.historyTable(engine),
    PROGRESS_TABLE,
  );
  const history = convention.history(engine, table, { hostname: hostname() });
  const exists = columns !== null;
  const found = {
    history,
    located: table,
    table: printTable(table),
    exists,
    columns: columns ?? [],
    unfinished: [],
    hasProgress: hasNeighbour,
  };
  if (columns === null) return { ...found, rows: [], problems: [] };

  const foreign = history.foreign(columns);
  if (foreign !== null) {
    const problem: Problem = {
      code: 'foreign-history',
      severity: 'error',
      message: l10n.t(
        'The table {0} in {1} is not a {2} history: {3}. Strata leaves it alone. Point the project at another database or table.',
        found.table,
        connection.server.database,
        convention.title,
        foreign,
      ),
      path: null,
      version: null,
      location: null,
    };
    return { ...found, rows: [], problems: [problem] };
  }
  const rows = await parsedRows(connection, history);
  const sound = soundRows(rows, found.table, convention);
  if (!hasNeighbour) return { ...found, ...sound };
  const begun = await readUnfinished(connection, table).catch((error: unknown) => {
    if (attempts === 1) throw error;
    return null;
  });
  // Who has ended meanwhile has taken the empty table away, and has written other rows; and the next
  // to begin may just have made it again.
  if (begun === null) return readHistory(connection, convention, attempts - 1);
  const unfinished = begun.filter((script) => {
    const row = sound.rows.find(({ version }) => version === script.version) ?? null;
    return isStillUnfinished(script, row, history.piecewise !== null);
  });
  return { ...found, ...sound, unfinished };
}

/** In slices, of which what it took to receive the rows is the first. */
async function parsedRows(
  connection: Connection,
  history: History,
): Promise<readonly HistoryRow[]> {
  const slices = new Slices();
  const parsed: HistoryRow[] = [];
  for (const row of await connection.query(history.select)) {
    if (slices.isOver) await slices.next();
    parsed.push(history.parse(row));
  }
  if (slices.isOver) await slices.next();
  return parsed;
}

/** Makes the tool's empty table. @throws StrataError `refused` where this user may not; `lock`, `cancelled` */
export async function makeHistory(
  connection: Connection,
  { history, table }: RecordedHistory,
  options: RunUnitOptions = {},
): Promise<void> {
  await connection.execute(history.create, [], options).catch((error: unknown) => {
    if (!(error instanceof StrataError) || error.code !== 'failed') throw error;
    throw new StrataError(
      'refused',
      l10n.t(
        'The history table {0} cannot be made: {1}. Nothing was changed.',
        table,
        error.message,
      ),
      {
        hint:
          connection.engine === 'postgres'
            ? l10n.t('It wants a schema that is there, and in which this user may create tables.')
            : error.hint,
        cause: error,
      },
    );
  });
}

function printTable({ schema, name }: TableName): string {
  // SQLite's own schema goes without saying.
  return schema === null || schema === 'main' ? name : `${schema}.${name}`;
}
