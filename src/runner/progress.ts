import { PROGRESS_TABLE } from '../core/own-tables.ts';
import type { Engine, Guard } from '../core/engine.ts';
import type { HistoryRow, Migration, Script } from '../core/migration.ts';
import type { Step } from '../core/plan.ts';
import {
  quoteTable,
  type Row,
  type SqlValue,
  type Statement,
  type TableName,
} from '../core/statement.ts';
import type { MigrationFiles } from '../core/reconcile.ts';
import type { Continuation, Unfinished, UnfinishedScript } from '../core/unfinished.ts';
import type { Connection } from '../databases/database.ts';
import { askable, continuation, measure, statementAt } from '../sql/continuation.ts';

/** How far scripts without a transaction have come, beside the history that they belong to. */
export interface ProgressTable {
  readonly table: TableName;
  readonly create: Statement;
  readonly select: Statement;
  parse(row: Row): Unfinished;

  /** A continued step is found as it was when it was planned. */
  guard(step: Step): Guard;
  /** A script begins, or goes on. */
  begin(step: Step): readonly Statement[];
  /** As `advance` of a `Unit`: two more values are bound last. */
  advance(version: string): Statement;
  /** Why it has stopped. */
  stopped(version: string, message: string): Statement;
  /** It has ended. */
  end(version: string): Statement;
}

/** @param history as `Connection.locate` found it: progress lies in the same schema */
export function progressTable(engine: Engine, history: TableName): ProgressTable {
  const table = { schema: history.schema, name: PROGRESS_TABLE };
  const name = quoteTable(table);
  const statement = (sql: string, ...values: readonly SqlValue[]): Statement => ({ sql, values });
  const create = statement(createTable(engine, name));
  const its = `history = $1 AND version = $2`;

  return {
    table,
    create,
    select: statement(
      `SELECT version, direction, digest, total, completed, in_doubt, message,
         ${SECONDS[engine]} AS started FROM ${name} WHERE history = $1`,
      history.name,
    ),
    parse,

    guard: ({ migration, direction, from, continues }) => ({
      lock: [],
      check: statement(
        `SELECT 1 FROM ${name} WHERE ${its} AND direction = $3 AND completed = $4`,
        ...[history.name, migration.version, direction, BigInt(continues?.written ?? from)],
      ),
      expects: 'row',
    }),
    begin: ({ migration: { version }, direction, script, from, continues }) => {
      const { total, digest } = measure(script.sql, engine);
      if (continues !== undefined) {
        return [
          statement(
            `UPDATE ${name} SET digest = $3, total = $4, completed = $5, in_doubt = $6,
               message = NULL, updated_at = CURRENT_TIMESTAMP WHERE ${its}`,
            ...[history.name, version, digest, BigInt(total), BigInt(from), continues.inDoubt],
          ),
        ];
      }
      return [
        // Without a lock between two steps, another runner may just have dropped it.
        ...(engine === 'sqlite' ? [create] : []),
        // Of a run that others have ended in the tool's own way.
        statement(`DELETE FROM ${name} WHERE ${its}`, history.name, version),
        statement(
          `INSERT INTO ${name} (history, version, direction, digest, total, completed, in_doubt)
           VALUES ($1, $2, $3, $4, $5, $6, $7)`,
          ...[history.name, version, direction, digest, BigInt(total), 0n, false],
        ),
      ];
    },
    advance: (version) =>
      statement(
        `UPDATE ${name} SET completed = $3, in_doubt = $4, updated_at = CURRENT_TIMESTAMP
         WHERE ${its}`,
        ...[history.name, version],
      ),
    stopped: (version, message) =>
      statement(`UPDATE ${name} SET message = $3 WHERE ${its}`, history.name, version, message),
    end: (version) => statement(`DELETE FROM ${name} WHERE ${its}`, history.name, version),
  };
}

const SECONDS: Readonly<Record<Engine, string>> = {
  sqlite: `CAST(strftime('%s', started_at) AS INTEGER)`,
  postgres: `CAST(EXTRACT(EPOCH FROM started_at) AS bigint)`,
};

function createTable(engine: Engine, name: string): string {
  const time = engine === 'postgres' ? 'TIMESTAMPTZ' : 'TIMESTAMP';
  return `CREATE TABLE IF NOT EXISTS ${name} (
    history TEXT NOT NULL,
    version TEXT NOT NULL,
    direction TEXT NOT NULL,
    digest TEXT NOT NULL,
    total BIGINT NOT NULL,
    completed BIGINT NOT NULL,
    in_doubt BOOLEAN NOT NULL,
    started_at ${time} NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at ${time} NOT NULL DEFAULT CURRENT_TIMESTAMP,
    message TEXT,
    PRIMARY KEY (history, version)
)`;
}

function parse(row: Row): Unfinished {
  const { version, direction, digest, total, completed, in_doubt, started, message } = row;
  return {
    version: String(version),
    direction: direction === 'down' ? 'down' : 'up',
    completed: Number(completed),
    written: Number(completed),
    total: Number(total),
    inDoubt: in_doubt === true || in_doubt === 1n,
    digest: String(digest),
    startedAt: new Date(Number(started) * 1000).toISOString(),
    message: typeof message === 'string' ? message : null,
    invalidIndexes: [],
  };
}

/** What the table holds, which is there. */
export async function readUnfinished(
  connection: Connection,
  history: TableName,
): Promise<readonly Unfinished[]> {
  const progress = progressTable(connection.engine, history);
  return (await connection.query(progress.select)).map((row) => progress.parse(row));
}

/** With what the next statement of each has left behind, and of one in doubt what has become of it. */
export async function lookBehind(
  connection: Connection,
  unfinished: readonly Unfinished[],
  { migrations }: MigrationFiles,
): Promise<readonly Unfinished[]> {
  const looked: Unfinished[] = [];
  for (const each of unfinished) {
    const script = scriptOf(each, migrations);
    const statement = script && statementAt(script.sql, connection.engine, each.completed);
    const invalidIndexes = statement === null ? [] : await connection.invalidIndexes(statement);
    const asked = script && askable(script.sql, connection.engine, each);
    const done = asked === null ? null : await connection.hasGoneThrough(asked);
    looked.push({ ...each, invalidIndexes, ...settled(each, done) });
  }
  return looked;
}

function settled({ completed, inDoubt }: Unfinished, done: boolean | null): Partial<Unfinished> {
  if (done === null) return { inDoubt };
  return { completed: done ? completed + 1 : completed, inDoubt: false };
}

/** Beside the scripts as they are now. */
export function besideFiles(
  unfinished: readonly Unfinished[],
  { migrations }: MigrationFiles,
  engine: Engine,
): readonly UnfinishedScript[] {
  return unfinished.map((each) => {
    const script = scriptOf(each, migrations);
    const at = (completed: number): Continuation =>
      script === null ? GONE : continuation(script, engine, { ...each, completed });
    const afterDoubt = each.inDoubt ? at(each.completed + 1) : null;
    return { ...each, ...at(each.completed), afterDoubt };
  });
}

const GONE: Continuation = { next: null, changed: null, settings: [] };

function scriptOf(
  { version, direction }: Unfinished,
  migrations: readonly Migration[],
): Script | null {
  return migrations.find((migration) => migration.version === version)?.[direction] ?? null;
}

/**
 * What others have ended meanwhile in the tool's own way counts no more.
 *
 * @param hasIntent the tool itself writes down that such a script has begun
 */
export function isStillUnfinished(
  { direction }: Unfinished,
  row: HistoryRow | null,
  hasIntent: boolean,
): boolean {
  if (hasIntent) return row?.outcome === 'failed';
  return (row?.outcome === 'applied') === (direction === 'down');
}
