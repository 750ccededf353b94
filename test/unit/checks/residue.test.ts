import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { changeLines, residueProblems, SINCE_BEFORE } from '../../../src/checks/residue.ts';
import type { RoundTrip } from '../../../src/checks/round-trip.ts';
import type { Script } from '../../../src/core/migration.ts';
import type { SchemaChange } from '../../../src/schema/schema.ts';

const script = (path: string, sql: string): Script => ({
  ...{ path, sql, start: { line: 5, column: 1 }, marker: null, transactional: true },
});
const added = (name: string): SchemaChange => ({
  change: 'added',
  after: { kind: 'table', schema: null, owner: null, name, definition: '', position: null },
});
const WENT_THROUGH = { failure: null, syntaxErrors: [], leftOut: [] };

function trip(down: string, residue: readonly SchemaChange[]): RoundTrip {
  return {
    migration: {
      ...{ version: '7', description: '', checksum: null, metadata: null },
      ...{ up: script('7.up.sql', 'SELECT 1'), down: script('7.down.sql', down) },
    },
    ...{ up: WENT_THROUGH, down: WENT_THROUGH, residue, left: null, again: null, deviation: [] },
  };
}

describe('residue', () => {
  it('is told of the first statement of the down script', () => {
    const [problem] = residueProblems(trip('-- Back.\nSELECT 1;\n', [added('t')]), 'sqlite');
    assert.deepEqual(problem, {
      ...{ code: 'residue', severity: 'error', path: '7.down.sql', version: '7' },
      message:
        'The down script does not take back all that the up script has done:\n- table t is left behind',
      location: { line: 6, column: 1, endLine: 6, endColumn: 9 },
    });
  });

  it('is told of an empty one, too', () => {
    const [problem] = residueProblems(trip('', [added('t')]), 'sqlite');
    assert.deepEqual(problem?.location, { line: 5, column: 1, endLine: 5, endColumn: 1 });
  });

  for (const comment of [
    '-- strata-ignore residue',
    '/* strata-ignore residue: it stays */ SELECT 1',
    'SELECT 1; -- strata-ignore missing-where, residue: both',
  ]) {
    it(`is passed over by ${comment}`, () => {
      assert.deepEqual(residueProblems(trip(comment, [added('t')]), 'sqlite'), []);
    });
  }

  for (const text of ['-- strata-ignore missing-where', "SELECT '-- strata-ignore residue'"]) {
    it(`is not passed over by ${text}`, () => {
      assert.equal(residueProblems(trip(text, [added('t')]), 'sqlite').length, 1);
    });
  }

  it('is not listed without end', () => {
    const many = Array.from({ length: 25 }, (_, index) => added(`t${index}`));
    const lines = changeLines(many, SINCE_BEFORE);
    assert.equal(lines.length, 21);
    assert.equal(lines.at(-1), 'And 5 more.');
  });
});
