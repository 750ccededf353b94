import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sections } from '../../../src/conventions/sections/index.ts';
import { StrataError } from '../../../src/core/errors.ts';
import type { MigrationStatus } from '../../../src/core/state.ts';
import type { SqlValue } from '../../../src/core/statement.ts';

const { convention, migrationsFolder } = await sections.configure(new Map(), {});
const WRITER = { hostname: 'here' };
const TABLE = { schema: 'public', name: 'schema_migrations' };

describe('the tool', () => {
  it('has its migrations in migrations/ where nothing else is said', () => {
    assert.equal(migrationsFolder, 'migrations');
  });

  it('takes another table, perhaps with a schema', async () => {
    const options = { table: 'Ops."My History"' };
    const { convention } = await sections.configure(new Map(), options);
    assert.deepEqual(convention.historyTable('postgres'), { schema: 'ops', name: 'My History' });
    const [table, index] = convention.history(
      'postgres',
      convention.historyTable('postgres'),
      WRITER,
    ).create;
    assert.match(table?.sql ?? '', /^CREATE TABLE IF NOT EXISTS ops\."My History" \(/);
    assert.equal(
      index?.sql,
      'CREATE INDEX IF NOT EXISTS "idx_My History_executed_at" ON ops."My History"(executed_at)',
    );
  });

  for (const option of ['lockFile', 'backupFolder'] as const) {
    it(`refuses the option ${option}`, async () => {
      await assert.rejects(
        sections.configure(new Map(), { table: 'a', [option]: 'x' }),
        (error) =>
          error instanceof StrataError &&
          error.code === 'configuration' &&
          error.message === `strata.json: sections does not know the option "${option}".` &&
          error.hint === 'Known: table.',
      );
    });
  }

  it('takes a lock of our own on PostgreSQL, since its runner takes none', () => {
    // (0x53545241 << 32) + zlib.crc32(b'mydb'), by Python.
    assert.deepEqual(convention.lock('postgres', 'mydb'), {
      kind: 'advisory',
      key: 6_004_514_642_603_609_546n,
    });
    assert.equal(convention.lock('sqlite', 'mydb'), null);
  });
});

describe('the order of reverting', () => {
  const reverted = (...rows: readonly (readonly [version: string, executedAt: SqlValue])[]) => {
    const statuses = rows.map(([version, executed_at]) => ({
      version,
      row: { columns: { executed_at } },
    }));
    return convention
      .revertOrder(statuses as unknown as readonly MigrationStatus[])
      .map(({ version }) => version)
      .join(' ');
  };

  it('is that of executed_at, newest first, whatever the versions say', () => {
    const order = reverted(
      ['1_a', '2025-01-31 12:00:00.000002'],
      ['2_b', '2025-01-31 12:00:00.000001'],
      ['3_c', '2025-01-31 11:59:59.999999'],
    );
    assert.equal(order, '1_a 2_b 3_c');
  });

  it('is that of the versions, newest first, where times are the same', () => {
    const same = '2025-01-31 12:00:00';
    assert.equal(reverted(['1_a', same], ['3_c', same], ['2_b', same]), '3_c 2_b 1_a');
  });

  it('begins with rows without a time, as PostgreSQL sorts them', () => {
    assert.equal(reverted(['1_a', null], ['2_b', '2025-01-31 12:00:00']), '1_a 2_b');
    assert.equal(reverted(['2_b', '2025-01-31 12:00:00'], ['1_a', null]), '1_a 2_b');
  });
});

describe('a table that is another tool’s', () => {
  const why = (...columns: readonly string[]) =>
    convention.history('postgres', TABLE, WRITER).foreign(
      columns.map((column) => {
        const [name = '', ...type] = column.split(' ');
        return { name, type: type.join(' ') };
      }),
    );

  it('is none with all four columns, whatever else is there', () => {
    assert.equal(why('id', 'name', 'executed_at', 'checksum'), null);
    assert.equal(why('checksum', 'id', 'name', 'executed_at', 'note'), null);
  });

  for (const [owner, ...columns] of [
    ['golang-migrate', 'version bigint', 'dirty boolean'],
    ['dbmate', 'version character varying(128)'],
    ['dbmate', 'version varchar(128)'],
    ['Rails or dbmate', 'version character varying'],
    ['Rails or dbmate', 'version varchar'],
    ['Ecto', 'version bigint', 'inserted_at timestamp(0) without time zone'],
    ['Migratus', 'id bigint', 'applied timestamp', 'description character varying(1024)'],
    ['Sequel', 'filename text'],
    ['Supabase', 'version text', 'statements text[]', 'name text', 'created_by text'],
  ] as const) {
    it(`is ${owner}’s with ${columns.join(', ')}`, () => {
      const names = columns.map((column) => column.split(' ')[0]).join(', ');
      assert.equal(why(...columns), `its columns (${names}) are those of ${owner}`);
    });
  }

  it('is nobody’s that is known with other columns', () => {
    assert.equal(why('id', 'filename', 'executed_at'), 'it has no column "name", "checksum"');
    assert.match(why('version bigint') ?? '', /^it has no column "id"/);
  });
});
