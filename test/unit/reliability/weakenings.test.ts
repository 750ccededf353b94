import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { trials } from '../../reliability/trials.ts';
import { WEAKENINGS } from '../../reliability/weakenings.ts';

const src = join(import.meta.dirname, '../../../src');

describe('each weakened runner', () => {
  for (const weakening of WEAKENINGS) {
    it(weakening.name, () => {
      for (const [file, edits] of Object.entries(weakening.edits)) {
        const text = readFileSync(join(src, file), 'utf8');
        for (const [from] of edits) assert.ok(text.includes(from), `${file} still has “${from}”`);
      }
      assert.ok(
        trials().some(({ name }) => weakening.trials.test(name)),
        'a trial is to find it out',
      );
    });
  }
});
