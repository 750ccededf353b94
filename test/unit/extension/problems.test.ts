import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Problem } from '../../../src/core/problem.ts';
import { problemsByFile } from '../../../src/extension/diagnostics/problems.ts';
import type { Reading } from '../../../src/extension/model/project-model.ts';
import { judgeShop, openShop, type Shop } from './shop.ts';

/** `file code line:character-line:character`, sorted. */
function told(reading: Reading): readonly string[] {
  return [...problemsByFile(reading)]
    .flatMap(([path, placed]) =>
      placed.map(({ problem: { code }, range: { start, end } }) => {
        const last = end.character === Number.MAX_VALUE ? '' : end.character;
        const range = `${start.line}:${start.character}-${end.line}:${last}`;
        return `${path.replace('migrations/', '')} ${code} ${range}`;
      }),
    )
    .sort();
}

async function against(shop: Shop): Promise<readonly string[]> {
  const status = await judgeShop(shop);
  return told({ files: status.files, status });
}

describe('the problems of files', () => {
  it('are told without a database where names and bytes show them', async () => {
    const { reading } = await openShop({
      files: {
        'notes.sql': '',
        'seed_data.sql': '',
        '1_users.sql': 'COMMIT;',
        '1_carts.sql': '',
        '2_prices.up.sql': '',
        '3_gone.down.sql': '',
      },
    });
    assert.deepEqual(told(reading), [
      '1_carts.sql duplicate-version 0:0-0:',
      '1_users.sql duplicate-version 0:0-0:',
      '2_prices.up.sql missing-down 0:0-0:',
      '3_gone.down.sql orphan-down 0:0-0:',
      'notes.sql naming 0:0-0:',
      'seed_data.sql naming 0:0-0:',
    ]);
  });

  it('are not told by the engine as well where a script is refused before it gets there', async () => {
    const status = await judgeShop({ files: { '1_users.sql': 'SELECT 1;\nCOMMIT;\n' } });
    const path = 'migrations/1_users.sql';
    const at = (line: number): Problem => ({
      ...{ code: 'engine', severity: 'error', message: 'no', path, version: '1' },
      location: { line, column: 1, endLine: line, endColumn: 7 },
    });
    const placed = problemsByFile({ files: status.files, status }, [], [at(1), at(2)]).get(path);
    assert.deepEqual(
      placed?.map(({ problem: { code }, range: { start } }) => `${code} ${start.line}`),
      ['transaction-control 1', 'engine 0'],
    );
  });

  it('have the exact place in scripts that are still to run', async () => {
    const files = {
      '1_users.sql': 'SELECT 1;\nCOMMIT;\n',
      '2_carts.sql': 'SELECT 1;\n\\d carts\nCOPY carts FROM stdin;\n1\n\\.\n',
      '3_empty.sql': '-- nothing\n',
    };
    assert.deepEqual(await against({ files, engine: 'postgres' }), [
      '1_users.sql transaction-control 1:0-1:6',
      '2_carts.sql copy-data 3:0-4:2',
      '2_carts.sql psql-command 1:0-1:8',
      '3_empty.sql empty-script 0:0-0:',
    ]);
  });

  it('are not looked for in scripts that have run', async () => {
    const files = { '1_users.sql': 'COMMIT;' };
    assert.deepEqual(await against({ files, applied: { 1: 'COMMIT;' } }), []);
  });

  it('count columns as the editor does behind a byte order mark', async () => {
    const files = { '1_users.sql': '\uFEFFSELECT 1; COMMIT;' };
    assert.deepEqual(await against({ files, engine: 'postgres' }), [
      '1_users.sql encoding 0:0-0:',
      '1_users.sql transaction-control 0:10-0:16',
    ]);
  });

  it('include what the history says of them, and nothing that has no file', async () => {
    const files = { '1_users.sql': 'SELECT 2;', '2_carts.sql': 'SELECT 1;' };
    assert.deepEqual(await against({ files, applied: { 1: 'SELECT 1;', 3: 'SELECT 1;' } }), [
      '1_users.sql modified 0:0-0:',
      '2_carts.sql out-of-order 0:0-0:',
    ]);
  });

  it('take the applied one of two files with one version for the applied one', async () => {
    const files = { '1_carts.sql': 'SELECT 2;', '1_users.sql': 'SELECT 1;' };
    assert.deepEqual(await against({ files, applied: { 1: 'SELECT 1;' } }), [
      '1_carts.sql duplicate-version 0:0-0:',
      '1_users.sql duplicate-version 0:0-0:',
    ]);
  });
});
