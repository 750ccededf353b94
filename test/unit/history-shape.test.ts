import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readConfig } from '../../src/conventions/sqlx/config.ts';
import { history } from '../../src/conventions/sqlx/history.ts';
import { sqlx } from '../../src/conventions/sqlx/index.ts';
import type { HistoryRow } from '../../src/core/migration.ts';
import { appliedOutOfOrder, soundRows, unusualColumns } from '../../src/runner/history-shape.ts';

const { convention } = await sqlx.configure(new Map(), {});

function row(version: string, appliedAt: string | null = null): HistoryRow {
  return {
    ...{ version, description: '', outcome: 'applied', checksum: null, appliedAt },
    ...{ durationMs: null, appliedBy: null, error: null, outsideFiles: false, columns: {} },
  };
}

describe('the rows of a history', () => {
  it('are used where their version can be one, and each only once', () => {
    const { rows, problems } = soundRows(
      [row('1'), row('null'), row('2'), row('x'), row('2')],
      '_sqlx_migrations',
      convention,
    );
    assert.deepEqual(
      rows.map(({ version }) => version),
      ['1', '2', '2'],
    );
    assert.deepEqual(
      problems.map(({ code, severity, version, message }) => [code, severity, version, message]),
      [
        [
          'corrupt-history',
          'error',
          null,
          'Rows in _sqlx_migrations without a version that sqlx could have written: 2. Delete them.',
        ],
        [
          'corrupt-history',
          'error',
          '2',
          'Migration 2 is recorded 2 times in _sqlx_migrations: the table has lost its primary key. Delete all of its rows but one.',
        ],
      ],
    );
  });

  it('show what was applied before a lower version', () => {
    const rows = [
      row('3', '2025-01-02T00:00:00Z'),
      row('1', '2025-01-01T00:00:00Z'),
      row('2', '2025-01-03T00:00:00.000001+00:00'),
      row('4', null),
    ];
    assert.deepEqual(
      appliedOutOfOrder(rows, convention).map(({ severity, version }) => [severity, version]),
      [['info', '3']],
    );
    assert.deepEqual(appliedOutOfOrder([row('1', 'x'), row('2', 'y')], convention), []);
  });
});

describe('the columns of a history', () => {
  /** As each engine reports the table that sqlx makes. */
  const TYPES = {
    postgres: [
      ...['bigint', 'text', 'timestamp with time zone', 'boolean'],
      ...['bytea', 'bigint'],
    ],
    sqlite: ['BIGINT', 'TEXT', 'TIMESTAMP', 'BOOLEAN', 'BLOB', 'BIGINT'],
  };
  const NAMES = [
    ...['version', 'description', 'installed_on', 'success'],
    ...['checksum', 'execution_time'],
  ];

  for (const engine of ['postgres', 'sqlite'] as const) {
    const table = { schema: null, name: '_sqlx_migrations' };
    const made = history(engine, table, readConfig(undefined));
    const columns = NAMES.map((name, index) => ({ name, type: TYPES[engine][index] ?? '' }));

    it(`are as the tool makes them on ${engine}`, () => {
      assert.deepEqual(unusualColumns(made, columns, '_sqlx_migrations'), []);
    });

    it(`are named where they are not: ${engine}`, () => {
      const changed = columns.map((each) =>
        each.name === 'checksum' ? { ...each, type: 'text' } : each,
      );
      assert.deepEqual(
        unusualColumns(made, changed.slice(0, -1), '_sqlx_migrations').map(
          ({ message }) => message,
        ),
        [
          `The column "checksum" of _sqlx_migrations is text, where its tool makes it ${engine === 'sqlite' ? 'BLOB' : 'BYTEA'}.`,
          'The table _sqlx_migrations has no column "execution_time", which its tool makes as BIGINT.',
        ],
      );
    });
  }
});
