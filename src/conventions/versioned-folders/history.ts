import { NOW } from '../../core/amendment.ts';
import type { Engine, Guard } from '../../core/engine.ts';
import type { HistoryRow, Migration } from '../../core/migration.ts';
import {
  quoteIdentifier,
  quoteTable,
  type SqlValue,
  type Statement,
  type TableName,
} from '../../core/statement.ts';
import type { History, HistoryWriter } from '../convention.ts';
import { whyForeign } from '../foreign-tables.ts';
import { beforehand, noRow, sameRow } from '../row-guard.ts';
import { parseRow, PROGRAM } from './row.ts';

const COLUMNS = [
  ...['version', 'description', 'checksum', 'applied_at', 'execution_time_ms', 'status'],
  ...['rollback_at', 'applied_by', 'metadata', 'error_message', 'hostname'],
] as const;

/** ISO 8601 with microseconds and `+00:00`, as Python prints a time in UTC. */
const CLOCK: Readonly<Record<Engine, string>> = {
  // SQLite's clock has milliseconds.
  sqlite: `strftime('%Y-%m-%dT%H:%M:%f000+00:00', 'now')`,
  postgres: `clock_timestamp() AT TIME ZONE 'UTC'`,
};

/** What a row says of how a migration went. */
interface Outcome {
  readonly status: 'completed' | 'failed';
  /** In milliseconds. */
  readonly time: bigint | null;
  readonly error: string | null;
}

/** As applying writes it, before it is known how long that took. */
const COMPLETED: Outcome = { status: 'completed', time: null, error: null };

/** `migration_history`, as the original's `_record_migration_status` and `rollback_migration` write it. */
export function history(engine: Engine, table: TableName, writer: HistoryWriter): History {
  const name = quoteTable(table);
  const now = CLOCK[engine];
  const statement = (sql: string, ...values: readonly SqlValue[]): Statement => ({ sql, values });

  // A version that is recorded already is recorded anew, with nothing left of what it was.
  const anew = `ON CONFLICT (version) DO UPDATE SET ${COLUMNS.filter((each) => each !== 'version')
    .map((column) => `${column} = excluded.${column}`)
    .join(', ')}`;
  const record = (
    migration: Migration,
    { status, time, error }: Outcome,
    onConflict: string,
  ): Statement =>
    statement(
      `INSERT INTO ${name} AS recorded (${COLUMNS.join(', ')})
       VALUES ($1, $2, $3, ${now}, $4, $5, NULL, $6, $7, $8, $9) ${onConflict}`,
      BigInt(migration.version),
      migration.description,
      migration.checksum,
      time,
      status,
      PROGRAM,
      migration.metadata?.json ?? null,
      error,
      writer.hostname,
    );
  const revert = (version: string): Statement =>
    statement(
      `UPDATE ${name} SET status = 'rolled_back', rollback_at = ${now} WHERE version = $1`,
      BigInt(version),
    );
  const remove = (version: string): Statement =>
    statement(`DELETE FROM ${name} WHERE version = $1`, BigInt(version));
  const rowGuard = ({ version, columns }: HistoryRow): Guard => {
    const { status, checksum } = columns as Record<'status' | 'checksum', SqlValue>;
    return sameRow(engine, name, { version: BigInt(version), status, checksum });
  };

  return {
    create: [statement(createTable(name)), statement(createIndex(engine, table))],
    foreign: (columns) => whyForeign(columns, COLUMNS),
    select: statement(`SELECT ${COLUMNS.join(', ')} FROM ${name} ORDER BY version`),
    parse: parseRow,

    guard({ version }, direction) {
      const check = statement(
        `SELECT 1 FROM ${name} WHERE version = $1 AND status = 'completed'`,
        BigInt(version),
      );
      return beforehand(engine, name, check, direction);
    },
    applied: (migration) => [record(migration, COMPLETED, anew)],
    finished: ({ version }, elapsed) => [
      statement(
        `UPDATE ${name} SET execution_time_ms = $1 WHERE version = $2`,
        milliseconds(elapsed),
        BigInt(version),
      ),
    ],
    reverted: ({ version }) => [revert(version)],
    // Somebody else may have applied it meanwhile.
    failed: (migration, { message, elapsed }) => [
      record(
        migration,
        { status: 'failed', time: milliseconds(elapsed), error: message },
        `${anew} WHERE recorded.status <> 'completed'`,
      ),
    ],

    accepted({ checksum }, row) {
      const { version, columns } = row;
      return {
        version,
        before: columns,
        after: { ...columns, checksum },
        statements: [
          statement(
            `UPDATE ${name} SET checksum = $2 WHERE version = $1`,
            ...[BigInt(version), checksum],
          ),
        ],
        guard: rowGuard(row),
      };
    },
    completed(migration, row) {
      const version = BigInt(migration.version);
      const { description, checksum, metadata } = migration;
      const { status, time, error } = COMPLETED;
      return {
        version: migration.version,
        before: row?.columns ?? null,
        after: {
          ...{ version, description, checksum, applied_at: NOW, execution_time_ms: time, status },
          ...{ rollback_at: null, applied_by: PROGRAM, metadata: metadata?.json ?? null },
          ...{ error_message: error, hostname: writer.hostname },
        },
        statements: [record(migration, COMPLETED, row === null ? '' : anew)],
        guard: row === null ? noRow(name, 'version', version) : rowGuard(row),
      };
    },
    // What was applied leaves its row behind, as when the tool itself reverts it.
    forgotten(row) {
      const { version, columns, outcome } = row;
      const stays = outcome === 'applied';
      return {
        version,
        before: columns,
        after: stays ? { ...columns, status: 'rolled_back', rollback_at: NOW } : null,
        statements: [stays ? revert(version) : remove(version)],
        guard: rowGuard(row),
      };
    },

    piecewise: null,
  };
}

function createTable(name: string): string {
  return `CREATE TABLE IF NOT EXISTS ${name} (
    version INTEGER PRIMARY KEY,
    description TEXT NOT NULL,
    checksum TEXT NOT NULL,
    applied_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    execution_time_ms INTEGER,
    status TEXT NOT NULL DEFAULT 'completed',
    rollback_at TIMESTAMP,
    applied_by TEXT,
    metadata TEXT,
    error_message TEXT,
    hostname TEXT,
    CHECK (status IN ('pending', 'running', 'completed', 'failed', 'rolled_back'))
)`;
}

/** The schema stands before the index on SQLite, and before the table on PostgreSQL. */
function createIndex(engine: Engine, table: TableName): string {
  const index = { schema: table.schema, name: `idx_${table.name}_status` };
  const [what, where] =
    engine === 'sqlite'
      ? [quoteTable(index), quoteIdentifier(table.name)]
      : [quoteIdentifier(index.name), quoteTable(table)];
  return `CREATE INDEX IF NOT EXISTS ${what} ON ${where} (status, applied_at DESC)`;
}

function milliseconds(nanoseconds: bigint): bigint {
  return nanoseconds / 1_000_000n;
}
