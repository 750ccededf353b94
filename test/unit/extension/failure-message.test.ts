import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { failureMessage } from '../../../src/extension/diagnostics/failure-message.ts';
import { openShop } from './shop.ts';

describe('the message at a failing statement', () => {
  it('is all that the server said', async () => {
    const { reading } = await openShop({ files: { '1_users.sql': 'SELECT 1;' } });
    const [migration] = reading.files.migrations;
    assert.ok(migration);
    const failure = {
      step: { direction: 'up' as const, migration, script: migration.up, from: 0 },
      message: 'duplicate key value violates unique constraint "users_pkey"',
      code: '23505',
      detail: 'Key (id)=(1) already exists.',
      hint: 'Choose another one.',
      location: null,
      statement: null,
      completed: 0,
      kept: 'nothing' as const,
    };
    assert.equal(
      failureMessage(failure),
      [
        'duplicate key value violates unique constraint "users_pkey" (23505)',
        'Key (id)=(1) already exists.',
        'Hint: Choose another one.',
      ].join('\n'),
    );
    assert.equal(
      failureMessage({ ...failure, code: null, detail: null, hint: null }),
      'duplicate key value violates unique constraint "users_pkey"',
    );
  });
});
