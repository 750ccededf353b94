import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Amender, Amendment } from '../../../src/core/amendment.ts';
import type { Problem } from '../../../src/core/problem.ts';
import { reconcile } from '../../../src/core/reconcile.ts';
import {
  planRepair,
  remediesFor,
  type Remedy,
  type Repair,
  type RepairContext,
} from '../../../src/core/repair.ts';
import type { MigrationStatus } from '../../../src/core/state.ts';
import type { UnfinishedScript } from '../../../src/core/unfinished.ts';
import { files, metadata, migration, problem, rows, rules } from './states.ts';

/** Says what it was asked for, in words. */
const amender: Amender = {
  accepted: ({ version }) => amendment(version, 'accepted'),
  completed: ({ version }, before) =>
    amendment(version, `completed over ${before?.outcome ?? 'nothing'}`),
  forgotten: ({ version }) => amendment(version, 'forgotten'),
};

function amendment(version: string, word: string): Amendment {
  return { version, before: null, after: { word }, statements: [], guard: null };
}

interface Situation {
  readonly files: string;
  readonly history: string;
  readonly problems?: readonly Problem[];
  readonly context?: Partial<RepairContext>;
  readonly change?: (statuses: readonly MigrationStatus[]) => readonly MigrationStatus[];
}

function planOf(asked: Repair, situation: Situation) {
  const context = { rules, problems: [], amender, ignoreMissing: false, ...situation.context };
  const found = files(situation.files, situation.problems);
  const statuses = reconcile(found, rows(situation.history), context.rules);
  return planRepair(situation.change?.(statuses) ?? statuses, asked, context);
}

function changes(asked: Repair, situation: Situation): string[] {
  const { amendments, problems } = planOf(asked, situation);
  assert.deepEqual(
    problems.filter(({ severity }) => severity === 'error'),
    [],
  );
  return amendments.map(({ version, after }) => {
    const word = after?.word;
    return `${version} ${typeof word === 'string' ? word : 'unchanged'}`;
  });
}

function reasons(asked: Repair, situation: Situation): string[] {
  return planOf(asked, situation).problems.map(({ severity, code, version }) =>
    [severity, code, ...(version === null ? [] : [version])].join(' '),
  );
}

/** One migration in each state: its files, its row, and what fits it. */
const STATES: readonly (readonly [string, string, string, readonly Remedy[]])[] = [
  ['applied', '1', '1', []],
  ['pending', '1', '', []],
  ['out-of-order', '1 2', '2', []],
  ['reverted', '1', '1-', []],
  ['modified', '1', '1~', ['accept']],
  ['missing', '', '1', ['forget']],
  ['failed', '1', '1!', ['applied', 'not-applied']],
  ['failed without a file', '', '1!', ['not-applied']],
];

function repairOf(kind: Remedy, version: string): Repair {
  return kind === 'accept' || kind === 'forget' ? { kind, versions: [version] } : { kind, version };
}

describe('a repair', () => {
  for (const [state, its, history, fitting] of STATES) {
    it(`is refused unless it fits: ${state}`, () => {
      const situation = { files: its, history };
      for (const kind of ['accept', 'applied', 'not-applied', 'forget'] as const) {
        const asked = repairOf(kind, '1');
        if (fitting.includes(kind)) assert.equal(changes(asked, situation).length, 1);
        else assert.deepEqual(reasons(asked, situation), ['error repair 1'], kind);
      }
      const [status] = reconcile(files(its), rows(history), rules);
      assert.deepEqual(status && remediesFor(status), fitting);
    });
  }

  it('says of each that fits what its tool says', () => {
    const situation = { files: '1 3 4', history: '1~ 2 3! 4~' };
    assert.deepEqual(changes({ kind: 'accept', versions: ['1', '4'] }, situation), [
      '1 accepted',
      '4 accepted',
    ]);
    assert.deepEqual(changes({ kind: 'forget', versions: ['2'] }, situation), ['2 forgotten']);
    assert.deepEqual(changes({ kind: 'applied', version: '3' }, situation), [
      '3 completed over failed',
    ]);
    assert.deepEqual(changes({ kind: 'not-applied', version: '3' }, situation), ['3 forgotten']);
  });

  it('is refused whole where one of several does not fit, or is not there', () => {
    const situation = { files: '1 2', history: '1~ 2' };
    assert.deepEqual(reasons({ kind: 'accept', versions: ['1', '2', '7'] }, situation), [
      'error unknown-version 7',
      'error repair 2',
    ]);
  });

  it('takes a version twice for one', () => {
    const situation = { files: '1', history: '1~' };
    assert.deepEqual(changes({ kind: 'accept', versions: ['1', '1'] }, situation), ['1 accepted']);
  });

  const unfinished = (direction: 'up' | 'down') => (statuses: readonly MigrationStatus[]) => {
    const begun: UnfinishedScript = {
      ...{ version: '1', direction, completed: 1, total: 2, inDoubt: false, digest: '' },
      ...{
        startedAt: '',
        message: null,
        invalidIndexes: [],
        next: null,
        changed: null,
        settings: [],
        written: 1,
        afterDoubt: null,
      },
    };
    return statuses.map((each): MigrationStatus => ({
      ...each,
      state: 'failed',
      unfinished: begun,
    }));
  };

  it('of a script whose tool has not written down that it began is about what that has', () => {
    const up = { files: '1', history: '', change: unfinished('up') };
    assert.deepEqual(changes({ kind: 'applied', version: '1' }, up), ['1 completed over nothing']);
    assert.deepEqual(changes({ kind: 'not-applied', version: '1' }, up), ['1 unchanged']);
    const down = { files: '1', history: '1', change: unfinished('down') };
    assert.deepEqual(changes({ kind: 'applied', version: '1' }, down), ['1 accepted']);
    assert.deepEqual(changes({ kind: 'not-applied', version: '1' }, down), ['1 forgotten']);
    const again = { files: '1', history: '1-', change: unfinished('up') };
    assert.deepEqual(changes({ kind: 'applied', version: '1' }, again), [
      '1 completed over reverted',
    ]);
    assert.deepEqual(changes({ kind: 'not-applied', version: '1' }, again), ['1 unchanged']);
  });

  it('does not record a file that its tool would refuse or read otherwise', () => {
    const { path } = migration('1r').up;
    for (const [fault, inTheWay] of [
      [problem('encoding', 'error', path, '1'), true],
      [problem('duplicate-version', 'error', path, '1'), true],
      [problem('duplicate-version', 'warning', path, '1'), false],
      [problem('empty-script', 'warning', path, '1'), false],
      [problem('encoding', 'error', '1.down.sql', '1'), false],
      [problem('encoding', 'error', '2.up.sql', '2'), false],
    ] as const) {
      const expected = inTheWay ? [`error ${fault.code} 1`] : [];
      const edited = { files: '1r 2', history: '1~ 2', problems: [fault] };
      assert.deepEqual(reasons({ kind: 'accept', versions: ['1'] }, edited), expected);
      const failed = { files: '1r 2', history: '1! 2', problems: [fault] };
      assert.deepEqual(reasons({ kind: 'applied', version: '1' }, failed), expected);
      // What is no longer recorded may be as wrong as it likes.
      assert.deepEqual(reasons({ kind: 'not-applied', version: '1' }, failed), []);
    }
  });

  it('touches no table that is not sound', () => {
    const asked: Repair = { kind: 'accept', versions: ['1'] };
    for (const [fault, inTheWay] of [
      [problem('foreign-history', 'error', null, null), true],
      [problem('corrupt-history', 'error', null, '1'), true],
      [problem('corrupt-history', 'error', null, '2'), false],
      [problem('shared-history', 'warning', null, null), false],
      [problem('naming', 'error', 'seed_data.sql', null), false],
    ] as const) {
      const situation = { files: '1 2', history: '1~ 2', context: { problems: [fault] } };
      assert.equal(reasons(asked, situation).length, inTheWay ? 1 : 0, fault.code);
    }
  });
});

describe('a baseline', () => {
  const all: Repair = { kind: 'baseline', to: null };

  it('marks what is pending, up to and including the last one', () => {
    const situation = { files: '1 2 3', history: '1' };
    assert.deepEqual(changes({ kind: 'baseline', to: '2' }, situation), [
      '2 completed over nothing',
    ]);
    assert.deepEqual(changes(all, situation), [
      '2 completed over nothing',
      '3 completed over nothing',
    ]);
    assert.deepEqual(changes(all, { files: '1 2', history: '1 2-' }), [
      '2 completed over reverted',
    ]);
    assert.deepEqual(changes(all, { files: '1', history: '1' }), []);
  });

  it('marks below what is applied, with a warning that speaks of no applying', () => {
    const { amendments, problems } = planOf(all, { files: '1 2', history: '2' });
    assert.equal(amendments.length, 1);
    assert.deepEqual(
      problems.map(({ severity, message }) => [severity, message]),
      [['warning', 'Migration 1 comes before others that are applied already.']],
    );
  });

  it('is judged as applying would be', () => {
    const blocked = problem('encoding', 'error', migration('2').up.path, '2');
    assert.deepEqual(reasons(all, { files: '1 2', history: '1~' }), ['error modified 1']);
    assert.deepEqual(reasons(all, { files: '1 2', history: '1!' }), ['error failed 1']);
    assert.deepEqual(reasons(all, { files: '2', history: '1' }), ['error missing 1']);
    const ignoring = { context: { ignoreMissing: true } };
    assert.deepEqual(reasons(all, { files: '2', history: '1', ...ignoring }), []);
    assert.deepEqual(reasons(all, { files: '1 2', history: '', problems: [blocked] }), [
      'error encoding 2',
    ]);
    // What stays pending is in nobody's way.
    assert.deepEqual(
      reasons({ kind: 'baseline', to: '1' }, { files: '1 2', history: '', problems: [blocked] }),
      [],
    );
    const foreign = problem('foreign-history', 'error', null, null);
    assert.deepEqual(reasons(all, { files: '1', history: '', context: { problems: [foreign] } }), [
      'error foreign-history',
    ]);
    assert.deepEqual(reasons({ kind: 'baseline', to: '7' }, { files: '1', history: '' }), [
      'error unknown-version 7',
    ]);
  });

  it('marks what a tool applies again when it has failed', () => {
    const retrying = { context: { rules: { ...rules, retriesFailed: true } } };
    assert.deepEqual(changes(all, { files: '1', history: '1!', ...retrying }), [
      '1 completed over failed',
    ]);
  });

  it('marks nothing whose dependencies are not applied', () => {
    const needing = {
      ...migration('1'),
      metadata: metadata({
        dependencies: [
          {
            ...{ version: '2', name: 'V2__x' },
            location: { line: 1, column: 1, endLine: 1, endColumn: 2 },
          },
        ],
      }),
    };
    const statuses = reconcile({ migrations: [needing, migration('2')], problems: [] }, [], rules);
    const context = { rules, problems: [], amender, ignoreMissing: false };
    const { problems } = planRepair(statuses, { kind: 'baseline', to: '1' }, context);
    assert.deepEqual(
      problems.map(({ code }) => code),
      ['dependency'],
    );
  });
});
