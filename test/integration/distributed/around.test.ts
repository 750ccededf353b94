import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { examine } from '../../../src/runner/doctor/examine.ts';
import { holdLock } from '../../../src/runner/hold.ts';
import { errorOf } from '../postgres/connect.ts';
import { Place } from './project.ts';

async function findings(place: Place) {
  const found = [];
  const destination = {
    ...{ target: place.target, source: 'a test' },
    environment: null,
  };
  for await (const finding of examine({
    open: () => place.open(),
    locate: () => Promise.resolve(destination),
    isolated: false,
  })) {
    found.push(finding);
  }
  return found;
}

describe('around a run on a distributed engine', () => {
  for (const name of ['cockroach', 'yugabyte', 'dsql'] as const) {
    it(`the doctor says what keeps runners apart on ${name}, and who has it`, async (test) => {
      const place = await Place.open(test, name, 'sqlx');
      place.write();
      const told = (await findings(place)).find(({ step }) => step === 'capabilities');
      assert.match(told?.text ?? '', /a lease in _strata_lock does/);
      const letGo = await holdLock(await place.open(), place.target, { lockTimeout: 1000 });
      const lock = (await findings(place)).find(({ step }) => step === 'lock');
      assert.match(lock?.text ?? '', /process \d+ on .* holds it/);
      await letGo();
      const free = (await findings(place)).find(({ step }) => step === 'lock');
      assert.equal(free?.text, 'free');
      assert.deepEqual((await place.truth()).strays, []);
    });
  }

  it('the doctor says nothing of it where all is as on PostgreSQL', async (test) => {
    const place = await Place.open(test, 'citus', 'sqlx');
    place.write();
    assert.equal(
      (await findings(place)).find(({ step }) => step === 'capabilities'),
      undefined,
    );
  });

  it('work on the database as a whole keeps a run waiting', async (test) => {
    const place = await Place.open(test, 'dsql', 'sections');
    place.write();
    const letGo = await holdLock(await place.open(), place.target, { lockTimeout: 1000 });
    const error = await errorOf(place.run({ kind: 'up' }, { lockTimeout: 500 }), 'lock');
    assert.match(error.message, /holds it/);
    await letGo();
    assert.equal((await place.run({ kind: 'up' })).done.length, 3);
  });
});
