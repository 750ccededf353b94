import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { atThisPlace } from '../../../src/cli/place-options.ts';

const TEXT = 'Put that right, then go on with: strata repair 5 --continue';

describe('a command that a text advises', () => {
  it('is for the environment and the project of this one', () => {
    const complete = atThisPlace({ project: 'my shop', environment: 'staging' });
    assert.equal(
      complete(TEXT),
      "Put that right, then go on with: strata repair -C 'my shop' -e staging 5 --continue",
    );
    assert.equal(
      complete('Create it with strata database create, or correct the name.'),
      "Create it with strata database create -C 'my shop' -e staging, or correct the name.",
    );
  });

  it('says that there was an address, and not which', () => {
    const complete = atThisPlace({ url: 'postgres://me:secret@db/shop' });
    assert.equal(
      complete(TEXT),
      'Put that right, then go on with: strata repair --url … 5 --continue',
    );
  });

  it('is as it is where nothing was said', () => {
    assert.equal(atThisPlace({})(TEXT), TEXT);
  });
});
