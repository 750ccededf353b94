import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Migration } from '../../../src/core/migration.ts';
import { plan, type Request } from '../../../src/core/plan.ts';
import { reconcile } from '../../../src/core/reconcile.ts';
import { metadata, migration, rows, rules, words } from './states.ts';

/** `2>1`: 2 depends on 1; `3>1,2`: on both. All are reversible. */
function depending(text: string): Migration {
  const [version = '', needs = ''] = text.split('>');
  const location = { line: 1, column: 1, endLine: 1, endColumn: 2 };
  const dependencies = needs
    .split(',')
    .filter((need) => need !== '')
    .map((need) => ({ version: need, name: `V${need}`, location }));
  return { ...migration(`${version}r`), metadata: metadata({ dependencies }) };
}

/** The messages of a plan's `dependency` problems, each with its version. */
function unmet(inFiles: string, history: string, request: Request): string[] {
  const files = { migrations: words(inFiles).map(depending), problems: [] };
  const statuses = reconcile(files, rows(history), rules);
  const { problems } = plan(
    statuses,
    request,
    { ignoreMissing: true, skipIrreversible: false },
    {
      ...{ rules, problems: [], inspect: () => [] },
      revertOrder: (applied) => applied.toReversed(),
    },
  );
  const found = problems.filter(({ code }) => code === 'dependency');
  for (const { severity, path } of found) {
    assert.deepEqual([severity, path], ['error', '1/metadata.yaml']);
  }
  return found.map(({ version, message }) => `${version ?? ''}: ${message.split('. ')[0] ?? ''}`);
}

describe('what a plan would run too early', () => {
  const cases: [what: string, files: string, history: string, ...expected: string[]][] = [
    ['is nothing without dependencies', '1 2', ''],
    ['is nothing that comes after what it needs', '1 2>1 3>1,2', ''],
    ['is nothing that needs what is applied', '1 2>1', '1'],
    ['is nothing that needs what was edited since', '1 2>1', '1~'],
    ['is nothing that needs what is applied and has no file', '2>1', '1'],
    ['needs what comes later', '1>2 2', '', '1: Migration 1 depends on 2, which is not applied'],
    [
      'needs what was reverted, and is not there any more',
      '2>1',
      '1-',
      '2: Migration 2 depends on 1, which is not applied',
    ],
    [
      'needs several, each of which is told',
      '3>1,2',
      '',
      '3: Migration 3 depends on 1, which is not applied',
      '3: Migration 3 depends on 2, which is not applied',
    ],
    ['needs itself', '1>1', '', '1: Migration 1 depends on 1, which is not applied'],
    ['goes in a circle', '1>2 2>1', '', '1: Migration 1 depends on 2, which is not applied'],
  ];
  for (const [what, files, history, ...expected] of cases) {
    it(what, () => {
      assert.deepEqual(unmet(files, history, { kind: 'up' }), expected);
    });
  }

  it('is what is left out of those asked for', () => {
    const request: Request = { kind: 'apply', versions: ['2'] };
    assert.deepEqual(unmet('1 2>1', '', request), [
      '2: Migration 2 depends on 1, which is not applied',
    ]);
    assert.deepEqual(unmet('1 2>1', '', { ...request, versions: ['1', '2'] }), []);
  });

  it('is what needs one that was reverted on the way', () => {
    const request: Request = { kind: 'to', version: '1' };
    assert.deepEqual(unmet('1>2 2', '2', request), [
      '1: Migration 1 depends on 2, which is not applied',
    ]);
  });
});

describe('what a plan would take away from under others', () => {
  it('is what an applied one still needs', () => {
    assert.deepEqual(unmet('1>2 2', '1 2', { kind: 'down' }), [
      '2: Migration 2 cannot be reverted: 1 depends on it and is applied',
    ]);
  });

  it('is nothing that goes after what needs it', () => {
    assert.deepEqual(unmet('1 2>1', '1 2', { kind: 'down', steps: 2 }), []);
  });

  it('is nothing that only a pending one needs', () => {
    assert.deepEqual(unmet('1 2>1', '1', { kind: 'down' }), []);
  });

  it('is nothing that is applied again at once', () => {
    assert.deepEqual(unmet('1 2>1', '1 2', { kind: 'redo', steps: 2 }), []);
  });
});
