import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { activityOf } from '../../../src/databases/postgres/activity.ts';

describe('what another session does', () => {
  for (const [query, shown] of [
    ['SELECT 1', 'SELECT 1'],
    [
      'UPDATE t\n  SET x = 1 -- why\n\tWHERE "odd name" = 2',
      'UPDATE t SET x = 1 WHERE "odd name" = 2',
    ],
    [`ALTER ROLE ann PASSWORD 'hunter2'`, `ALTER ROLE ann PASSWORD '…'`],
    [`alter role ann encrypted password E'hun\\'ter2'`, `alter role ann encrypted password '…'`],
    ['ALTER ROLE ann PASSWORD $$hunter2$$', `ALTER ROLE ann PASSWORD '…'`],
    ['ALTER ROLE ann PASSWORD $x$hunter2', `ALTER ROLE ann PASSWORD '…'`],
    ['ALTER ROLE ann PASSWORD 12345', `ALTER ROLE ann PASSWORD '…'`],
    ['ALTER ROLE ann PASSWORD hunter2', `ALTER ROLE ann PASSWORD '…'`],
    ['ALTER ROLE ann PASSWORD "hunter2"', `ALTER ROLE ann PASSWORD '…'`],
    [`ALTER ROLE ann PASSWORD U&'hunter2'`, `ALTER ROLE ann PASSWORD '…'`],
    ['SELECT 1 /* hunter2 */', 'SELECT 1'],
    [`SELECT 'it''s', 'hunter2`, `SELECT '…', '…'`],
    [`SELECT 'a\\' hunter2'`, `SELECT '…'`],
    ['SELECT 1 \u202Ex\u0000', 'SELECT 1 x'],
    ['', ''],
  ] as const) {
    it(`${JSON.stringify(query)} is ${shown}`, () => {
      assert.equal(activityOf(query), shown);
    });
  }

  it('is cut after 80 characters, and no character in two', () => {
    assert.equal(activityOf(`SELECT ${'é🦉'.repeat(100)}`), `SELECT ${'é🦉'.repeat(36)}é…`);
  });
});
