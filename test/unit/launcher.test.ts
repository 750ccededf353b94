import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { transformSync } from 'esbuild';
import packageJson from '../../package.json' with { type: 'json' };
import { temporaryFolder } from '../support/temporary-folder.ts';

const launcher = join(import.meta.dirname, '../../src/cli/launcher.cjs');

describe('the CLI’s launcher', () => {
  const folder = temporaryFolder('launcher');
  copyFileSync(launcher, join(folder, 'cli.js'));
  writeFileSync(join(folder, 'cli-main.js'), 'console.log("the program runs");\n');

  function runOnNode(version: string) {
    const pretend = join(folder, `pretend-${version}.cjs`);
    const versions = `{ value: { ...process.versions, node: '${version}' } }`;
    writeFileSync(pretend, `Object.defineProperty(process, 'versions', ${versions});\n`);
    const parameters = ['--require', pretend, join(folder, 'cli.js')];
    return spawnSync(process.execPath, parameters, { encoding: 'utf8' });
  }

  for (const version of ['22.14.0', '22.15.1', '23.0.0', '24.21.0', '100.0.0']) {
    it(`runs the program on Node ${version}`, () => {
      const { status, stdout, stderr } = runOnNode(version);
      assert.deepEqual(
        { status, stdout, stderr },
        { status: 0, stdout: 'the program runs\n', stderr: '' },
      );
    });
  }

  for (const version of ['0.10.48', '12.22.12', '20.20.2', '22.13.1']) {
    it(`says on Node ${version} what it needs, and exits with 2`, () => {
      const { status, stdout, stderr } = runOnNode(version);
      assert.equal(status, 2);
      assert.equal(stdout, '');
      assert.equal(
        stderr,
        `strata: needs Node 22.14 or newer, and this is Node ${version} (${process.execPath}).\n`,
      );
    });
  }

  it('keeps compiled code beside the code, where that can be written, and goes without where not', () => {
    const compiled = join(folder, 'compiled');
    rmSync(compiled, { recursive: true, force: true });
    const run = () => spawnSync(process.execPath, [join(folder, 'cli.js')], { env: {} }).status;
    writeFileSync(compiled, 'a file, and no folder');
    assert.equal(run(), 0);
    rmSync(compiled);
    assert.equal(run(), 0);
    assert.notDeepEqual(readdirSync(compiled), []);
  });

  it('asks for what package.json declares', () => {
    assert.equal(packageJson.engines.node, '>=22.14');
  });

  it('is written in a language that an old Node can read', () => {
    const code = readFileSync(launcher, 'utf8');
    const print = (target: string) => transformSync(code, { target, charset: 'utf8' }).code;
    assert.equal(print('es5'), print('esnext'));
  });
});
