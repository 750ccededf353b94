import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { NOW, type Amendment } from '../../../src/core/amendment.ts';
import type { Repair, RepairPlan } from '../../../src/core/repair.ts';
import type { MigrationStatus } from '../../../src/core/state.ts';
import type { UnfinishedScript } from '../../../src/core/unfinished.ts';
import { problemsByFile } from '../../../src/extension/diagnostics/problems.ts';
import { repairFixes } from '../../../src/extension/fixes/repair-fixes.ts';
import { lensesOf } from '../../../src/extension/lenses/lenses.ts';
import { repairsOn, repairTitle } from '../../../src/extension/model/repairs.ts';
import { repairQuestion } from '../../../src/extension/repair/repair-question.ts';
import { repairText, repairedText, rowText } from '../../../src/extension/repair/repair-text.ts';
import { needsConfirmation, question } from '../../../src/extension/run/confirmation.ts';
import { stepTitle } from '../../../src/core/step-title.ts';
import { planText } from '../../../src/extension/plan/plan-text.ts';
import { stateText } from '../../../src/extension/tree/migration-view.ts';
import type { Plan, Step } from '../../../src/core/plan.ts';
import { planRepair } from '../../../src/runner/plan-repair.ts';
import { moment, readyShop } from './project-states.ts';

const files = {
  '1_users.sql': 'CREATE TABLE users (id);\n',
  '2_carts.sql': '-- no-transaction\nCREATE TABLE carts (id);\nCREATE TABLE lines (id);\n',
  '3_prices.sql': 'CREATE TABLE prices (id);\n',
};
const edited = { files, applied: { '1': 'CREATE TABLE users ();' } };
const accept: Repair = { kind: 'accept', versions: ['1'] };
const looked = { reason: '', compared: true };

const begun: UnfinishedScript = {
  version: '2',
  direction: 'up',
  completed: 1,
  written: 1,
  total: 2,
  inDoubt: true,
  digest: '',
  startedAt: '2025-03-01T10:00:00Z',
  message: null,
  invalidIndexes: ['public.carts_by_id'],
  settings: [],
  next: { line: 3, column: 1, endLine: 3, endColumn: 20 },
  changed: null,
  afterDoubt: { next: null, changed: null, settings: [] },
};

async function unfinished(changes: Partial<UnfinishedScript> = {}) {
  const state = await readyShop({ files });
  const found = state.status.migrations.find(({ version }) => version === '2');
  assert.ok(found?.migration);
  const script = { ...begun, ...changes };
  const status: MigrationStatus = { ...found, state: 'failed', unfinished: script };
  const { migration } = found;
  const continues = { from: script.completed, continues: script };
  const step: Step = { direction: 'up', migration, script: migration.up, ...continues };
  return { state, status, plan: { steps: [step], problems: [] } satisfies Plan };
}

describe('what can be put right', () => {
  it('is what fits the migration, the likeliest first', async () => {
    const shop = { ...edited, applied: { ...edited.applied, '9': 'gone' }, failed: ['2'] };
    const { status } = await readyShop(shop);
    const found = status.migrations.map((each) => [each.version, ...repairsOn(each)]);
    assert.deepEqual(found, [
      ['1', 'accept'],
      ['2', 'applied', 'not-applied'],
      ['3'],
      ['9', 'forget'],
    ]);
  });

  it('is to continue, as long as what is done reads as it did', async () => {
    const { status } = await unfinished();
    assert.deepEqual(repairsOn(status), ['continue', 'applied', 'not-applied']);
    assert.equal(repairTitle('continue', status), 'Continue from statement 2…');
    const changed = await unfinished({ changed: begun.next });
    assert.deepEqual(repairsOn(changed.status), ['applied', 'not-applied']);
    const recorded = await unfinished({ next: null, completed: 2 });
    assert.equal(repairTitle('continue', recorded.status), 'Continue…');
  });

  it('is nothing where it is simply applied again', async () => {
    const { status } = await unfinished();
    assert.deepEqual(repairsOn({ ...status, unfinished: null, retryable: true }), []);
  });

  it('is offered at the problem, and is no fix by itself', async () => {
    const { status } = await readyShop(edited);
    const reading = { files: status.files, status };
    const [placed] = problemsByFile(reading).get('migrations/1_users.sql') ?? [];
    assert.ok(placed);
    assert.deepEqual(repairFixes(placed.problem, reading), [
      { action: 'accept', title: 'Accept new checksum…' },
    ]);
    assert.deepEqual(repairFixes({ ...placed.problem, code: 'encoding' }, reading), []);
  });
});

describe('the change of a history', () => {
  const known = [{ version: '1', description: 'users' }];
  const row = (before: Amendment['before'], after: Amendment['after']): string =>
    rowText({ version: '1', before, after, statements: [], guard: null }, known);

  it('is told row by row', () => {
    assert.equal(row(null, { version: 1 }), 'users (1): a row is added');
    assert.equal(row({ version: 1 }, null), 'users (1): its row is deleted');
    assert.equal(row({ version: 1 }, { version: 2 }), 'users (1): its row changes');
    assert.match(row({ version: 1 }, { version: 1 }), /^users \(1\): its row stays; only the note/);
    assert.equal(
      rowText({ version: '7', before: {}, after: null, statements: [], guard: null }, known),
      '7: its row is deleted',
    );
  });

  it('is a document: where, and each column before and after', async () => {
    const { status } = await readyShop(edited);
    const plan: RepairPlan = {
      amendments: [
        {
          version: '1',
          before: { version: 1n, checksum: Uint8Array.of(0xab, 0xcd), done: true },
          after: { version: 1n, checksum: Uint8Array.of(0xef, 0x01), done: true },
          ...{ statements: [], guard: null },
        },
        {
          version: '3',
          before: null,
          after: { version: 3n, installed_on: NOW, note: 'a\n+ b\u202E' },
          ...{ statements: [], guard: null },
        },
      ],
      problems: [],
    };
    const lines = repairText(status, 'DATABASE_URL in .env', accept, plan).split('\n');
    assert.equal(lines[0], 'Accept: nothing is applied or reverted, only the history changes.');
    assert.equal(lines[2], 'Target:     sqlite:./shop.db (DATABASE_URL in .env)');
    assert.deepEqual(lines.slice(lines.indexOf('') + 6), [
      '@@ _sqlx_migrations @@ users (1): its row changes',
      '- checksum: abcd',
      '+ checksum: ef01',
      '',
      '@@ _sqlx_migrations @@ prices (3): a row is added',
      '+ version:      3',
      '+ installed_on: (the time of the change)',
      String.raw`+ note:         a⏎+ b\u202E`,
      '',
    ]);
  });

  it('says why it is refused', async () => {
    const { status } = await readyShop(edited);
    const wrong: Repair = { kind: 'forget', versions: ['1'] };
    const text = repairText(status, '', wrong, planRepair(status, wrong));
    assert.match(text, /^Refused: nothing would be changed on shop\.db\.\n/);
    assert.match(text, /there is nothing to forget/);
  });
});

describe('the question before a history is put right', () => {
  it('says what one answers for, what changes, why and where', async () => {
    const state = await readyShop(edited);
    const plan = planRepair(state.status, accept);
    const asked = repairQuestion(plan, accept, state, { ...looked, reason: 'a typo' });
    assert.equal(asked.title, 'Accept the new checksum of users (1) on shop.db?');
    assert.equal(asked.action, 'Accept');
    assert.equal(asked.typed, null);
    assert.match(asked.detail, /^From now on the file as it is counts as what was applied/);
    assert.match(asked.detail, /\n\nReason: a typo\n\nTarget: sqlite:\.\/shop\.db\n/);
    assert.doesNotMatch(asked.detail, /no comparison/);
  });

  it('says that nobody could compare', async () => {
    const state = await readyShop(edited);
    const plan = planRepair(state.status, accept);
    const asked = repairQuestion(plan, accept, state, { ...looked, compared: false });
    assert.match(asked.detail, /so there is no comparison/);
  });

  it('asks for a protected environment’s name', async () => {
    const live = { name: 'live', protected: true, backup: null, timeouts: null };
    const state = { ...(await readyShop(edited)), environment: live };
    const asked = repairQuestion(planRepair(state.status, accept), accept, state, looked);
    assert.equal(asked.title, 'Accept the new checksum of users (1) on shop.db (live)?');
    assert.equal(asked.typed?.name, 'live');
  });

  it('has a number where there are several, and fits the screen', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 40 }, (_, index) => [`${index + 1}_t.sql`, 'SELECT 1;']),
    );
    const state = await readyShop({ files: many });
    const baseline: Repair = { kind: 'baseline', to: null };
    const plan = planRepair(state.status, baseline);
    const asked = repairQuestion(plan, baseline, state, looked);
    assert.equal(asked.title, 'Mark 40 migrations as applied on shop.db?');
    assert.equal(asked.action, 'Mark 40 as Applied');
    assert.match(asked.detail, /• t \(12\): a row is added\n… and 28 more\n/);
    assert.equal(
      repairedText(baseline, plan, state.status.migrations, 'shop.db'),
      'Marked 40 migrations as applied on shop.db.',
    );
  });
});

describe('an unfinished script', () => {
  it('says how far it came, in row and lens', async () => {
    const { state, status } = await unfinished();
    assert.equal(stateText(status), 'unfinished · 1 of 2 statements applied');
    const context = {
      status: { ...state.status, migrations: [status] },
      ...{ failure: null, environment: null, isBusy: false, moment },
    };
    assert.deepEqual(
      lensesOf(status, 'up', context).map(({ title }) => title),
      [
        '✗ Unfinished on shop.db: 1 of 2 statements applied',
        'Continue from statement 2…',
        'Mark as applied…',
        'Mark as not applied…',
      ],
    );
  });

  it('is continued only after a question, which says what is in doubt and what is dropped', async () => {
    const { state, plan } = await unfinished();
    assert.equal(needsConfirmation(plan, state), true);
    const { title, detail, action } = question(plan, state);
    assert.equal(title, 'Continue to apply carts to shop.db?');
    assert.equal(action, 'Continue');
    assert.equal(
      detail.split('\n')[0],
      'Done already, and not repeated: 1 of 2 statements. It goes on with statement 2, at line 3. ' +
        'That one was under way: look at the database whether it is done already. ' +
        'First it drops the invalid index public.carts_by_id.',
    );
    const recorded = await unfinished({ next: null, completed: 2, invalidIndexes: [] });
    assert.match(
      question(recorded.plan, state).detail,
      /^Done already, and not repeated: 2 of 2 statements\. All that is left is to record it\.\n/,
    );
  });

  it('is planned without what is done', async () => {
    const { state, plan } = await unfinished();
    assert.equal(
      stepTitle(plan.steps[0] ?? assert.fail()),
      'continue to apply carts (2) from statement 2',
    );
    const { project, target } = state.status;
    const text = planText({ project, target, source: '', plan });
    assert.match(text, /^-- Plan for shop\.db: continue what has begun\.\n/);
    assert.match(
      text,
      /\nDROP INDEX CONCURRENTLY public\.carts_by_id;\nCREATE TABLE lines \(id\);\n/,
    );
    assert.doesNotMatch(text, /CREATE TABLE carts/);
  });

  it('offers nothing while a run is on', async () => {
    const { state, status } = await unfinished();
    const context = {
      status: { ...state.status, migrations: [status] },
      ...{ failure: null, environment: null, isBusy: true, moment },
    };
    assert.equal(lensesOf(status, 'up', context).length, 1);
  });
});
