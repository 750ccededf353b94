import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { filesOf, scriptsIn, type Migration } from '../../../src/core/migration.ts';
import { plan, type Request } from '../../../src/core/plan.ts';
import type { Location, Problem, ProblemCode } from '../../../src/core/problem.ts';
import { reconcile } from '../../../src/core/reconcile.ts';
import { rules } from './states.ts';

const path = '1_users.sql';

/** `-- UP` on line 2, `-- DOWN` on line 6. */
const both: Migration = {
  version: '1',
  description: 'users',
  up: {
    path,
    sql: 'up',
    start: { line: 3, column: 1 },
    marker: { line: 2, column: 1 },
    transactional: true,
  },
  down: {
    path,
    sql: 'down',
    start: { line: 7, column: 1 },
    marker: { line: 6, column: 1 },
    transactional: true,
  },
  checksum: 'up',
  metadata: null,
};

function at(line: number): Location {
  return { line, column: 1, endLine: line, endColumn: 2 };
}

/** The codes of a plan's problems, where the file has one of `code` at a place. */
function told(
  code: ProblemCode,
  location: Location | null,
  direction: 'up' | 'down',
): readonly string[] {
  const problem: Problem = {
    code,
    severity: 'warning',
    message: '',
    path,
    version: '1',
    location,
  };
  const row = {
    version: '1',
    description: null,
    outcome: 'applied' as const,
    checksum: 'up',
    appliedAt: null,
    durationMs: null,
    appliedBy: null,
    error: null,
    outsideFiles: false,
    columns: {},
  };
  const files = { migrations: [both], problems: [problem] };
  const statuses = reconcile(files, direction === 'down' ? [row] : [], rules);
  const request: Request = { kind: direction };
  const options = { ignoreMissing: false, skipIrreversible: false };
  const context = { rules, problems: [], inspect: () => [], revertOrder: <T>(all: T): T => all };
  return plan(statuses, request, options, context).problems.map((each) => each.code);
}

describe('a file with both sections', () => {
  it('is one file, with its scripts from top to bottom', () => {
    assert.deepEqual(filesOf(both), [path]);
    assert.deepEqual(
      scriptsIn(both, path).map(({ direction }) => direction),
      ['up', 'down'],
    );
    assert.deepEqual(scriptsIn(both, 'other.sql'), []);
  });

  it('has problems of one section, which only plans with that section have', () => {
    assert.deepEqual(told('empty-section', at(3), 'up'), ['empty-section']);
    assert.deepEqual(told('empty-section', at(3), 'down'), []);
    assert.deepEqual(told('empty-section', at(6), 'up'), []);
    assert.deepEqual(told('empty-section', at(6), 'down'), ['empty-section']);
  });

  it('has problems of the whole, which every plan has', () => {
    assert.deepEqual(told('encoding', null, 'up'), ['encoding']);
    assert.deepEqual(told('encoding', null, 'down'), ['encoding']);
    assert.deepEqual(told('ambiguous-section', at(8), 'up'), ['ambiguous-section']);
    assert.deepEqual(told('encoding', at(1), 'up'), ['encoding'], 'before the first marker');
  });
});
