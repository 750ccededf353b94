import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { versionBeside } from '../../../src/core/migration.ts';

describe('the version beside a description', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['20250301090000_create_agents', 'create agents', '20250301090000'],
    ['20250301090000_create_agents', 'agents', '20250301090000_create'],
    ['20250301090000', 'create agents', '20250301090000'],
    ['7', '', '7'],
  ];
  for (const [version, description, beside] of cases) {
    it(`${version} beside "${description}" is ${beside}`, () => {
      assert.equal(versionBeside({ version, description }), beside);
    });
  }
});
