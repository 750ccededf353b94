import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { doctorText } from '../../../src/extension/doctor/doctor-text.ts';

describe('the setup of a project, as a document', () => {
  it('has a line for each step, and the remedy below it', () => {
    const text = doctorText('shop', [
      { step: 'lock', verdict: 'ok', text: 'free', remedy: null },
      { step: 'programs', verdict: 'warning', text: 'psql is not there.', remedy: 'Install it.' },
    ]);
    assert.equal(
      text,
      [
        'Setup of shop: warnings: 1',
        '',
        '  ✓  lock      free',
        '  !  programs  psql is not there.',
        '               Install it.',
        '',
      ].join('\n'),
    );
  });

  it('breaks what is too long to read', () => {
    const text = doctorText('shop', [
      { step: 'lock', verdict: 'error', text: 'word '.repeat(40).trim(), remedy: null },
    ]);
    assert.ok(text.split('\n').every((line) => line.length <= 100));
    assert.match(text, /^Setup of shop: errors: 1, warnings: 0\n/);
  });
});
