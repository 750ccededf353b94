import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const reporter = join(import.meta.dirname, '../../../scripts/count-tests.mjs');

interface Counts {
  passed: number;
  failed: number;
  complaints: string[];
}

function count(source: string): Counts {
  const file = join(temporaryFolder('counts'), 'example.test.mjs');
  writeFileSync(file, `import { before, describe, it } from 'node:test';\n${source}`);
  const parameters = ['--test', `--test-reporter=${pathToFileURL(reporter).href}`, file];
  // Or else the inner runner takes itself for a part of the one that runs this test.
  const env = { ...process.env, NODE_TEST_CONTEXT: undefined };
  const { stdout } = spawnSync(process.execPath, parameters, { env, encoding: 'utf8' });
  const counts = JSON.parse(stdout) as Counts;
  return {
    ...counts,
    complaints: counts.complaints.map((line) => line.replace(file, 'example')),
  };
}

describe('what npm test counts', () => {
  it('is tests, not suites', () => {
    const source = `describe('suite', () => { it('a', () => {}); it('b', () => {}); });`;
    assert.deepEqual(count(source), { passed: 2, failed: 0, complaints: [] });
  });

  it('is a failure once, not again for its suite', () => {
    const source = `describe('suite', () => { it('a', () => {}); it('b', () => { throw 1; }); });`;
    assert.deepEqual(count(source), { passed: 1, failed: 1, complaints: [] });
  });

  it('takes what was skipped or is to do for failed', () => {
    const source = `
      it.skip('a', () => {});
      it.todo('b');
      it('c', (t) => { t.skip(); });
      describe.skip('d', () => { it('e', () => {}); });`;
    const { passed, failed, complaints } = count(source);
    assert.deepEqual({ passed, failed }, { passed: 0, failed: 4 });
    assert.equal(complaints[0], 'example: “a” was not run');
  });

  it('complains of a file without tests', () => {
    assert.deepEqual(count('console.log(1);'), {
      passed: 0,
      failed: 1,
      complaints: ['example has no tests'],
    });
  });

  it('sees a file that does not load, and a hook that fails', () => {
    assert.equal(count(`throw new Error('broken');`).failed, 1);
    const hook = `describe('s', () => { before(() => { throw 1; }); it('a', () => {}); });`;
    assert.notEqual(count(hook).failed, 0);
  });
});
