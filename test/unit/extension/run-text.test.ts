import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Plan, Request } from '../../../src/core/plan.ts';
import type { ReadyState } from '../../../src/extension/model/state.ts';
import { planOf } from '../../../src/extension/plan/plan-of.ts';
import { busyAfter } from '../../../src/extension/run/busy.ts';
import {
  needsConfirmation,
  question,
  resetQuestion,
} from '../../../src/extension/run/confirmation.ts';
import {
  atWorkText,
  cancelledText,
  logText,
  refusedText,
  runTitle,
} from '../../../src/extension/run/run-text.ts';
import type { RunEvent, RunResult, UnfinishedStep } from '../../../src/runner/run-result.ts';
import { idle } from './project-states.ts';
import { judgeShop, type Shop } from './shop.ts';

const files = {
  '1_users.up.sql': 'CREATE TABLE users (id);',
  '1_users.down.sql': 'DROP TABLE users;',
  '2_carts.up.sql': 'CREATE TABLE carts (id);',
  '2_carts.down.sql': 'DROP TABLE carts;',
};
const applied = { '1': files['1_users.up.sql'], '2': files['2_carts.up.sql'] };

async function planned(shop: Shop, request: Request) {
  const status = await judgeShop(shop);
  const { files, target } = status;
  const state: ReadyState = {
    ...{ kind: 'ready', files, target, environment: null, status },
    source: 'DATABASE_URL in .env',
  };
  return { plan: planOf(status, request), state };
}

describe('the question before a run', () => {
  it('is not asked to apply on this machine', async () => {
    const { plan, state } = await planned({ files }, { kind: 'up' });
    assert.equal(needsConfirmation(plan, state), false);
    const target = { ...state.target, local: false };
    assert.equal(needsConfirmation(plan, { ...state, target }), true);
  });

  it('is always asked to revert', async () => {
    const { plan, state } = await planned({ files, applied }, { kind: 'down', to: null });
    assert.equal(needsConfirmation(plan, state), true);
    assert.deepEqual(question(plan, state), {
      title: 'Revert 2 migrations on shop.db?',
      detail:
        '• revert carts (2)\n• revert users (1)\n\nTarget: sqlite:./shop.db\nAddress: DATABASE_URL in .env',
      action: 'Revert 2',
      typed: null,
    });
  });

  it('asks for a protected environment’s name, and says what becomes of the old data', async () => {
    const { plan, state } = await planned({ files }, { kind: 'up' });
    const live = { name: 'live', protected: true, backup: null, timeouts: null };
    const unprotected = { ...live, protected: false };
    assert.equal(needsConfirmation(plan, { ...state, environment: unprotected }), false);
    assert.equal(needsConfirmation(plan, { ...state, environment: live }), true);
    const asked = question(plan, { ...state, environment: live });
    assert.equal(asked.title, 'Apply 2 migrations to shop.db (live)?');
    assert.equal(asked.typed?.name, 'live');
    assert.match(asked.detail, /^Backup: none is made, because nobody has asked for one/m);
    const kept = question(plan, { ...state, environment: { ...live, backup: 'before-apply' } });
    assert.match(kept.detail, /^Backup: made first, in .*backups\.$/m);
    const lost = question(plan, { ...state, environment: { ...live, backup: 'never' } });
    assert.match(lost.detail, /^Backup: none is made, because strata\.json says so\.$/m);
  });

  it('is asked before a reset, with the name of the database to be typed', async () => {
    const { state } = await planned({ files, applied }, { kind: 'up' });
    const { title, detail, typed } = resetQuestion(state);
    assert.equal(title, 'Reset shop.db?');
    assert.match(detail, /A backup is made first, in /);
    assert.equal(typed?.name, 'shop.db');
  });

  it('names verb and number on the button', async () => {
    const apply = await planned({ files }, { kind: 'up' });
    const redo = await planned({ files, applied }, { kind: 'redo', steps: 1 });
    assert.equal(question(apply.plan, apply.state).action, 'Apply 2');
    assert.equal(question(redo.plan, redo.state).action, 'Revert and Apply 1');
  });

  it('stays on the screen, however many there are', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 40 }, (_, index) => [`${index + 1}_t.sql`, 'SELECT 1;']),
    );
    const { plan, state } = await planned({ files: many }, { kind: 'up' });
    const { detail, action } = question(plan, state);
    assert.equal(action, 'Apply 40');
    assert.match(detail, /• apply t \(12\)\n… and 28 more\n/);
  });

  it('says what is unusual about the plan', async () => {
    const late = { files, applied: { '2': applied['2'] } };
    const { plan, state } = await planned(late, { kind: 'up' });
    assert.match(question(plan, state).detail, /out of order/);
  });
});

describe('a run, while it goes on', () => {
  it('is told by name and number', async () => {
    const { plan } = await planned({ files }, { kind: 'up' });
    const [step] = plan.steps;
    assert.ok(step);
    assert.equal(runTitle(plan, 'shop.db'), 'Applying to shop.db');
    assert.equal(atWorkText({ kind: 'started', step, index: 0, count: 2 }), 'users (1 of 2)');
    assert.equal(logText({ kind: 'done', step, elapsed: 12_000_000n }), 'applied users (1), 12 ms');
  });

  it('says who keeps it from getting on, for as long as that lasts', async () => {
    const { plan } = await planned({ files }, { kind: 'up' });
    const [step] = plan.steps;
    assert.ok(step);
    const by = { who: 'psql, pid 42', activity: 'ALTER TABLE users', isGone: false };
    const told: [string, string | null][] = [];
    let busy = idle;
    const events: readonly RunEvent[] = [
      { kind: 'waiting', holder: by },
      { kind: 'planned', plan },
      { kind: 'started', step, index: 0, count: 2 },
      { kind: 'blocked', by, step },
      { kind: 'resumed', step },
      { kind: 'retrying', because: 'deadlock detected', after: 1500, step },
      { kind: 'resumed', step },
      { kind: 'done', step, elapsed: 1n },
    ];
    for (const event of events) {
      busy = busyAfter(busy, event);
      told.push([busy.text, busy.waiting]);
      assert.notEqual(logText(event), '');
    }
    assert.deepEqual(told, [
      ['', 'Waiting for another runner to end: psql, pid 42, busy with: ALTER TABLE users …'],
      ['', null],
      ['users (1 of 2)', null],
      ['users (1 of 2)', 'users waits for psql, pid 42, busy with: ALTER TABLE users …'],
      ['users (1 of 2)', null],
      [
        'users (1 of 2)',
        'users: deadlock detected. Nothing of it was kept; trying again in 1.5 s …',
      ],
      ['users (1 of 2)', null],
      ['users (1 of 2)', null],
    ]);
    assert.deepEqual([...busy.done], ['1']);
  });

  it('forgets that what is redone was done before', async () => {
    const { plan } = await planned({ files, applied }, { kind: 'redo', steps: 1 });
    const [down, up] = plan.steps;
    assert.ok(down && up);
    const done = busyAfter(idle, { kind: 'done', step: down, elapsed: 1n });
    assert.deepEqual([...done.done], ['2']);
    const again = busyAfter(done, { kind: 'started', step: up, index: 1, count: 2 });
    assert.deepEqual([again.version, again.direction, ...again.done], ['2', 'up']);
  });
});

describe('a cancelled run', () => {
  async function cancelled(done: number, kept?: UnfinishedStep['kept']): Promise<string> {
    const { plan } = await planned({ files }, { kind: 'up' });
    const step = plan.steps[done];
    const result: RunResult = {
      plan,
      done: plan.steps.slice(0, done).map((each) => ({ step: each, elapsed: 1n })),
      failure: null,
      cancelled: true,
      backup: null,
      unfinished: step && kept ? { step, kept } : null,
    };
    return cancelledText(result, 'shop.db');
  }

  it('says what was kept', async () => {
    assert.equal(await cancelled(0), 'Cancelled. Nothing was changed on shop.db.');
    assert.equal(
      await cancelled(1, 'nothing'),
      'Cancelled. 1 of 2 done on shop.db. Nothing of the rest was kept.',
    );
    assert.match(await cancelled(0, 'completed'), /0 of 2 done on shop\.db\. users runs without a/);
    assert.match(await cancelled(1, 'unknown'), /Whether carts was kept could not be found out/);
    assert.match(await cancelled(2), /too late: everything was done/);
  });
});

describe('a refused plan', () => {
  const refuse = (plan: Plan): string => refusedText(plan, 'shop.db');

  it('is told with its reason, or how many there are', async () => {
    const edited = await planned({ files, applied: { '1': 'other' } }, { kind: 'up' });
    assert.match(refuse(edited.plan), /^Nothing was changed on shop\.db\. Migration 1 was edited/);
    const worse = await planned({ files, applied: { '1': 'other', '9': '' } }, { kind: 'up' });
    assert.match(refuse(worse.plan), /for 2 reasons\. The first: Migration 1 was edited/);
    assert.doesNotMatch(refuse(worse.plan), /\n/);
  });
});
