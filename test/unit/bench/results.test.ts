import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withSections } from '../../bench/results.ts';

describe('the sections of the results', () => {
  const before =
    '# Results\n\nOf a machine.\n\n## apply\n\nslow\n\n## gone\n\nold\n\n## check\n\nsame\n';

  it('replaces what was taken anew, and keeps the rest in its order', () => {
    const taken = new Map([
      ['load', 'new'],
      ['apply', 'quick'],
    ]);
    assert.equal(
      withSections(before, taken, ['apply', 'load', 'never taken', 'check']),
      '## apply\n\nquick\n\n## load\n\nnew\n\n## check\n\nsame\n',
    );
  });
});
