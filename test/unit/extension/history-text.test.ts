import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { HistoryRow } from '../../../src/core/migration.ts';
import { historyText } from '../../../src/extension/history/history-text.ts';
import { judgeShop } from './shop.ts';

function row(
  version: string,
  appliedAt: string | null,
  columns: HistoryRow['columns'],
): HistoryRow {
  return {
    version,
    description: null,
    outcome: 'applied',
    checksum: null,
    appliedAt,
    durationMs: null,
    appliedBy: null,
    error: null,
    outsideFiles: false,
    columns,
  };
}

async function text(rows: readonly HistoryRow[], changes: object = {}): Promise<string> {
  const status = await judgeShop({ files: {} });
  return historyText({ ...status, recorded: { ...status.recorded, rows, ...changes } });
}

describe('a history as a document', () => {
  it('has all rows and columns as the tool stores them, newest first', async () => {
    assert.equal(
      await text([
        row('1', '2025-03-01T10:00:00.1Z', {
          version: 1n,
          ok: true,
          sum: Buffer.from('ab', 'hex'),
        }),
        row('9', '2025-03-02T10:00:00Z', { version: 9n, ok: false, sum: null }),
        row('10', '2025-03-02T10:00:00Z', { version: 10n, ok: true, sum: 'x' }),
      ]),
      [
        '_sqlx_migrations in sqlite:./shop.db',
        '3 rows, as sqlx stores them, newest first.',
        '',
        'version  ok     sum',
        '───────  ─────  ────',
        '10       true   x',
        '9        false  NULL',
        '1        true   ab',
        '',
      ].join('\n'),
    );
  });

  it('keeps every row on its line, whatever is in it', async () => {
    const hostile = { error: 'a\r\nb\u2028c\td\u001b[31me', more: 'z' };
    const lines = (await text([row('1', null, hostile)])).split('\n');
    assert.equal(lines[5], String.raw`a⏎b⏎c⇥d\u001B[31me  z`);
    assert.equal(lines.length, 7);
  });

  it('lets one long value widen no column', async () => {
    const long = 'x'.repeat(1000);
    const lines = (
      await text([
        row('1', '2025-03-01T10:00:00Z', { error: long, end: 'a' }),
        row('2', '2025-03-02T10:00:00Z', { error: 'short', end: 'b' }),
      ])
    ).split('\n');
    assert.equal(lines[5], 'short  b');
    assert.equal(lines[6], `${long}  a`);
  });

  it('says why there is nothing to see', async () => {
    assert.match(await text([], { exists: false }), /is not there yet/);
    assert.match(await text([]), /\n0 rows/);
    const problem = { message: 'That table is dbmate’s.' };
    assert.match(await text([], { problems: [problem] }), /\n\nThat table is dbmate’s\.\n$/);
  });

  it('is there at once for ten thousand rows', async () => {
    const rows = Array.from({ length: 10_000 }, (_, index) =>
      row(`${index}`, '2025-03-01T10:00:00Z', {
        version: BigInt(index),
        checksum: 'ab'.repeat(48),
      }),
    );
    const lines = (await text(rows)).split('\n');
    assert.equal(lines.length, 10_006);
    assert.match(lines[5] ?? '', /^9999 /);
  });
});
