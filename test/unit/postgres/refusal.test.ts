import assert from 'node:assert/strict';
import { it } from 'node:test';
import { isServersTrouble } from '../../../src/databases/postgres/shadow/refusal.ts';

it('tells a server in trouble from a script that needs more than it may have', () => {
  const codes = ['53000', '53100', '53200', '53300', '53400', '58030', '42P01', null];
  assert.deepEqual(codes.filter(isServersTrouble), ['53000', '53100', '53300', '58030']);
});
