import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Direction } from '../../../src/core/migration.ts';
import { lensesOf, type Lens } from '../../../src/extension/lenses/lenses.ts';
import type { Environment } from '../../../src/project/destination.ts';
import type { StepFailure } from '../../../src/runner/failure.ts';
import { judgeShop, type Shop } from './shop.ts';

const moment = { now: new Date('2025-03-03T10:00:00Z'), locale: 'en' };

const files = {
  '1_users.up.sql': 'CREATE TABLE users (id);',
  '1_users.down.sql': 'DROP TABLE users;',
  '2_carts.up.sql': 'CREATE TABLE carts (id);',
  '2_carts.down.sql': 'DROP TABLE carts;',
  '3_prices.sql': 'CREATE TABLE prices (id); SELECT 1; SELECT 2;',
};

async function lenses(
  shop: Shop,
  version: string,
  script: Direction = 'up',
  failure: StepFailure | null = null,
  environment: Environment | null = null,
): Promise<readonly Lens[]> {
  const status = await judgeShop(shop);
  const migration = status.migrations.find((each) => each.version === version);
  assert.ok(migration);
  return lensesOf(migration, script, { status, failure, environment, isBusy: false, moment });
}

async function titles(...parameters: Parameters<typeof lenses>): Promise<readonly string[]> {
  return (await lenses(...parameters)).map(({ title }) => title);
}

async function actions(
  ...parameters: Parameters<typeof lenses>
): Promise<readonly (string | null)[]> {
  return (await lenses(...parameters)).map(({ action }) => action);
}

describe('the lenses of a pending migration', () => {
  it('apply the next one', async () => {
    assert.deepEqual(await titles({ files }, '1'), ['▶ Apply to shop.db', 'Rehearse', 'Show plan']);
    assert.deepEqual(await actions({ files }, '1'), ['apply', 'rehearse', 'showPlan']);
  });

  it('name the environment, where there is one', async () => {
    const staging = { name: 'staging', protected: true, backup: null, timeouts: null };
    const [apply] = await titles({ files }, '1', 'up', null, staging);
    assert.equal(apply, '▶ Apply to shop.db (staging)');
  });

  it('apply a later one with those before it', async () => {
    assert.deepEqual(await titles({ files }, '3'), [
      '▶ Apply 3 up to here to shop.db',
      'Rehearse',
      'Show plan',
    ]);
    assert.deepEqual(await actions({ files }, '3'), ['applyUpToHere', 'rehearse', 'showPlan']);
  });

  it('count what is pending, not what is applied', async () => {
    const shop = { files, applied: { 2: files['2_carts.up.sql'] } };
    assert.deepEqual(await titles(shop, '3'), [
      '▶ Apply 2 up to here to shop.db',
      'Rehearse',
      'Show plan',
    ]);
  });

  it('tell on its down script that there is nothing to revert', async () => {
    assert.deepEqual(await titles({ files }, '1', 'down'), ['○ Not applied to shop.db']);
  });
});

describe('the lenses of an applied migration', () => {
  const applied = { 1: files['1_users.up.sql'], 2: files['2_carts.up.sql'] };

  it('revert the newest', async () => {
    const shop = { files, applied };
    assert.deepEqual(await titles(shop, '2'), [
      '✓ Applied 2 days ago in 12 ms',
      '↩ Revert on shop.db',
    ]);
    assert.deepEqual(await actions(shop, '2'), [null, 'revert']);
    assert.match((await lenses(shop, '2'))[0]?.tooltip ?? '', /2025/);
  });

  it('are on its down script too', async () => {
    assert.deepEqual(await actions({ files, applied }, '2', 'down'), [null, 'revert']);
  });

  it('revert what is newer, and say that this one stays', async () => {
    const shop = { files, applied };
    assert.deepEqual(await titles(shop, '1'), [
      '✓ Applied 2 days ago in 12 ms',
      '↩ Revert 1 newer one on shop.db, keep this',
    ]);
    assert.deepEqual(await actions(shop, '1'), [null, 'revertDownToHere']);
  });

  it('offer no revert that would be refused', async () => {
    const shop = { files, applied: { ...applied, 3: files['3_prices.sql'] } };
    assert.deepEqual(await actions(shop, '1'), [null]);
    assert.deepEqual(await actions(shop, '3'), [null]);
    assert.match((await lenses(shop, '3'))[0]?.tooltip ?? '', /no down script/);
  });
});

describe('the lenses of an edited migration', () => {
  for (const [was, told] of [
    ['CREATE TABLE users ();', '✎ Edited since applied'],
    ['CREATE TABLE users (id);\r\n', '✎ Edited since applied: line endings only'],
    ['\uFEFFCREATE TABLE users (id);\n', '✎ Edited since applied: byte order mark only'],
  ] as const) {
    it(`say "${told}"`, async () => {
      const shop = {
        files: { ...files, '1_users.up.sql': 'CREATE TABLE users (id);\n' },
        applied: { 1: was },
      };
      assert.deepEqual(await titles(shop, '1'), [
        told,
        'Compare',
        'Accept new checksum…',
        '↩ Revert on shop.db',
      ]);
      assert.match((await lenses(shop, '1'))[0]?.tooltip ?? '', /Expected: [0-9a-f]{96}\nGot: /);
    });
  }
});

describe('the lenses of a failed migration', () => {
  it('say that history has it so', async () => {
    assert.deepEqual(await titles({ files, failed: ['1'] }, '1'), [
      '✗ Recorded as failed on shop.db',
      'Mark as applied…',
      'Mark as not applied…',
    ]);
  });

  it('say where the last run failed, and let try again', async () => {
    assert.deepEqual(await titles({ files }, '3', 'up', await failureOf('3')), [
      '✗ Failed on shop.db at statement 2 of 3',
      '▶ Apply 3 up to here to shop.db',
      'Rehearse',
      'Show plan',
    ]);
  });

  it('are gone once the script is another one', async () => {
    const failure = await failureOf('3');
    const fixed = { ...files, '3_prices.sql': 'SELECT 1;' };
    assert.deepEqual(await actions({ files: fixed }, '3', 'up', failure), [
      'applyUpToHere',
      'rehearse',
      'showPlan',
    ]);
  });
});

async function failureOf(version: string): Promise<StepFailure> {
  const { migrations } = (await judgeShop({ files })).files;
  const migration = migrations.find((each) => each.version === version);
  assert.ok(migration);
  return {
    step: { direction: 'up', migration, script: migration.up, from: 0 },
    message: 'no such table: userz',
    code: 'SQLITE_ERROR',
    detail: null,
    hint: null,
    location: { line: 1, column: 27, endLine: 1, endColumn: 35 },
    statement: 'SELECT 1',
    completed: 1,
    kept: 'nothing',
  };
}
