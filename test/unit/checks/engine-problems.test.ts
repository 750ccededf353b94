import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withoutRefused } from '../../../src/checks/engine-problems.ts';
import type { Problem } from '../../../src/core/problem.ts';

describe('what an engine says of a script', () => {
  it('is not said where the script is refused anyway', () => {
    const refused = problem('copy-data', 3);
    const news = [problem('syntax', 4), problem('engine', 1), problem('missing-comment', 3)];
    const found = [problem('syntax', 3), problem('engine', 3), ...news];
    assert.deepEqual(withoutRefused(found, [refused]), news);
    assert.deepEqual(withoutRefused(found, [{ ...refused, severity: 'warning' }]), found);
  });
});

function problem(code: Problem['code'], line: number): Problem {
  const location = { line, column: 1, endLine: line, endColumn: 2 };
  return { code, severity: 'error', message: '', path: 'a.sql', version: '1', location };
}
