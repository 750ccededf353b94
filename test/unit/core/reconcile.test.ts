import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { reconcile, type Rules } from '../../../src/core/reconcile.ts';
import {
  isApplied,
  isPending,
  STATES,
  summarize,
  type Difference,
} from '../../../src/core/state.ts';
import { files, migration, problem, row, rows, rules, words } from './states.ts';

function states(inFiles: string, inHistory: string): string[] {
  return reconcile(files(inFiles), rows(inHistory), rules).map(
    ({ version, state }) => `${version} ${state}`,
  );
}

describe('the state of a migration', () => {
  const cases: [inFiles: string, inHistory: string, ...expected: string[]][] = [
    ['', ''],
    ['1 2', '', '1 pending', '2 pending'],
    ['1 2', '1', '1 applied', '2 pending'],
    ['1 2', '1 2', '1 applied', '2 applied'],
    ['2', '1 2', '1 missing', '2 applied'],
    ['', '1', '1 missing'],
    ['1 2', '1~', '1 modified', '2 pending'],
    ['1 2', '1!', '1 failed', '2 pending'],
    ['2', '1!', '1 failed', '2 pending'],
    ['1 2', '2', '1 out-of-order', '2 applied'],
    ['1 2 3 4', '3', '1 out-of-order', '2 out-of-order', '3 applied', '4 pending'],
    ['1 3', '2', '1 out-of-order', '2 missing', '3 pending'],
    // A failed or a reverted one is nothing that a pending one could come too late for.
    ['1 2', '2!', '1 pending', '2 failed'],
    ['1 2', '2-', '1 pending', '2 pending'],
    ['1', '1- 2-', '1 pending'],
    // In the convention's order, whatever the order of files and rows.
    ['10 9 2', '9 2', '2 applied', '9 applied', '10 pending'],
  ];
  for (const [inFiles, inHistory, ...expected] of cases) {
    it(`files ${inFiles || 'none'}, history ${inHistory || 'none'}: ${expected.join(', ')}`, () => {
      assert.deepEqual(states(inFiles, inHistory), expected);
    });
  }

  it('is the same as set theory has it, for every history of three files and a lost one', () => {
    const kinds = ['', 'N', 'N~', 'N!', 'N-'];
    const versions = [1, 2, 3, 4];
    for (let code = 0; code < kinds.length ** versions.length; code++) {
      const history = versions.map((version, place) =>
        kinds[Math.floor(code / kinds.length ** place) % kinds.length]?.replace('N', `${version}`),
      );
      const found = new Map(
        states('1 2 4', history.join(' ')).map((each) => words(each) as [string, string]),
      );
      const newest = Math.max(
        ...history.map((each, place) => (/^\d~?$/.test(each ?? '') ? place + 1 : 0)),
      );
      for (const [place, recorded = ''] of history.entries()) {
        const version = place + 1;
        const hasFile = version !== 3;
        const expected = recorded.endsWith('!')
          ? 'failed'
          : recorded === '' || recorded.endsWith('-')
            ? !hasFile
              ? undefined
              : version < newest
                ? 'out-of-order'
                : 'pending'
            : !hasFile
              ? 'missing'
              : recorded.endsWith('~')
                ? 'modified'
                : 'applied';
        assert.equal(found.get(`${version}`), expected, `${version} of ${history.join(' ')}`);
      }
    }
  });
});

describe('what comes with a state', () => {
  it('is the file’s description, or the recorded one where there is no file', () => {
    assert.deepEqual(
      reconcile(files('1'), rows('1 2'), rules).map(({ description }) => description),
      ['migration 1', 'recorded 2'],
    );
  });

  it('is the reason, first, and then what the files have', () => {
    const own = problem('missing-down', 'warning', '1.up.sql', '1');
    const [status] = reconcile(files('1', [own]), rows('1~'), rules);
    assert.deepEqual(
      status?.problems.map(({ code }) => code),
      ['modified', 'missing-down'],
    );
  });

  for (const [code, severity, inFiles, inHistory] of [
    ['failed', 'error', '1', '1!'],
    ['missing', 'error', '', '1'],
    ['modified', 'error', '1', '1~'],
    ['out-of-order', 'warning', '1 2', '2'],
  ] as const) {
    it(`${code} is ${severity === 'error' ? 'an error' : 'a warning'}`, () => {
      const [status] = reconcile(files(inFiles), rows(inHistory), rules);
      const [reason] = status?.problems ?? [];
      assert.deepEqual([reason?.code, reason?.severity, reason?.version], [code, severity, '1']);
    });
  }

  it('has both checksums where a file was edited', () => {
    const [status] = reconcile(files('1'), rows('1~'), rules);
    assert.match(status?.problems[0]?.message ?? '', /\nExpected: other\nGot: up 1$/);
  });

  const kinds: [Difference, string, RegExp][] = [
    ['line-endings', 'modified', /line endings only/],
    ['byte-order-mark', 'modified', /byte order mark only/],
    ['content', 'modified', /put the change into a new migration/],
    ['corrupt-record', 'corrupt-history', /wrong length/],
  ];
  for (const [difference, code, message] of kinds) {
    it(`says of ${difference} what it is`, () => {
      const [status] = reconcile(files('1'), rows('1~'), {
        ...rules,
        difference: () => difference,
      });
      assert.equal(status?.problems[0]?.code, code);
      assert.match(status.problems[0].message, message);
    });
  }

  it('offers a fresh version to both files of one that is out of order', () => {
    const [status] = reconcile(files('1r 2'), rows('2'), rules);
    assert.deepEqual(status?.problems[0]?.fix, {
      kind: 'renumber',
      paths: ['1.up.sql', '1.down.sql'],
    });
  });

  it('is the first of two files that claim a version', () => {
    const first = { ...migration('1'), description: 'first' };
    const second = { ...migration('1'), description: 'second' };
    const found = reconcile({ migrations: [first, second], problems: [] }, [row('1')], rules);
    assert.deepEqual(
      found.map(({ description }) => description),
      ['first'],
    );
  });

  it('is the one of two such files that was applied', () => {
    const other = { ...migration('1'), description: 'other', checksum: 'other' };
    const found = reconcile(
      { migrations: [other, migration('1')], problems: [] },
      [row('1')],
      rules,
    );
    assert.deepEqual(
      found.map(({ description, state }) => [description, state]),
      [['migration 1', 'applied']],
    );
  });
});

describe('a migration that failed', () => {
  const retrying = { ...rules, retriesFailed: true };
  const failed = (inFiles: string, of: Rules) => {
    const [status] = reconcile(files(inFiles), [{ ...row('1!'), error: 'no such table' }], of);
    assert.equal(status?.state, 'failed');
    return { ...status, message: status.problems[0]?.message ?? '' };
  };

  it('is to be put right by hand first', () => {
    const { message, ...status } = failed('1', rules);
    assert.deepEqual(
      [status.retryable, isPending(status), isApplied(status)],
      [false, false, false],
    );
    assert.match(
      message,
      /put that right by hand, then mark it: strata repair 1 --applied or --not-applied/,
    );
  });

  it('is to be applied again where the tool does so, and says why it failed', () => {
    const { message, ...status } = failed('1', retrying);
    assert.deepEqual([status.retryable, isPending(status), isApplied(status)], [true, true, false]);
    assert.match(
      message,
      /failed when it was last applied: no such table\nCorrect it and apply it/,
    );
  });

  it('cannot be applied again without its file', () => {
    const status = failed('', retrying);
    assert.deepEqual([status.retryable, isPending(status)], [false, false]);
  });
});

describe('a migration that application code applied', () => {
  const outside = { ...row('1'), outsideFiles: true };

  it('is applied without a file', () => {
    const [status] = reconcile(files('2'), [outside], rules);
    assert.deepEqual([status?.state, status?.problems], ['applied', []]);
    assert.equal(status?.migration, null);
  });

  it('makes what is below it out of order like any other', () => {
    const [, second] = reconcile(files('2'), [{ ...outside, version: '3' }], rules).toReversed();
    assert.equal(second?.state, 'out-of-order');
  });
});

describe('the summary', () => {
  it('counts every migration once', () => {
    const statuses = reconcile(files('1 2 3 5 7'), rows('2~ 3 4 5!'), rules);
    const counts = summarize(statuses);
    assert.deepEqual(counts, {
      failed: 1,
      missing: 1,
      modified: 1,
      applied: 1,
      'out-of-order': 1,
      pending: 1,
    });
    assert.deepEqual(Object.keys(summarize([])).sort(), [...STATES].sort());
  });
});
