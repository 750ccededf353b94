import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  isRefused,
  plan,
  type PlanContext,
  type PlanOptions,
  type Request,
} from '../../../src/core/plan.ts';
import { isReversible, type HistoryRow, type Migration } from '../../../src/core/migration.ts';
import type { Problem } from '../../../src/core/problem.ts';
import { reconcile } from '../../../src/core/reconcile.ts';
import { files, metadata, migration, problem, row, rows, rules } from './states.ts';

const OPTIONS: PlanOptions = { ignoreMissing: false, skipIrreversible: false };

interface Situation {
  readonly files: string;
  readonly history: string;
  readonly request: Request;
  readonly options?: Partial<PlanOptions>;
  readonly fileProblems?: readonly Problem[];
  readonly context?: Partial<PlanContext>;
}

function planOf(situation: Situation) {
  const context: PlanContext = {
    rules,
    problems: [],
    inspect: () => [],
    revertOrder: (applied) => applied.toSorted((a, b) => rules.compare(b.version, a.version)),
    ...situation.context,
  };
  const found = files(situation.files, situation.fileProblems);
  const statuses = reconcile(found, rows(situation.history), context.rules);
  return plan(statuses, situation.request, { ...OPTIONS, ...situation.options }, context);
}

/** `+1 +2`: apply 1, then 2; `-2`: revert 2. */
function steps(situation: Situation): string {
  const made = planOf(situation);
  assert.deepEqual(
    made.problems.filter(({ severity }) => severity === 'error'),
    [],
  );
  for (const { direction, migration, script } of made.steps) {
    assert.equal(script, direction === 'up' ? migration.up : migration.down);
  }
  return made.steps
    .map(({ direction, migration }) => (direction === 'up' ? '+' : '-') + migration.version)
    .join(' ');
}

function reasons(situation: Situation): string[] {
  return planOf(situation).problems.map(({ severity, code, version }) =>
    [severity, code, ...(version === null ? [] : [version])].join(' '),
  );
}

const UP: Request = { kind: 'up' };
const DOWN: Request = { kind: 'down' };

describe('a plan', () => {
  const cases: [
    what: string,
    files: string,
    history: string,
    request: Request,
    expected: string,
  ][] = [
    ['applies what is pending, oldest first', '1 2 3', '1', UP, '+2 +3'],
    ['applies nothing where nothing is pending', '1 2', '1 2', UP, ''],
    ['applies up to a version, and that one', '1 2 3', '', { kind: 'up', to: '2' }, '+1 +2'],
    ['applies nothing up to one that is applied', '1 2 3', '1 2', { kind: 'up', to: '1' }, ''],
    ['applies so many', '1 2 3', '', { kind: 'up', steps: 2 }, '+1 +2'],
    [
      'applies so many of those up to a version',
      '1 2 3',
      '',
      { kind: 'up', steps: 2, to: '1' },
      '+1',
    ],
    ['applies as many as there are', '1 2', '1', { kind: 'up', steps: 9 }, '+2'],
    ['applies one that was passed over', '1 2 3', '2', UP, '+1 +3'],
    ['applies one again that was reverted', '1 2', '1 2-', UP, '+2'],
    [
      'applies just those asked for, in order',
      '1 2 3',
      '',
      { kind: 'apply', versions: ['3', '1'] },
      '+1 +3',
    ],
    [
      'applies of those asked for what is not applied',
      '1 2',
      '1',
      { kind: 'apply', versions: ['1', '2'] },
      '+2',
    ],

    ['reverts the newest', '1r 2r 3r', '1 2', DOWN, '-2'],
    ['reverts nothing where nothing is applied', '1r', '', DOWN, ''],
    ['reverts so many, newest first', '1r 2r 3r', '1 2 3', { kind: 'down', steps: 2 }, '-3 -2'],
    [
      'reverts down to a version, which stays',
      '1r 2r 3r',
      '1 2 3',
      { kind: 'down', to: '1' },
      '-3 -2',
    ],
    ['reverts all', '1r 2r', '1 2', { kind: 'down', to: null }, '-2 -1'],
    [
      'reverts so many of those above a version',
      '1r 2r 3r',
      '1 2 3',
      { kind: 'down', to: '1', steps: 1 },
      '-3',
    ],
    [
      'reverts above a version that is pending itself',
      '1r 2 3r',
      '1 3',
      { kind: 'down', to: '2' },
      '-3',
    ],

    ['goes up to a version', '1r 2r 3r', '1', { kind: 'to', version: '2' }, '+2'],
    ['goes down to a version', '1r 2r 3r', '1 2 3', { kind: 'to', version: '1' }, '-3 -2'],
    ['stays where it is', '1r 2r', '1', { kind: 'to', version: '1' }, ''],
    ['goes down and fills in below', '1r 2r 3r', '2 3', { kind: 'to', version: '2' }, '-3 +1'],
    ['goes back before the first', '1r 2r', '1 2', { kind: 'to', version: null }, '-2 -1'],

    [
      'reverts the newest and applies it again',
      '1r 2r',
      '1 2',
      { kind: 'redo', steps: 1 },
      '-2 +2',
    ],
    ['does so for several', '1r 2r 3r', '1 2 3', { kind: 'redo', steps: 2 }, '-3 -2 +2 +3'],
    ['leaves pending ones out of it', '1r 2r 3', '1 2', { kind: 'redo', steps: 1 }, '-2 +2'],
  ];
  for (const [what, inFiles, history, request, expected] of cases) {
    it(`${what}: ${expected || 'nothing'}`, () => {
      assert.equal(steps({ files: inFiles, history, request }), expected);
    });
  }

  it('reverts in the convention’s own order', () => {
    // Some tools go by when it was applied.
    const revertOrder: PlanContext['revertOrder'] = (applied) => applied;
    const situation = { files: '1r 2r', history: '1 2', request: DOWN, context: { revertOrder } };
    assert.equal(steps(situation), '-1');
  });
});

describe('a version that was typed short', () => {
  const isShortFor = (text: string, version: string): boolean => version.startsWith(`${text}0`);
  const context = { rules: { ...rules, isShortFor } };
  const files = '10r 11r 20r 201r';

  it('is found wherever a version is asked for', () => {
    const at = (history: string, request: Request) => steps({ files, history, request, context });
    assert.equal(at('', { kind: 'up', to: '1' }), '+10');
    assert.equal(at('10 11', { kind: 'down', to: '1' }), '-11');
    assert.equal(at('10 11', { kind: 'to', version: '1' }), '-11');
  });

  it('gives way to the one that is called just so', () => {
    const exactly = { files: '1r 10r', history: '', request: { kind: 'up', to: '1' } } as const;
    assert.equal(steps({ ...exactly, context }), '+1');
  });

  it('is refused where it may be several', () => {
    const { problems } = planOf({
      files,
      history: '',
      request: { kind: 'to', version: '2' },
      context,
    });
    assert.deepEqual(
      problems.map(({ code, message }) => `${code}: ${message}`),
      ['unknown-version: 2 is short for several: 20, 201. Write one of them whole.'],
    );
  });
});

describe('where a failed migration is simply applied again', () => {
  const context = { rules: { ...rules, retriesFailed: true } };

  it('it is one of those that are to be applied', () => {
    assert.equal(steps({ files: '1 2', history: '1!', request: UP, context }), '+1 +2');
  });

  it('its row is in nobody’s way, also without a file', () => {
    assert.equal(steps({ files: '2', history: '1!', request: UP, context }), '+2');
  });
});

describe('a migration that must not be reverted', () => {
  const revert = (found: readonly Migration[], recorded: readonly HistoryRow[]) =>
    plan(reconcile({ migrations: found, problems: [] }, recorded, rules), DOWN, OPTIONS, {
      ...{ rules, problems: [], inspect: () => [], revertOrder: (applied) => applied },
    }).problems.map(({ code, message }) => `${code}: ${message}`);

  it('says so in its metadata, whatever script there is', () => {
    const oneWay = { ...migration('1r'), metadata: metadata({ reversible: false }) };
    assert.equal(isReversible(oneWay), false);
    assert.deepEqual(revert([oneWay], rows('1')), [
      'irreversible: Migration 1 must not be reverted: 1/metadata.yaml says that it is not reversible.',
    ]);
    assert.equal(isReversible({ ...oneWay, metadata: metadata({ reversible: true }) }), true);
    assert.equal(isReversible({ ...oneWay, down: null, metadata: null }), false);
    assert.equal(isReversible(migration('1r')), true);
  });

  it('has no script to go by', () => {
    assert.deepEqual(revert([migration('1')], rows('1')), [
      'irreversible: Migration 1 cannot be reverted: it has no down script. Write one.',
    ]);
  });

  it('was applied by application code', () => {
    assert.deepEqual(revert([], [{ ...row('1'), outsideFiles: true }]), [
      'irreversible: Migration 1 cannot be reverted: it was applied by application code.',
    ]);
  });
});

describe('a plan is refused', () => {
  const pending = { files: '1 2 3', request: UP };
  const refusals: [what: string, situation: Situation, ...reasons: string[]][] = [
    ['by an edit to an applied file', { ...pending, history: '1~' }, 'error modified 1'],
    [
      'by an applied migration without a file',
      { files: '2', history: '1', request: UP },
      'error missing 1',
    ],
    ['by a failed one', { ...pending, history: '1!' }, 'error failed 1'],
    [
      'by all of them at once',
      { files: '1 2 4', history: '1~ 2! 3', request: UP },
      'error modified 1',
      'error failed 2',
      'error missing 3',
    ],
    [
      'though there is nothing to apply',
      { files: '1', history: '1~', request: UP },
      'error modified 1',
    ],
    [
      'by an edit above what is applied',
      { files: '1 2', history: '2~', request: UP },
      'warning out-of-order 1',
      'error modified 2',
    ],
    [
      'by a version that is not there',
      { ...pending, history: '', request: { kind: 'up', to: '7' } },
      'error unknown-version 7',
    ],
    [
      'by one of several that is not there',
      { ...pending, history: '', request: { kind: 'apply', versions: ['1', '7', '8'] } },
      'error unknown-version 7',
      'error unknown-version 8',
    ],
    [
      'by an unknown version to go to',
      { ...pending, history: '', request: { kind: 'to', version: '7' } },
      'error unknown-version 7',
    ],
    [
      'by an unknown version to stay at',
      { ...pending, history: '1', request: { kind: 'down', to: '7' } },
      'error unknown-version 7',
    ],
    [
      'where there is no way back',
      { files: '1r 2', history: '1 2', request: DOWN },
      'error irreversible 2',
    ],
    [
      'where there is no way back further down',
      { files: '1 2r', history: '1 2', request: { kind: 'down', to: null } },
      'error irreversible 1',
    ],
    [
      'where there is no way back and no file',
      { files: '1r', history: '1 2', request: DOWN, options: { ignoreMissing: true } },
      'error irreversible 2',
    ],
    [
      'where a redo has no way back',
      { files: '1', history: '1', request: { kind: 'redo', steps: 1 } },
      'error irreversible 1',
    ],
    [
      'where reverting leaves an edited one below',
      { files: '1r 2r', history: '1~ 2', request: DOWN },
      'error modified 1',
    ],
    [
      'where reverting leaves a failed one',
      { files: '1r 2r', history: '1! 2', request: DOWN },
      'error failed 1',
    ],
  ];
  for (const [what, situation, ...expected] of refusals) {
    it(what, () => {
      assert.deepEqual(reasons(situation), expected);
      assert.ok(isRefused(planOf(situation)));
    });
  }

  it('by a number that is left out below what would be applied, and not where nothing is', () => {
    const gap = problem('gap', 'error', '3.up.sql', '3');
    const situation = { files: '1r 3r 4r', history: '1 3', fileProblems: [gap] };
    assert.deepEqual(reasons({ ...situation, request: UP }), ['error gap 3']);
    assert.deepEqual(reasons({ ...situation, request: DOWN }), []);
    const told = { ...situation, fileProblems: [{ ...gap, severity: 'warning' as const }] };
    assert.deepEqual(reasons({ ...told, request: UP }), []);
  });

  it('by what is wrong with the folder or the history table as a whole', () => {
    const general = problem('naming', 'error', 'seed_data.sql', null);
    const situation = { ...pending, history: '', context: { problems: [general] } };
    assert.deepEqual(reasons(situation), ['error naming']);
  });

  it('by what a script holds, of those that would run and of no other', () => {
    const inspected: string[] = [];
    const inspect: PlanContext['inspect'] = ({ path }, version) => {
      inspected.push(path);
      return [problem('copy-data', 'error', path, version)];
    };
    const situation: Situation = {
      files: '1r 2r 3r 4r',
      history: '1 2',
      request: { kind: 'up', to: '3' },
      context: { inspect },
    };
    assert.deepEqual(reasons(situation), ['error copy-data 3']);
    assert.deepEqual(inspected, ['3.up.sql']);
    inspected.length = 0;
    planOf({ ...situation, request: { kind: 'redo', steps: 1 } });
    assert.deepEqual(inspected, ['2.down.sql', '2.up.sql']);
  });

  it('by a file that cannot be read, where it is the one that would run', () => {
    const unreadable = (path: string, version: string) => ({
      files: '1r 2r',
      history: '1',
      fileProblems: [problem('unreadable', 'error', path, version)],
    });
    assert.deepEqual(reasons({ ...unreadable('2.up.sql', '2'), request: UP }), [
      'error unreadable 2',
    ]);
    assert.deepEqual(reasons({ ...unreadable('2.down.sql', '2'), request: UP }), []);
    assert.deepEqual(reasons({ ...unreadable('1.down.sql', '1'), request: DOWN }), [
      'error unreadable 1',
    ]);
    assert.deepEqual(reasons({ ...unreadable('1.up.sql', '1'), request: DOWN }), []);
  });

  it('by two files of one version, whatever it is that would run', () => {
    const duplicate = [problem('duplicate-version', 'error', '1.up.sql', '1')];
    const situation = { files: '1 2', history: '1', fileProblems: duplicate };
    assert.deepEqual(reasons({ ...situation, request: UP }), ['error duplicate-version 1']);
  });
});

describe('a plan is not refused', () => {
  it('by two files that merely share a timestamp, which is said where one of them runs', () => {
    const shared = [problem('duplicate-version', 'warning', '2.up.sql', '2')];
    const situation = { files: '1 2', history: '', fileProblems: shared };
    assert.deepEqual(reasons({ ...situation, request: UP }), ['warning duplicate-version 2']);
    assert.deepEqual(reasons({ ...situation, request: { kind: 'up', to: '1' } }), []);
    assert.equal(steps({ ...situation, request: UP }), '+1 +2');
  });

  it('by one that application code applied, also without a file', () => {
    const revertOrder: PlanContext['revertOrder'] = (applied) => applied;
    const fromCode = { ...row('1'), outsideFiles: true };
    const found = files('2');
    const made = plan(reconcile(found, [fromCode], rules), UP, OPTIONS, {
      ...{ rules, problems: [], inspect: () => [], revertOrder },
    });
    assert.deepEqual([made.problems, made.steps.length], [[], 1]);
  });

  it('by a missing file, where missing ones are ignored', () => {
    const situation = { files: '2', history: '1', request: UP, options: { ignoreMissing: true } };
    assert.equal(steps(situation), '+2');
    assert.deepEqual(reasons(situation), []);
  });

  it('by warnings of files that are no part of it, which are not mentioned', () => {
    const problems = [
      problem('naming', 'warning', 'x.sql', null),
      problem('corrupt-history', 'warning', null, null),
    ];
    const situation = { files: '1', history: '', request: UP, context: { problems } };
    assert.deepEqual(reasons(situation), ['warning corrupt-history']);
  });

  it('by a file out of order, which is a warning', () => {
    const situation = { files: '1 2 3', history: '2', request: UP };
    assert.deepEqual(reasons(situation), ['warning out-of-order 1']);
    assert.equal(steps(situation), '+1 +3');
  });

  it('by one out of order that is not asked for, which is not mentioned', () => {
    const request: Request = { kind: 'apply', versions: ['3'] };
    assert.deepEqual(reasons({ files: '1 2 3', history: '2', request }), []);
  });

  it('by an edit to what it reverts', () => {
    assert.equal(steps({ files: '1r 2r', history: '1 2~', request: DOWN }), '-2');
    assert.equal(
      steps({ files: '1r', history: '1~', request: { kind: 'redo', steps: 1 } }),
      '-1 +1',
    );
  });

  it('by migrations without a way back, where they are passed over', () => {
    const options = { skipIrreversible: true };
    const down = (request: Request) => ({
      files: '1r 2 3r 4',
      history: '1 2 3 4',
      request,
      options,
    });
    assert.equal(steps(down(DOWN)), '-3');
    assert.equal(steps(down({ kind: 'down', steps: 2 })), '-3 -1');
    assert.equal(steps(down({ kind: 'down', to: null })), '-3 -1');
    assert.equal(steps(down({ kind: 'to', version: '1' })), '-3');
    assert.equal(steps(down({ kind: 'redo', steps: 1 })), '-3 +3');
  });
});
