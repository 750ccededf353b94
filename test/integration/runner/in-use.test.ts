import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, it } from 'node:test';
import { rows } from '../../support/rows.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { Shop, untilPrinted } from '../cli/harness.ts';
import { make } from '../sqlite/support.ts';
import { shop } from './support.ts';

const COUNT = 50;

describe('a SQLite file in use', () => {
  for (const journal of ['DELETE', 'WAL']) {
    it(`loses nothing of its application’s, nor of ${COUNT} migrations, journal mode ${journal}`, async (t) => {
      const path = join(temporaryFolder('in-use'), 'shop.db');
      make(path, `PRAGMA journal_mode = ${journal}; CREATE TABLE orders (n INTEGER PRIMARY KEY)`);
      const { add, up } = await shop(null, `sqlite:${path}`);
      for (let version = 1; version <= COUNT; version++) {
        add(version, `CREATE TABLE t${version} (x); INSERT INTO t${version} VALUES (${version});`);
      }
      const script = join(import.meta.dirname, '../sqlite/application.ts');
      const application = spawn(process.execPath, [script, path], {
        stdio: ['pipe', 'pipe', 'inherit'],
      });
      t.after(() => application.kill());
      const lines = createInterface(application.stdout)[Symbol.asyncIterator]();
      await lines.next();
      const { done, failure } = await up({ backup: 'never', lockTimeout: 60_000 });
      assert.equal(failure, null);
      assert.equal(done.length, COUNT);
      application.stdin.end();
      const written = Number((await lines.next()).value);
      assert.ok(written > 1, `${written} orders`);
      assert.deepEqual(rows(path, 'SELECT count(*), max(n) FROM orders'), [[written, written]]);
      assert.deepEqual(
        rows(path, "SELECT count(*) FROM migration_history WHERE status = 'completed'"),
        [[COUNT]],
      );
      assert.deepEqual(rows(path, "SELECT count(*) FROM sqlite_schema WHERE name GLOB 't[0-9]*'"), [
        [COUNT],
      ]);
      assert.deepEqual(rows(path, 'PRAGMA integrity_check'), [['ok']]);
    });
  }

  it('is not taken from a runner that sleeps with its computer, and that goes on', async () => {
    const files = {
      'migrations/V001__quick/up.sql': 'CREATE TABLE quick (n integer);',
      'migrations/V002__slow/up.sql': `CREATE TABLE slow (n integer);
        WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 8000000)
        INSERT INTO slow SELECT max(n) FROM c;`,
      'migrations/V003__next/up.sql': 'CREATE TABLE next (n integer);',
    };
    const sleeper = new Shop(files, { DATABASE_URL: 'sqlite:shop.db' });
    const { process: strata, result } = sleeper.start(['up']);
    const group = -(strata.pid ?? NaN);
    await untilPrinted(strata.stdout, 'quick');
    process.kill(group, 'SIGSTOP');
    const other = await sleeper.strata('up', '--lock-timeout', '1');
    assert.equal(other.code, 4, other.stderr);
    process.kill(group, 'SIGCONT');
    const { code, stderr } = await result;
    assert.equal(code, 0, stderr);
    assert.deepEqual(
      rows(sleeper.path('shop.db'), 'SELECT version FROM migration_history ORDER BY version'),
      [[1], [2], [3]],
    );
    assert.deepEqual(rows(sleeper.path('shop.db'), 'SELECT n FROM slow'), [[8000000]]);
  });
});
