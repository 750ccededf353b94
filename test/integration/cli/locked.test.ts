import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { otherProcess } from '../sqlite/support.ts';
import { Shop } from './harness.ts';

describe('a SQLite file that a program keeps locked', () => {
  for (const [what, prepared] of [
    ['before anything was applied', ''],
    ['where there is a history', '1_first'],
  ] as const) {
    it(`is waited for, ${what}: who has it is said, and exit code 4 in the end`, async () => {
      const shop = new Shop(
        { 'migrations/1_first.sql': 'CREATE TABLE first (n integer);\n' },
        { DATABASE_URL: 'sqlite:shop.db' },
      );
      if (prepared !== '') assert.equal((await shop.strata('up')).code, 0);
      shop.write('migrations/2_second.sql', 'CREATE TABLE second (n integer);\n');
      const other = await otherProcess(shop.path('shop.db'), 'BEGIN IMMEDIATE');
      const who = process.platform === 'linux' ? `process ${other.pid} (node)` : 'another process';
      const { code, stdout, stderr } = await shop.strata('up', '--lock-timeout', '1');
      await other.end();
      assert.equal(code, 4, stderr);
      assert.ok((stdout + stderr).includes(` waits for ${who}`), stdout + stderr);
      assert.ok(stderr.includes(`shop.db is locked: ${who} holds it`), stderr);
      assert.equal((await shop.strata('up')).code, 0);
      const { migrations } = await shop.json('status');
      assert.deepEqual(
        migrations?.map(({ state }) => state),
        ['applied', 'applied'],
      );
    });
  }
});
