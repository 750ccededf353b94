import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { actionsOn, waysDown } from '../../../src/extension/model/actions.ts';
import type { Status } from '../../../src/runner/status.ts';
import { judgeShop } from './shop.ts';

const pair = (name: string): Record<string, string> => ({
  [`${name}.up.sql`]: `SELECT '${name}';`,
  [`${name}.down.sql`]: 'SELECT 0;',
});
const files: Readonly<Record<string, string>> = {
  ...pair('1_a'),
  ...{ '2_b.sql': 'SELECT 2;' },
  ...pair('3_c'),
  ...pair('4_d'),
  ...{ '5_e.sql': 'SELECT 5;', '6_f.sql': 'SELECT 6;' },
};
const applied = {
  1: "SELECT '1_a';",
  2: 'SELECT 2;',
  3: "SELECT '3_c';",
  4: "SELECT '4_d';",
};

function ways({ migrations }: Pick<Status, 'migrations'>): readonly string[] {
  return waysDown(migrations).map(({ keep, count }) => `${keep?.version ?? 'none'} ${count}`);
}

describe('what can be done', () => {
  it('is all that is not sure to be refused', async () => {
    const actions = actionsOn(await judgeShop({ files, applied }));
    assert.deepEqual(Object.fromEntries(actions), {
      2: { kind: 'revertDownToHere', count: 2 },
      3: { kind: 'revertDownToHere', count: 1 },
      4: { kind: 'revert' },
      5: { kind: 'apply' },
      6: { kind: 'applyUpToHere', count: 2 },
    });
  });

  it('reverts what was applied last, though another version be higher', async () => {
    const status = await judgeShop({ files, applied });
    const convention = {
      ...status.project.convention,
      revertOrder: <T extends { version: string }>(all: readonly T[]): readonly T[] =>
        all.toSorted((a, b) => Number(b.version === '3') - Number(a.version === '3')),
    };
    const project = { ...status.project, convention };
    const actions = actionsOn({ project, migrations: status.migrations });
    assert.deepEqual(actions.get('3'), { kind: 'revert' });
    assert.equal(actions.get('4'), undefined, 'nothing is above it');
  });
});

describe('the ways down', () => {
  it('end above what has no way back', async () => {
    assert.deepEqual(ways(await judgeShop({ files, applied })), ['3 1', '2 2']);
  });

  it('go down to nothing where all have a way back', async () => {
    const some = { ...pair('1_a'), ...pair('3_c') };
    const both = { 1: applied[1], 3: applied[3] };
    assert.deepEqual(ways(await judgeShop({ files: some, applied: both })), ['1 1', 'none 2']);
  });

  it('are none where the highest stays, or nothing is applied', async () => {
    assert.deepEqual(ways(await judgeShop({ files, applied: { ...applied, 5: 'SELECT 5;' } })), []);
    assert.deepEqual(ways(await judgeShop({ files })), []);
  });
});
