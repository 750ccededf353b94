import assert from 'node:assert/strict';
import { it } from 'node:test';
import { PreparedStatements } from '../../../src/databases/postgres/prepared.ts';

it('is prepared once, and carried out with its values', () => {
  const prepared = new PreparedStatements('ours');
  const sql = 'SELECT $1';
  assert.equal(prepared.execute({ sql, values: ['a'] }), `EXECUTE ours_0 ('a')`);
  assert.equal(prepared.execute({ sql, values: [2n] }), 'EXECUTE ours_0 ((2))');
  assert.equal(prepared.execute({ sql: 'SELECT 1', values: [] }), 'EXECUTE ours_1');
  assert.deepEqual(prepared.prepare(), [
    'PREPARE ours_0 AS SELECT $1',
    'PREPARE ours_1 AS SELECT 1',
  ]);
  assert.deepEqual(prepared.prepare(), []);
});

it('what no server prepares stays as it is, and so does nothing at all', () => {
  const prepared = new PreparedStatements('ours');
  for (const sql of ['SET LOCAL lock_timeout = 1;', '']) {
    assert.equal(prepared.execute({ sql, values: [] }), sql);
  }
  assert.deepEqual(prepared.prepare(), []);
});
