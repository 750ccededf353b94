import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isRefused, plan, type Plan, type PlanContext } from '../../../src/core/plan.ts';
import { reconcile } from '../../../src/core/reconcile.ts';
import { isApplied, isPending, type MigrationStatus } from '../../../src/core/state.ts';
import type { UnfinishedScript } from '../../../src/core/unfinished.ts';
import { files, rows, rules } from './states.ts';

const after = { next: null, changed: null, settings: ['SET x = 1'] };
const place = { line: 4, column: 1, endLine: 4, endColumn: 9 };

function begun(changes: Partial<UnfinishedScript> = {}): UnfinishedScript {
  return {
    ...{ version: '2', direction: 'up', completed: 1, total: 3, inDoubt: false, digest: '' },
    ...{ startedAt: '2026-01-01T00:00:00.000Z', message: null, invalidIndexes: [] },
    ...{ next: place, changed: null, settings: [], written: 1, afterDoubt: null },
    ...changes,
  };
}

const context: PlanContext = {
  rules,
  problems: [],
  inspect: () => [],
  revertOrder: (applied) => applied.toReversed(),
};
const options = { ignoreMissing: false, skipIrreversible: false };

function statuses(
  unfinished: UnfinishedScript,
  inFiles = '1 2r 3',
  inHistory = '1',
  retriesFailed = false,
): readonly MigrationStatus[] {
  return reconcile(files(inFiles), rows(inHistory), { ...rules, retriesFailed }, [unfinished]);
}

const second = (all: readonly MigrationStatus[]): MigrationStatus => {
  const found = all.find(({ version }) => version === '2');
  assert.ok(found);
  return found;
};

const messages = ({ problems }: Plan): string => problems.map(({ message }) => message).join('\n');

describe('a migration whose script is unfinished', () => {
  for (const [what, inFiles, inHistory] of [
    ['pending to its tool', '1 2r 3', '1'],
    ['failed to its tool', '1 2r 3', '1 2!'],
    ['applied to its tool', '1 2r 3', '1 2'],
    ['without a file', '1 3', '1'],
    ['in no order', '1 2r 3', '1 3'],
  ] as const) {
    it(`${what} is failed, and neither applied nor pending`, () => {
      for (const retriesFailed of [false, true]) {
        const status = second(statuses(begun(), inFiles, inHistory, retriesFailed));
        assert.deepEqual(
          [status.state, status.retryable, isApplied(status), isPending(status)],
          ['failed', false, false, false],
        );
        assert.equal(status.unfinished?.completed, 1);
      }
    });
  }

  const told = (unfinished: Partial<UnfinishedScript>): string =>
    second(statuses(begun(unfinished))).problems[0]?.message ?? '';

  it('says how far it is, where it goes on, and the ways out', () => {
    assert.equal(
      told({}),
      'Migration 2 has begun without a transaction and not ended (1 of 3 statements done). The next one is at line 4. Continue there, or mark it as applied or as not applied: strata repair 2 --continue, --applied or --not-applied.',
    );
    const [problem] = second(statuses(begun({ direction: 'down' }))).problems;
    assert.match(problem?.message ?? '', /^Reverting migration 2 has begun/);
    assert.deepEqual([problem?.path, problem?.location], ['2.down.sql', place]);
  });

  it('says what is in doubt, why it stopped, what it left, and what was edited', () => {
    assert.match(told({ inDoubt: true }), /at line 4, was under way, and may be done or not/);
    assert.match(
      told({ inDoubt: true, afterDoubt: after }),
      /look at the database\. If it is not done, continue there; if it is, continue after it; or mark .*: strata repair 2 --continue, --continue --done, --applied or --not-applied\.$/,
    );
    assert.match(told({ message: 'no room.' }), /It stopped with: no room\. The next/);
    assert.match(told({ invalidIndexes: ['public.i'] }), /continuing drops: public\.i\./);
    assert.match(told({ next: null, changed: place }), /line 4 of its file has been edited/);
    assert.match(told({ next: null, completed: 3 }), /All that is left is to record it\./);
    assert.match(told({ next: null }), /Its file is not there any more\./);
  });

  it('stands in the way of every other plan, also where failed ones are simply tried again', () => {
    for (const retriesFailed of [false, true]) {
      const all = statuses(begun(), '1 2r 3', '1', retriesFailed);
      for (const request of [
        { kind: 'up' },
        { kind: 'down' },
        { kind: 'to', version: null },
      ] as const) {
        const made = plan(all, request, options, {
          ...context,
          rules: { ...rules, retriesFailed },
        });
        assert.ok(isRefused(made), request.kind);
        assert.match(messages(made), /Migration 2 has begun without a transaction/);
      }
    }
  });
});

describe('continuing', () => {
  const resume = (unfinished: UnfinishedScript, ...situation: string[]): Plan =>
    plan(statuses(unfinished, ...situation), { kind: 'continue', version: '2' }, options, context);

  it('is one step from where it stopped', () => {
    for (const direction of ['up', 'down'] as const) {
      const unfinished = begun({ direction });
      const made = resume(unfinished);
      assert.deepEqual(made.problems, []);
      assert.equal(made.steps.length, 1);
      const [step] = made.steps;
      assert.deepEqual(
        [step?.direction, step?.script.path, step?.from, step?.continues],
        [direction, `2.${direction}.sql`, 1, unfinished],
      );
    }
  });

  const goOnAfter = (unfinished: UnfinishedScript): Plan =>
    plan(statuses(unfinished), { kind: 'continue', version: '2', done: true }, options, context);

  it('after the statement in doubt is one step from there, and nothing is in doubt any more', () => {
    const { steps, problems } = goOnAfter(begun({ inDoubt: true, afterDoubt: after }));
    assert.deepEqual(problems, []);
    const [step] = steps;
    assert.equal(step?.from, 2);
    const { completed, written, inDoubt, next, settings } = step.continues ?? assert.fail();
    assert.deepEqual(
      [completed, written, inDoubt, next, settings],
      [2, 1, false, null, ['SET x = 1']],
    );
  });

  it('after the statement in doubt is refused where none is, or where it reads otherwise now', () => {
    assert.match(messages(goOnAfter(begun())), /Of migration 2 no statement is in doubt/);
    const edited = { ...after, changed: place };
    assert.match(
      messages(goOnAfter(begun({ inDoubt: true, afterDoubt: edited }))),
      /line 4 of 2\.up\.sql is no longer what was carried out/,
    );
  });

  it('is refused where what is done has been edited, and says where', () => {
    const made = resume(begun({ changed: place, next: null }));
    assert.ok(isRefused(made));
    assert.match(messages(made), /line 4 of 2\.up\.sql is no longer what was carried out/);
    assert.deepEqual(made.problems[0]?.location, place);
  });

  it('is refused where there is no file for it', () => {
    assert.match(messages(resume(begun(), '1 3')), /there is no file for it/);
    assert.match(messages(resume(begun({ direction: 'down' }), '1 2 3')), /no down script/);
  });

  it('is refused where nothing is unfinished, and for what nobody knows', () => {
    const all = reconcile(files('1 2'), rows('1 2!'), rules);
    const ask = (version: string) => plan(all, { kind: 'continue', version }, options, context);
    assert.match(messages(ask('2')), /there is nothing to continue/);
    assert.match(messages(ask('7')), /There is no migration 7/);
  });

  it('is refused for what stands in the way of any plan', () => {
    assert.match(messages(resume(begun(), '2 3', '1')), /applied, but there is no file/);
    assert.match(messages(resume(begun(), '1 2 3', '1~')), /was edited since it was applied/);
  });
});
