import assert from 'node:assert/strict';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { StrataError, type ErrorCode } from '../../../src/core/errors.ts';
import { isRefused } from '../../../src/core/plan.ts';
import { initialise } from '../../../src/runner/initialise.ts';
import { run } from '../../../src/runner/run.ts';
import type { RunEvent } from '../../../src/runner/run-result.ts';
import { eventually } from '../../support/eventually.ts';
import { shop, usual, type Shop } from './support.ts';

const LOCK = 'migration.lock';

/** As a runner that is at work leaves it: this very process. */
function locked({ data }: Shop): void {
  const timestamp = new Date().toISOString();
  const content = { pid: process.pid, timestamp, hostname: hostname() };
  writeFileSync(join(data, LOCK), JSON.stringify(content));
}

function isError(code: ErrorCode): (error: unknown) => boolean {
  return (error) => error instanceof StrataError && error.code === code;
}

describe('a SQLite file that is not there yet', () => {
  it('is not made by whoever does not get the lock', async () => {
    const it = await shop();
    locked(it);
    await assert.rejects(it.up(), isError('lock'));
    await assert.rejects(initialise(it.project, it.target, usual), isError('lock'));
    assert.deepEqual(readdirSync(it.data), [LOCK]);
  });

  it('is not made by whoever stops waiting', async () => {
    const it = await shop();
    locked(it);
    const abort = new AbortController();
    const onEvent = ({ kind }: RunEvent): void => {
      if (kind === 'waiting') abort.abort();
    };
    const patient = { lockTimeout: 3_600_000, signal: abort.signal, onEvent };
    await assert.rejects(it.up(patient), isError('cancelled'));
    assert.deepEqual(readdirSync(it.data), [LOCK]);
  });

  it('is not made for a plan that nobody has agreed to', async () => {
    const it = await shop();
    const seen = await shop();
    const { plan } = await seen.up();
    it.add(2, 'CREATE TABLE t2 (other TEXT);');
    await assert.rejects(it.up({ agreed: plan }), isError('refused'));
    assert.deepEqual(readdirSync(it.data), []);
  });

  it('is not made for a plan that is refused, and no process stays behind', async () => {
    const it = await shop();
    it.add(2, 'BEGIN; CREATE TABLE t2 (x INTEGER); COMMIT;');
    const { plan, done } = await it.up();
    assert.ok(isRefused(plan));
    assert.deepEqual(done, []);
    assert.deepEqual(readdirSync(it.data), []);
    await eventually(() => {
      assert.ok(!process.getActiveResourcesInfo().includes('ProcessWrap'));
    }, 2_000);
  });

  it('is made by whoever has waited for the lock, and finds nothing done', async () => {
    const it = await shop();
    locked(it);
    const told: string[] = [];
    const onEvent = ({ kind }: RunEvent): void => {
      told.push(kind);
      if (kind === 'waiting') rmSync(join(it.data, LOCK));
    };
    const { done } = await it.up({ lockTimeout: 60_000, onEvent });
    assert.equal(done.length, 2);
    assert.deepEqual(told.slice(0, 2), ['waiting', 'planned']);
  });

  it('that another runner makes meanwhile is read as it is by then', async () => {
    const it = await shop();
    locked(it);
    let made = Promise.resolve();
    const onEvent = ({ kind }: RunEvent): void => {
      if (kind !== 'waiting') return;
      // Under another lock file's name, which is as good as having this one.
      const other = { ...it.project, convention: { ...it.project.convention, lock: () => null } };
      made = run(other, it.target, { kind: 'up' }, { ...usual, backup: 'never' }).then(() => {
        rmSync(join(it.data, LOCK));
      });
    };
    const { done } = await it.up({ lockTimeout: 60_000, onEvent });
    await made;
    assert.deepEqual(done, []);
  });
});
