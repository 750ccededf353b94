import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { suggest } from '../../../src/core/suggest.ts';

const KNOWN = ['url', 'protected', 'backup', 'migrations', 'environments'];

describe('a suggestion', () => {
  for (const [written, meant] of [
    ['ulr', 'url'],
    ['URL', 'url'],
    ['protcted', 'protected'],
    ['protectted', 'protected'],
    ['migratoins', 'migrations'],
    ['enviroment', 'environments'],
    ['bakcup', 'backup'],
    ['env', 'environments'],
  ]) {
    it(`for ${String(written)} is ${String(meant)}`, () => {
      assert.equal(suggest(String(written), KNOWN), `Did you mean "${String(meant)}"?`);
    });
  }

  it('is none where nothing is near', () => {
    for (const written of ['', 'x', 'password', 'backpack-folder']) {
      assert.equal(suggest(written, KNOWN), null, written);
    }
    assert.equal(suggest('url', []), null);
  });
});
