import * as l10n from '@vscode/l10n';
import { NOW } from '../../core/amendment.ts';
import type { Engine, Guard } from '../../core/engine.ts';
import { StrataError } from '../../core/errors.ts';
import type { HistoryRow, Migration } from '../../core/migration.ts';
import {
  quoteIdentifier,
  quoteTable,
  type Row,
  type SqlValue,
  type Statement,
  type TableName,
} from '../../core/statement.ts';
import type { History } from '../convention.ts';
import { whyForeign } from '../foreign-tables.ts';
import { isoTime } from '../iso-time.ts';
import { beforehand, noRow, sameRow } from '../row-guard.ts';
import { parseTableName, printTable } from '../table-name.ts';
import type { SqlxConfig } from './config.ts';
import { CONFIG_FILE } from './identity.ts';

const COLUMNS = [
  'version',
  'description',
  'installed_on',
  'success',
  'checksum',
  'execution_time',
] as const;

/** Not known yet, or never written: the process ended before it could be. */
const UNKNOWN_TIME = -1n;

/** `_sqlx_migrations`, as sqlx-{postgres,sqlite}/src/migrate.rs write it. */
export function history(engine: Engine, table: TableName, config: SqlxConfig): History {
  const name = quoteTable(table);
  const statement = (sql: string, ...values: Statement['values']): Statement => ({ sql, values });

  const insert = (migration: Migration, success: boolean): Statement =>
    statement(
      `INSERT INTO ${name} ( version, description, success, checksum, execution_time )
       VALUES ( $1, $2, $3, $4, $5 )`,
      BigInt(migration.version),
      migration.description,
      success,
      Buffer.from(migration.checksum ?? '', 'hex'),
      UNKNOWN_TIME,
    );
  const remove = ({ version }: { readonly version: string }): Statement =>
    statement(`DELETE FROM ${name} WHERE version = $1`, BigInt(version));
  const mark = ({ version }: Migration, success: boolean): Statement =>
    statement(`UPDATE ${name} SET success = $2 WHERE version = $1`, BigInt(version), success);

  /** What was not done yet when it stopped may have been corrected since. */
  const complete = ({ version, checksum }: Migration): Statement =>
    statement(
      `UPDATE ${name} SET success = $2, checksum = $3 WHERE version = $1`,
      ...[BigInt(version), true, Buffer.from(checksum ?? '', 'hex')],
    );

  const rowGuard = ({ version, columns }: HistoryRow): Guard => {
    const { success, checksum } = columns as Record<'success' | 'checksum', SqlValue>;
    return sameRow(engine, name, { version: BigInt(version), success, checksum });
  };
  const recorded = ({ description, checksum }: Migration) => ({
    description,
    success: engine === 'sqlite' ? 1n : true,
    checksum: Buffer.from(checksum ?? '', 'hex'),
  });

  return {
    create: [
      ...schemas(engine, config).map((schema) =>
        statement(`CREATE SCHEMA IF NOT EXISTS ${quoteIdentifier(schema)}`),
      ),
      statement(createTable(engine, table)),
    ],
    foreign: (columns) => whyForeign(columns, COLUMNS),
    select: statement(`SELECT ${COLUMNS.join(', ')} FROM ${name} ORDER BY version`),
    parse,

    guard({ version }, direction) {
      // One that somebody else has begun to revert is not applied any more.
      const state = direction === 'up' ? '' : ' AND success';
      const check = statement(`SELECT 1 FROM ${name} WHERE version = $1${state}`, BigInt(version));
      return beforehand(engine, name, check, direction);
    },
    applied: (migration) => [insert(migration, true)],
    finished: ({ version }, elapsed) => [
      statement(
        `UPDATE ${name} SET execution_time = $1 WHERE version = $2`,
        elapsed,
        BigInt(version),
      ),
    ],
    reverted: (migration) => [remove(migration)],

    accepted(migration, row) {
      const { version, columns } = row;
      const { checksum } = recorded(migration);
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
      const { description, success, checksum } = recorded(migration);
      if (row === null) {
        return {
          version: migration.version,
          before: null,
          after: {
            ...{ version, description, installed_on: NOW, success, checksum },
            execution_time: UNKNOWN_TIME,
          },
          statements: [insert(migration, true)],
          guard: noRow(name, 'version', version),
        };
      }
      return {
        version: migration.version,
        before: row.columns,
        after: { ...row.columns, description, success, checksum },
        statements: [
          statement(
            `UPDATE ${name} SET description = $2, success = $3, checksum = $4 WHERE version = $1`,
            ...[version, description, true, checksum],
          ),
        ],
        guard: rowGuard(row),
      };
    },
    forgotten: (row) => ({
      version: row.version,
      before: row.columns,
      after: null,
      statements: [remove(row)],
      guard: rowGuard(row),
    }),

    failed: () => [],
    // sqlx calls a row with success = false dirty and goes no further: what a crash must leave.
    piecewise: {
      started: (migration, direction) => [
        direction === 'up' ? insert(migration, false) : mark(migration, false),
      ],
      completed: (migration, direction) => [
        direction === 'up' ? complete(migration) : remove(migration),
      ],
      withdrawn: (migration, direction) => [
        direction === 'up' ? remove(migration) : mark(migration, true),
      ],
    },
  };
}

/** As sqlx reads them: it puts them into its SQL as they are written, and refuses them on SQLite. */
function schemas(engine: Engine, { createSchemas }: SqlxConfig): readonly string[] {
  if (engine === 'sqlite' && createSchemas.length > 0) {
    throw new StrataError(
      'configuration',
      l10n.t('{0}: create-schemas: SQLite cannot create schemas. Remove the key.', CONFIG_FILE),
    );
  }
  return createSchemas.map((schema) => parseTableName(schema, engine).name);
}

/** Laid out as sqlx writes it, since SQLite keeps a table's text. */
function createTable(engine: Engine, table: TableName): string {
  const types =
    engine === 'postgres'
      ? { time: 'TIMESTAMPTZ', now: 'now()', bytes: 'BYTEA' }
      : { time: 'TIMESTAMP', now: 'CURRENT_TIMESTAMP', bytes: 'BLOB' };
  return `CREATE TABLE IF NOT EXISTS ${printTable(table)} (
    version BIGINT PRIMARY KEY,
    description TEXT NOT NULL,
    installed_on ${types.time} NOT NULL DEFAULT ${types.now},
    success BOOLEAN NOT NULL,
    checksum ${types.bytes} NOT NULL,
    execution_time BIGINT NOT NULL
)`;
}

function parse(row: Row): HistoryRow {
  const { version, description, installed_on, success, checksum, execution_time } = row;
  return {
    version: String(version),
    description: typeof description === 'string' ? description : null,
    outcome: success === true || success === 1n ? 'applied' : 'failed',
    checksum: checksum instanceof Uint8Array ? Buffer.from(checksum).toString('hex') : null,
    appliedAt: typeof installed_on === 'string' ? isoTime(installed_on) : null,
    durationMs:
      typeof execution_time === 'bigint' && execution_time >= 0n
        ? Number(execution_time) / 1e6
        : null,
    appliedBy: null,
    error: null,
    outsideFiles: false,
    columns: row,
  };
}
