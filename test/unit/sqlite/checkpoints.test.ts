import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Checkpoints, type Checkpoint } from '../../../src/databases/sqlite/checkpoints.ts';

function checkpoint(bytes: number): Checkpoint {
  return { image: new Uint8Array(bytes), leftOut: [], missing: new Set() };
}

describe('checkpoints', () => {
  it('let go of the one that was not asked for longest', () => {
    const kept = new Checkpoints(100);
    for (const key of ['a', 'b', 'c']) kept.keep(key, checkpoint(30));
    kept.get('a');
    kept.keep('d', checkpoint(40));
    assert.deepEqual(
      ['a', 'b', 'c', 'd'].filter((key) => kept.has(key)),
      ['a', 'c', 'd'],
    );
    assert.throws(() => kept.get('b'), RangeError);
  });

  it('keep the newest, whatever its size', () => {
    const kept = new Checkpoints(100);
    kept.keep('a', checkpoint(30));
    kept.keep('b', checkpoint(500));
    assert.ok(kept.has('b') && !kept.has('a'));
    kept.keep('c', checkpoint(100));
    assert.ok(kept.has('c') && !kept.has('b'));
  });

  it('count one that is kept again once', () => {
    const kept = new Checkpoints(100);
    kept.keep('a', checkpoint(10));
    for (let time = 0; time < 20; time++) kept.keep('b', checkpoint(80));
    assert.ok(kept.has('a') && kept.has('b'));
  });
});
