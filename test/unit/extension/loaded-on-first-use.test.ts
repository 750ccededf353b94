import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadedOnFirstUse } from '../../../src/extension/util/loaded-on-first-use.ts';

describe('a part that is loaded on first use', () => {
  it('is loaded once, for all that ask meanwhile and later', async () => {
    let loads = 0;
    const part = loadedOnFirstUse(() => Promise.resolve({ load: (loads += 1) }));
    assert.equal(loads, 0);
    const [first, second] = await Promise.all([part(), part()]);
    assert.equal(first, second);
    assert.equal(await part(), first);
    assert.equal(loads, 1);
  });

  it('is tried anew after it could not be loaded', async () => {
    const loads = [Promise.reject(new Error('no such file')), Promise.resolve('the part')];
    const part = loadedOnFirstUse(() => loads.shift() ?? assert.fail('loaded too often'));
    await assert.rejects(part(), /no such file/);
    assert.equal(await part(), 'the part');
    assert.equal(await part(), 'the part');
  });
});
