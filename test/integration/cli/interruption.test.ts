import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunDocument } from '../../../src/cli/documents/run.ts';
import { engines, postgresBench, Shop, untilPrinted, type Bench } from './harness.ts';

/** A minute's work on either engine. */
const slow = {
  sqlite: `CREATE TABLE half (n integer);
WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 2000000000)
INSERT INTO half SELECT max(n) FROM c;\n`,
  postgres: 'CREATE TABLE half (n integer);\nSELECT pg_sleep(60);\n',
};

function shopOn(bench: Bench, script = slow[bench.engine]): Shop {
  return new Shop(
    {
      'migrations/1_quick.sql': 'CREATE TABLE whole (n integer);\n',
      'migrations/2_slow.sql': script,
      'migrations/3_never.sql': 'CREATE TABLE never (n integer);\n',
    },
    { DATABASE_URL: bench.url },
  );
}

for (const [engine, open] of Object.entries(engines)) {
  describe(`Ctrl-C in the middle of a statement: ${engine}`, () => {
    /** @param whom the signal goes to: the process alone, or its group as from a terminal */
    async function interrupt(shop: Shop, signal: NodeJS.Signals, whom: 'process' | 'group') {
      const { process: strata, result } = shop.start(['up', '--json']);
      assert.ok(strata.pid);
      await untilPrinted(strata.stderr, 'quick');
      await sleep(300);
      const before = performance.now();
      process.kill(whom === 'group' ? -strata.pid : strata.pid, signal);
      const { code, stdout, stderr } = await result;
      const took = performance.now() - before;
      return { code, stderr, took, document: JSON.parse(stdout) as RunDocument };
    }

    for (const [signal, whom] of [
      ['SIGINT', 'process'],
      ['SIGINT', 'group'],
      ['SIGTERM', 'process'],
    ] as const) {
      it(`ends it soon and says what was kept (${signal} to the ${whom})`, async () => {
        const bench = await open();
        const shop = shopOn(bench);
        const { code, stderr, took, document } = await interrupt(shop, signal, whom);
        assert.equal(code, 130);
        assert.ok(took < 2000, `${took} ms`);
        assert.deepEqual(
          [document.applied.map(({ version }) => version), document.failed],
          [['1'], null],
        );
        assert.deepEqual(document.error, {
          code: 'cancelled',
          message:
            'Interrupted. Nothing of 2 slow was kept. What was done before stays: 1 applied.',
          hint: 'See what is true now with: strata status',
        });
        assert.match(stderr, /^Interrupting … \(Ctrl-C again ends at once\)$/m);
        assert.match(stderr, /^error: Interrupted\. Nothing of 2 slow was kept\./m);
        const yes = engine === 'sqlite' ? '1' : 'true';
        assert.deepEqual(
          await bench.look(
            'SELECT version, success, execution_time > 0 AS timed FROM _sqlx_migrations',
          ),
          [{ version: '1', success: yes, timed: yes }],
        );
        await assert.rejects(bench.look('SELECT * FROM half'));
        assert.deepEqual(await bench.look('SELECT * FROM whole'), []);
      });
    }

    it('says so where there is no transaction', async () => {
      const shop = shopOn(await open(), `-- no-transaction\n${slow[engine as keyof typeof slow]}`);
      const { code, document } = await interrupt(shop, 'SIGINT', 'process');
      assert.equal(code, 130);
      assert.match(
        document.error?.message ?? '',
        /^Interrupted\. The first statements of 2 slow may be in the database, since it runs without a transaction; it can be continued\. What was done before stays: 1 applied\.$/,
      );
      assert.equal((await shop.json('status')).migrations?.[1]?.state, 'failed');
    });
  });
}

describe('Ctrl-C while waiting for another runner', () => {
  it('waits no longer, and has changed nothing', async () => {
    const bench = await postgresBench();
    const holder = shopOn(bench);
    const first = holder.start(['up']);
    await untilPrinted(first.process.stdout, 'quick');
    const second = shopOn(bench).start(['up']);
    await untilPrinted(second.process.stdout, 'Waiting for another runner to end');
    second.process.kill('SIGINT');
    const { code, stderr } = await second.result;
    assert.equal(code, 130);
    assert.match(stderr, /^error: /m);
    first.process.kill('SIGINT');
    await first.result;
  });

  it('gives up by itself when the time is over: exit code 4', async () => {
    const bench = await postgresBench();
    const first = shopOn(bench).start(['up']);
    await untilPrinted(first.process.stdout, 'quick');
    const { exit, error, applied } = await shopOn(bench).json('up', '--lock-timeout', '0.5');
    assert.deepEqual([exit, error?.code, applied], [4, 'lock', []]);
    first.process.kill('SIGINT');
    await first.result;
  });
});

describe('a second Ctrl-C', () => {
  it('ends at once where the server does not answer the first', async () => {
    const bench = await postgresBench();
    const { process: strata, result } = shopOn(bench).start(['up']);
    await untilPrinted(strata.stdout, 'quick');
    await sleep(300);
    const [sleeper] = await bench.look(
      `SELECT pid FROM pg_stat_activity
       WHERE datname = current_database() AND wait_event = 'PgSleep'`,
    );
    const backend = Number(sleeper?.pid);
    process.kill(backend, 'SIGSTOP');
    try {
      strata.kill('SIGINT');
      await untilPrinted(strata.stderr, 'Interrupting');
      const before = performance.now();
      strata.kill('SIGINT');
      assert.equal((await result).code, 130);
      assert.ok(performance.now() - before < 1000);
    } finally {
      process.kill(backend, 'SIGCONT');
    }
  });
});
