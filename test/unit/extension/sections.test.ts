import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Direction, Migration } from '../../../src/core/migration.ts';
import type { MigrationStatus, State } from '../../../src/core/state.ts';
import { lensesOf } from '../../../src/extension/lenses/lenses.ts';
import { sectionsOf } from '../../../src/extension/lenses/sections.ts';
import { judgeShop } from './shop.ts';

const path = 'migrations/20250101000000_users.sql';
const moment = { now: new Date('2025-03-03T10:00:00Z'), locale: 'en' };

/** `-- UP` on line 2, `-- DOWN` on line 5 of a file of seven lines. */
const users: Migration = {
  version: '1',
  description: 'users',
  up: {
    path,
    sql: 'CREATE TABLE users (id);\n',
    start: { line: 3, column: 1 },
    marker: { line: 2, column: 1 },
    transactional: true,
  },
  down: {
    path,
    sql: 'DROP TABLE users;\n',
    start: { line: 6, column: 1 },
    marker: { line: 5, column: 1 },
    transactional: true,
  },
  checksum: '00',
  metadata: null,
};

async function titles(
  state: State,
  direction: Direction,
  { isBusy = false, migration = users, retryable = false } = {},
): Promise<readonly string[]> {
  const { project, target } = await judgeShop({ files: {} });
  const each: MigrationStatus = {
    version: '1',
    description: 'users',
    state,
    migration,
    row: null,
    difference: null,
    unfinished: null,
    retryable,
    problems: [],
  };
  const status = { project, target, migrations: [each] };
  const context = { status, failure: null, environment: null, isBusy, moment };
  return lensesOf(each, direction, context).map(({ title }) => title);
}

describe('the lenses of a file that holds both scripts', () => {
  it('tell and apply on the up section', async () => {
    assert.deepEqual(await titles('pending', 'up'), [
      '▶ Apply to shop.db',
      'Rehearse',
      'Show plan',
    ]);
    assert.deepEqual(await titles('pending', 'down'), []);
  });

  it('revert on the down section', async () => {
    assert.deepEqual(await titles('applied', 'up'), ['✓ Applied']);
    assert.deepEqual(await titles('applied', 'down'), ['↩ Revert on shop.db']);
    assert.deepEqual(await titles('modified', 'up'), [
      '✎ Edited since applied',
      'Compare',
      'Accept new checksum…',
    ]);
    assert.deepEqual(await titles('modified', 'down'), ['↩ Revert on shop.db']);
  });

  it('let a failed one be applied again, where its tool does', async () => {
    assert.deepEqual(await titles('failed', 'up', { retryable: true }), [
      '✗ Failed on shop.db when it was last applied',
      '▶ Apply to shop.db',
      'Rehearse',
      'Show plan',
    ]);
    assert.deepEqual(await titles('failed', 'up'), [
      '✗ Recorded as failed on shop.db',
      'Mark as applied…',
      'Mark as not applied…',
    ]);
  });

  it('offer no way back from what says that it has none', async () => {
    const metadata = {
      path: 'migrations/metadata.yaml',
      author: null,
      created: null,
      dependencies: [],
      tags: [],
      estimatedDurationMs: null,
      reversible: false,
      notes: null,
      json: null,
    };
    assert.deepEqual(await titles('applied', 'down', { migration: { ...users, metadata } }), []);
  });

  it('start nothing beside a run', async () => {
    assert.deepEqual(await titles('pending', 'up', { isBusy: true }), [
      '○ Strata is at work on shop.db',
    ]);
    assert.deepEqual(await titles('applied', 'up', { isBusy: true }), ['✓ Applied']);
  });
});

describe('the sections of a file', () => {
  it('reach from marker to marker', () => {
    assert.deepEqual(sectionsOf(users, path, 7), [
      { direction: 'up', start: 1, end: 3 },
      { direction: 'down', start: 4, end: 6 },
    ]);
    assert.deepEqual(sectionsOf(users, 'other.sql', 7), []);
  });

  it('end with the text, though it was shortened since', () => {
    assert.deepEqual(sectionsOf(users, path, 3), [
      { direction: 'up', start: 1, end: 2 },
      { direction: 'down', start: 2, end: 2 },
    ]);
  });

  it('are none where a script is a file', () => {
    const whole = { ...users, up: { ...users.up, marker: null }, down: null };
    assert.deepEqual(sectionsOf(whole, path, 7), []);
  });
});
