import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Problem, ProblemCode } from '../../../src/core/problem.ts';
import { readSeverities, withSeverities } from '../../../src/core/severities.ts';

function problem(code: ProblemCode): Problem {
  const place = { path: 'a.sql', version: '1', location: null };
  return { code, severity: 'warning', message: '', ...place };
}

describe('severities', () => {
  it('change or take away house rules', () => {
    const problems = [problem('gap'), problem('missing-down'), problem('lower-case-v')];
    const found = withSeverities(problems, { gap: 'error', 'missing-down': 'off' });
    assert.deepEqual(
      found.map(({ code, severity }) => [code, severity]),
      [
        ['gap', 'error'],
        ['lower-case-v', 'warning'],
      ],
    );
  });

  it('leave facts alone', () => {
    const facts = [problem('modified'), problem('duplicate-version'), problem('naming')];
    const severities = { modified: 'off', 'duplicate-version': 'off', naming: 'info' } as object;
    assert.deepEqual(withSeverities(facts, severities), facts);
  });

  it('are read from a setting in which anything may stand', () => {
    assert.deepEqual(readSeverities({ gap: 'error', 'too-large': 'off' }), {
      gap: 'error',
      'too-large': 'off',
    });
    const wrong = { gap: 'fatal', modified: 'off', toString: 'off', 'too-large': 1, '': null };
    assert.deepEqual(readSeverities(wrong), {});
    for (const setting of [undefined, null, 'off', 3, []]) {
      assert.deepEqual(readSeverities(setting), {});
    }
  });
});
