import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withoutRefused, withoutRepeats } from '../../../src/checks/engine-problems.ts';
import type { Problem } from '../../../src/core/problem.ts';

describe('what an engine says of a script', () => {
  it('is not said where the script is refused anyway', () => {
    const refused = problem('copy-data', 3);
    const news = [problem('syntax', 4), problem('engine', 1), problem('missing-comment', 3)];
    const found = [problem('syntax', 3), problem('engine', 3), ...news];
    assert.deepEqual(withoutRefused(found, [refused]), news);
    assert.deepEqual(withoutRefused(found, [{ ...refused, severity: 'warning' }]), found);
  });

  it('is said once where its grammar has said it, and in its own words where these differ', () => {
    const syntax = [problem('syntax', 2), problem('syntax', 5)];
    const advice = problem('missing-comment', 3);
    const news = [problem('engine', 3), problem('syntax', 4), problem('engine', 5)];
    const failure = { ...{ message: '', code: null, detail: null, hint: null, statement: null } };
    const failed = {
      failure: { ...failure, position: null, completed: 0, kept: 'nothing' },
    } as const;
    assert.deepEqual(withoutRepeats([...syntax, advice], [problem('syntax', 2), ...news], failed), [
      syntax[0],
      advice,
      ...news,
    ]);
    assert.deepEqual(withoutRepeats([...syntax, advice], [], { failure: null }), [advice]);
  });
});

function problem(code: Problem['code'], line: number): Problem {
  const location = { line, column: 1, endLine: line, endColumn: 2 };
  return { code, severity: 'error', message: '', path: 'a.sql', version: '1', location };
}
