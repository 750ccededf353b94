import { hostname } from 'node:os';
import * as l10n from '@vscode/l10n';
import type { Convention, History } from '../conventions/convention.ts';
import type { HistoryRow } from '../core/migration.ts';
import type { Problem } from '../core/problem.ts';
import type { TableName } from '../core/statement.ts';
import type { Column, Connection } from '../databases/database.ts';
import { soundRows } from './history-shape.ts';

/** The history table of a database, as it is now. */
export interface RecordedHistory {
  readonly history: History;
  /** As people write it: with its schema, where the engine has schemas. */
  readonly table: string;
  readonly exists: boolean;
  /** Of a table that is there. */
  readonly columns: readonly Column[];
  readonly rows: readonly HistoryRow[];
  /** Why it can't be used. */
  readonly problems: readonly Problem[];
}

/** Reads the history; a table that is not there has no rows, and one that is not the tool's is left alone. */
export async function readHistory(
  connection: Connection,
  convention: Convention,
): Promise<RecordedHistory> {
  const { engine } = connection;
  const { table, columns } = await connection.locate(convention.historyTable(engine));
  const history = convention.history(engine, table, { hostname: hostname() });
  const exists = columns !== null;
  const found = { history, table: printTable(table), exists, columns: columns ?? [] };
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
  const rows = (await connection.query(history.select)).map((row) => history.parse(row));
  return { ...found, ...soundRows(rows, found.table, convention) };
}

function printTable({ schema, name }: TableName): string {
  // SQLite's own schema goes without saying.
  return schema === null || schema === 'main' ? name : `${schema}.${name}`;
}
