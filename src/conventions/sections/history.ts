import { NOW } from '../../core/amendment.ts';
import type { Engine, Guard } from '../../core/engine.ts';
import type { HistoryRow, Migration } from '../../core/migration.ts';
import type { MigrationStatus } from '../../core/state.ts';
import { quoteTable, type Row, type Statement, type TableName } from '../../core/statement.ts';
import type { History } from '../convention.ts';
import { whyForeign } from '../foreign-tables.ts';
import { isoTime } from '../iso-time.ts';
import { beforehand, noRow, sameRow } from '../row-guard.ts';
import { printTable } from '../table-name.ts';
import { checksumLike } from './checksum.ts';
import { compareVersions } from './names.ts';

const COLUMNS = ['id', 'name', 'executed_at', 'checksum'] as const;

/** `schema_migrations`, as src/db/migrations/migration-runner.ts of the sections runner writes it. */
export function history(engine: Engine, table: TableName): History {
  const name = quoteTable(table);
  const statement = (sql: string, ...values: Statement['values']): Statement => ({ sql, values });

  const insert = ({ version, description, checksum }: Migration): Statement =>
    statement(
      `INSERT INTO ${name} (id, name, checksum) VALUES ($1, $2, $3)`,
      ...[version, description, checksum],
    );
  const remove = (version: string): Statement =>
    statement(`DELETE FROM ${name} WHERE id = $1`, version);
  const rowGuard = ({ version, checksum }: HistoryRow): Guard =>
    sameRow(engine, name, { id: version, checksum });

  return {
    create: [statement(createTable(engine, table)), statement(createIndex(engine, table))],
    foreign: (columns) => whyForeign(columns, COLUMNS),
    select: statement(
      engine === 'postgres'
        ? `SELECT id, name, checksum, ${printed('executed_at')} AS executed_at,
             ${printed("executed_at::timestamptz AT TIME ZONE 'UTC'")} AS utc FROM ${name} ORDER BY id`
        : `SELECT id, name, checksum, executed_at, executed_at AS utc FROM ${name} ORDER BY id`,
    ),
    parse,

    guard({ version }, direction) {
      const check = statement(`SELECT 1 FROM ${name} WHERE id = $1`, version);
      return beforehand(engine, name, check, direction);
    },
    applied: (migration) => [insert(migration)],
    finished: () => [],
    reverted: ({ version }) => [remove(version)],
    failed: () => [],

    accepted(migration, row) {
      const { version, columns } = row;
      const checksum = checksumLike(row.checksum, migration);
      return {
        version,
        before: columns,
        after: { ...columns, checksum },
        statements: [
          statement(`UPDATE ${name} SET checksum = $2 WHERE id = $1`, version, checksum),
        ],
        guard: rowGuard(row),
      };
    },
    // Whatever has a row is applied.
    completed(migration) {
      const { version, description, checksum } = migration;
      return {
        version,
        before: null,
        after: { id: version, name: description, checksum, executed_at: NOW },
        statements: [insert(migration)],
        guard: noRow(name, 'id', version),
      };
    },
    forgotten: (row) => ({
      version: row.version,
      before: row.columns,
      after: null,
      statements: [remove(row.version)],
      guard: rowGuard(row),
    }),

    piecewise: null,
  };
}

/** Newest `executed_at` first, as recorded; a row without one counts as PostgreSQL sorts it. */
export function revertOrder(applied: readonly MigrationStatus[]): readonly MigrationStatus[] {
  const executedAt = ({ row }: MigrationStatus): string | null => {
    const time = row?.columns.executed_at;
    return typeof time === 'string' ? time : null;
  };
  return applied.toSorted((a, b) => {
    const [x, y] = [executedAt(a), executedAt(b)];
    if (x === y) return compareVersions(b.version, a.version);
    if (x === null || y === null) return x === null ? -1 : 1;
    return compareVersions(y, x);
  });
}

function createTable(engine: Engine, table: TableName): string {
  return `CREATE TABLE IF NOT EXISTS ${printTable(table)} (
  id VARCHAR(255) PRIMARY KEY,
  name VARCHAR(255) NOT NULL,
  executed_at TIMESTAMP DEFAULT ${engine === 'postgres' ? 'NOW()' : 'CURRENT_TIMESTAMP'},
  checksum VARCHAR(64) NOT NULL
)`;
}

function createIndex(engine: Engine, { schema, name }: TableName): string {
  const index = `idx_${name}_executed_at`;
  // SQLite wants the schema at the index, PostgreSQL at the table.
  const [of, on] =
    engine === 'sqlite'
      ? [
          { schema, name: index },
          { schema: null, name },
        ]
      : [
          { schema: null, name: index },
          { schema, name },
        ];
  return `CREATE INDEX IF NOT EXISTS ${printTable(of)} ON ${printTable(on)}(executed_at)`;
}

/** Whatever DateStyle the server has. */
function printed(time: string): string {
  return `pg_catalog.to_char(${time}, 'YYYY-MM-DD HH24:MI:SS.US')`;
}

function parse({ utc, ...columns }: Row): HistoryRow {
  const { id, name, checksum } = columns;
  return {
    version: String(id),
    description: typeof name === 'string' ? name : null,
    outcome: 'applied',
    checksum: typeof checksum === 'string' ? checksum : null,
    appliedAt: typeof utc === 'string' ? isoTime(utc) : null,
    durationMs: null,
    appliedBy: null,
    error: null,
    outsideFiles: false,
    columns,
  };
}
