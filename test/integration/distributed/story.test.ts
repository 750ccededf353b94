import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { StrataError } from '../../../src/core/errors.ts';
import { engines, type EngineName } from '../../support/simulated-engine.ts';
import { CONVENTIONS, Place, SCRIPTS } from './project.ts';

const up = { kind: 'up' } as const;
const names = Object.keys(engines) as EngineName[];
/** What differs from these in one thing only is tried with one tool. */
const VARIANTS: readonly EngineName[] = ['cockroach-24', 'yugabyte-silenced', 'yugabyte-2025'];
/** Where a script is carried out in one transaction. */
const WHOLE: readonly EngineName[] = ['citus'];

const ALL = {
  tables: ['effects', 'one', 'three'],
  strays: [],
  effects: ['1', '2a', '2b', '3'],
  applied: ['1', '2', '3'],
};
const NOTHING = { tables: [], strays: [], effects: [], applied: [] };

for (const name of names) {
  for (const convention of VARIANTS.includes(name) ? (['sqlx'] as const) : CONVENTIONS) {
    describe(`${convention} on ${name}`, () => {
      it('applies and reverts', async (test) => {
        const place = await Place.open(test, name, convention);
        place.write();
        const applied = await place.run(up);
        assert.equal(applied.failure?.message, undefined);
        assert.deepEqual(await place.truth(), ALL);
        const reverted = await place.run({ kind: 'down', to: null });
        assert.equal(reverted.failure?.message, undefined);
        assert.deepEqual(await place.truth(), NOTHING);
      });

      it('is continued, or applied again, where it has failed', async (test) => {
        const place = await Place.open(test, name, convention);
        const [one, two, three] = SCRIPTS;
        assert.ok(one && two && three);
        const broken = two.up.replace('ADD COLUMN y int', 'ADD COLUMN y nonsense');
        place.write([one, { ...two, up: broken }, three]);
        const { failure } = await place.run(up);
        assert.match(failure?.message ?? '', /nonsense/);
        const isWhole = WHOLE.includes(name);
        assert.equal(failure?.kept, isWhole ? 'nothing' : 'completed');
        const { effects, applied } = await place.truth();
        assert.deepEqual(effects, isWhole ? ['1'] : ['1', '2a']);
        assert.deepEqual(applied, ['1']);

        place.write();
        if (!isWhole) {
          const version = convention === 'sections' ? '20250101000002_step2' : '2';
          const continued = await place.run({ kind: 'continue', version });
          assert.equal(continued.failure?.message, undefined);
          assert.deepEqual(continued.plan.problems, []);
        }
        await place.run(up);
        assert.deepEqual(await place.truth(), ALL);
      });

      it('is applied once by runners that begin at the same time', async (test) => {
        const place = await Place.open(test, name, convention);
        place.write();
        for (let round = 0; round < 2; round++) {
          const results = await Promise.all([place.run(up), place.run(up), place.run(up)]);
          assert.deepEqual(
            results.map(({ failure }) => failure?.message),
            [undefined, undefined, undefined],
          );
          assert.equal(results.flatMap(({ done }) => done).length, 3);
          assert.deepEqual(await place.truth(), ALL);
          await place.run({ kind: 'down', to: null });
        }
      });
    });
  }

  const { conflict } = engines[name];
  it(`${name}: conflicts are tried again (${conflict})`, async (test) => {
    const place = await Place.open(test, name, 'sqlx', { conflicts: 0.2, seed: 11 });
    place.write();
    const { failure } = await place.run(up);
    assert.equal(failure?.message, undefined);
    assert.deepEqual(await place.truth(), ALL);
    assert.ok(place.engine.faults.conflicts > 0);
  });
}

describe('a commit of which nobody knows', () => {
  const script = "INSERT INTO effects VALUES ('a');\nINSERT INTO effects VALUES ('b');";
  const scripts = [{ up: script, down: 'DELETE FROM effects;' }];

  for (const convention of CONVENTIONS) {
    it(`is not repeated: ${convention}`, async (test) => {
      const place = await Place.open(test, 'cockroach', convention, { ambiguous: 0.3, seed: 5 });
      await place.real.query('CREATE TABLE effects (what text)');
      place.write(scripts);
      const version = convention === 'sections' ? '20250101000001_step1' : '1';
      // As a person would: what is unfinished is continued, else applied.
      for (let attempt = 0; attempt < 30; attempt++) {
        await place.run({ kind: 'continue', version }).catch(isFailure);
        await place.run(up).catch(isFailure);
        if ((await place.truth()).applied.length > 0) break;
      }
      const { effects, applied } = await place.truth();
      assert.deepEqual([effects, applied], [['a', 'b'], ['1']]);
      assert.ok(place.engine.faults.ambiguous > 0);
    });
  }
});

/** What is known to have failed, a script or what was to be written before; anything else is the test's. */
function isFailure(error: unknown): void {
  assert.ok(error instanceof StrataError && /^(?:failed|refused)$/.test(error.code), String(error));
}
