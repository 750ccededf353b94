import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { parseAddress } from '../../../src/databases/address.ts';
import type { Target } from '../../../src/databases/target.ts';
import { readMigrations } from '../../../src/project/migrations.ts';
import { run } from '../../../src/runner/run.ts';
import { readStatus } from '../../../src/runner/status.ts';
import { postgres } from '../../support/postgres.ts';
import { countRoundTrips } from '../../support/round-trips.ts';
import { shop, usual, type Shop } from './support.ts';

/** Each is 100 ms where the server is across an ocean: one more wants a reason. */
describe('round trips of each session, once it is let in', () => {
  it('status: how the session is, where the history is, what it says', async (test) => {
    const { project, target, roundTrips } = await applied(test);
    const { migrations } = await readStatus(project, await readMigrations(project), target, usual);
    assert.equal(migrations.length, 2);
    assert.deepEqual(roundTrips(), [3]);
  });

  it('nothing to apply: as status', async (test) => {
    const { up, roundTrips } = await applied(test);
    assert.equal((await up()).done.length, 0);
    assert.deepEqual(roundTrips(), [3]);
  });

  for (const count of [1, 5]) {
    it(`${count} to apply: the lock, the status under it, all of them, times`, async (test) => {
      const { add, up, roundTrips } = await applied(test);
      for (let index = 0; index < count; index++) {
        add(3 + index, `CREATE TABLE t${3 + index} (x INTEGER);`);
      }
      assert.equal((await up()).done.length, count);
      // The other one tells whether the lock locks anything, and tries how the server does.
      assert.deepEqual(roundTrips(), [8, 2]);
    });
  }
});

/** A project with two migrations applied, and the way to its database counted from here on. */
async function applied(
  test: TestContext,
): Promise<Shop & { readonly roundTrips: () => readonly number[] }> {
  const { url } = await (await postgres()).createDatabase();
  const near = await shop(null, url);
  assert.equal((await near.up()).done.length, 2);
  const way = await countRoundTrips(Number(new URL(url).port));
  test.after(way.stop);
  const far = new URL(url);
  far.port = `${way.port}`;
  const target: Target = parseAddress(far.href, { base: near.root, env: {} });
  const up: Shop['up'] = (options = {}) =>
    run(near.project, target, { kind: 'up' }, { ...usual, ...options });
  return { ...near, target, up, roundTrips: way.roundTrips };
}
