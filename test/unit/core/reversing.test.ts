import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Script } from '../../../src/core/migration.ts';
import { reversing } from '../../../src/core/reversing.ts';
import { migration } from './states.ts';

const script = (sql: string, transactional = true): Script => ({
  ...{ path: 'x.sql', sql, transactional, marker: null, start: { line: 1, column: 1 } },
});

describe('a migration that takes back another', () => {
  const simple = { ...migration('2'), description: 'add users' };

  it('is the other’s way back, and back again', () => {
    const other = {
      ...simple,
      up: script('\uFEFFCREATE TABLE users (id integer);\r\n'),
      down: script('\nDROP TABLE users;\n\n'),
    };
    assert.deepEqual(reversing(other), {
      name: 'revert add users',
      up: '-- Takes back 2 add users.\n\nDROP TABLE users;\n',
      down: '-- Does again what 2 add users did.\n\nCREATE TABLE users (id integer);\n',
    });
  });

  it('leaves the first bytes to a marker of the tool', () => {
    const down = script('-- no-transaction\nVACUUM;\n', false);
    assert.equal(reversing({ ...simple, down }).up, '-- no-transaction\nVACUUM;\n');
  });

  it('is a skeleton where there is no way back, or none that may be gone', () => {
    const up = script('-- Users.\nUPDATE users\r\n\nSET name = 1;\n');
    const skeleton = `-- Takes back 2 add users, which has no down script. It was:
--
--   -- Users.
--   UPDATE users
--
--   SET name = 1;

`;
    assert.equal(reversing({ ...simple, up }).up, skeleton);
    const metadata = {
      ...{ path: 'm', author: null, created: null, dependencies: [], tags: [], json: '{}' },
      ...{ estimatedDurationMs: null, reversible: false, notes: null },
    };
    const kept = { ...simple, up, down: script('SELECT 1;'), metadata };
    assert.equal(reversing(kept).up, skeleton);
  });
});
