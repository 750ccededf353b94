import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ProblemCode } from '../../../src/core/problem.ts';
import { problemsByFile } from '../../../src/extension/diagnostics/problems.ts';
import { remediesOf } from '../../../src/extension/fixes/remedies.ts';
import { judgeShop, type Shop } from './shop.ts';

const now = new Date('2025-03-03T10:00:00Z');
const version = '20250131120000_a';
const path = `migrations/${version}.sql`;

async function remedies(shop: Shop, code: ProblemCode) {
  const status = await judgeShop(shop);
  assert.equal(status.project.convention.id, 'sections');
  const reading = { files: status.files, status };
  const found = problemsByFile(reading)
    .get(path)
    ?.find(({ problem }) => problem.code === code);
  assert.ok(found, `there is no problem ${code}`);
  return remediesOf(found.problem, { project: status.project, reading, now });
}

describe('an applied file with sections', () => {
  const lf = '-- UP\nSELECT 1;\nSELECT 2;\n\n-- DOWN\nSELECT 3;\n';
  const crlf = lf.replaceAll('\n', '\r\n');

  for (const [saved, applied, lineEnding] of [
    [crlf, lf, 'LF'],
    [lf, crlf, 'CRLF'],
    [`\uFEFF${crlf}`, lf, 'LF'],
  ] as const) {
    it(`gets its line endings back: ${lineEnding}${saved.startsWith('\uFEFF') ? ', whatever its encoding' : ''}`, async () => {
      const shop = { files: { [`${version}.sql`]: saved }, applied: { [version]: applied } };
      assert.deepEqual(await remedies(shop, 'modified'), [
        { kind: 'line-ending', title: `Set line endings back to ${lineEnding}`, path, lineEnding },
        {
          kind: 'git-attributes',
          title: `Have git keep line endings as ${lineEnding} (.gitattributes)`,
          path: 'migrations/.gitattributes',
          lineEnding,
        },
      ]);
    });
  }

  it('has nothing to set back where more was changed', async () => {
    const files = { [`${version}.sql`]: crlf.replace('1', '4') };
    assert.deepEqual(await remedies({ files, applied: { [version]: lf } }, 'modified'), []);
  });
});

describe('a marker that is nearly one', () => {
  it('is written out', async () => {
    const files = { [`${version}.sql`]: '\uFEFF-- UP\nSELECT 1;\n  --down\nSELECT 2;\n' };
    const [remedy] = await remedies({ files }, 'ambiguous-section');
    assert.deepEqual([remedy?.kind, remedy?.title], ['edit', 'Write -- DOWN']);
  });
});
