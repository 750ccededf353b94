import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, beforeEach, describe, it } from 'node:test';
import { temporaryFolder } from '../../support/temporary-folder.ts';

interface Install {
  installOnce: (folder: string, afterwards?: () => Promise<void>) => Promise<void>;
  isInstalled: (folder: string) => boolean;
}

const script = join(import.meta.dirname, '../../../scripts/install.mjs');
const { installOnce, isInstalled } = (await import(script)) as Install;

/** In place of npm: as `npm ci`, it begins with removing what is there. */
const fakeNpm = `
  const { appendFileSync, mkdirSync, rmSync } = require('node:fs');
  appendFileSync('calls', process.argv.slice(2).join(' ') + '\\n');
  rmSync('node_modules', { recursive: true, force: true });
  mkdirSync('node_modules');
  if (process.env.FAKE_NPM_FAILS) { console.error('no network'); process.exit(1); }
`;

describe('installing once', () => {
  let folder = '';
  const realNpm = process.env.npm_execpath;
  const calls = () => readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n');

  beforeEach(() => {
    folder = temporaryFolder('install');
    process.env.npm_execpath = join(folder, 'npm-cli.js');
    delete process.env.FAKE_NPM_FAILS;
    writeFileSync(join(folder, 'npm-cli.js'), fakeNpm);
    writeFileSync(join(folder, 'package-lock.json'), '{}');
  });
  after(() => {
    if (realNpm === undefined) delete process.env.npm_execpath;
    else process.env.npm_execpath = realNpm;
  });

  it('installs without running scripts of packages, and then no more', async () => {
    await installOnce(folder);
    await installOnce(folder);
    assert.equal(calls().length, 1);
    assert.match(calls()[0] ?? '', /^ci .*--ignore-scripts/);
  });

  it('installs again when the lockfile is another', async () => {
    await installOnce(folder);
    writeFileSync(join(folder, 'package-lock.json'), '{ }');
    assert.equal(isInstalled(folder), false);
    await installOnce(folder);
    assert.equal(calls().length, 2);
  });

  it('fails when npm fails, with what npm said, and tries again next time', async () => {
    process.env.FAKE_NPM_FAILS = 'yes';
    await assert.rejects(installOnce(folder), /no network/);
    assert.equal(isInstalled(folder), false);
    delete process.env.FAKE_NPM_FAILS;
    await installOnce(folder);
    assert.equal(isInstalled(folder), true);
  });

  it('is not installed before what comes afterwards is done', async () => {
    await assert.rejects(installOnce(folder, () => Promise.reject(new Error('no links'))));
    assert.equal(isInstalled(folder), false);
  });

  it('lets a second one wait for the first', async () => {
    await Promise.all([installOnce(folder), installOnce(folder)]);
    assert.equal(calls().length, 1);
  });

  it('does not wait for one that was killed', async () => {
    mkdirSync(join(folder, '.installing'));
    writeFileSync(join(folder, '.installing/pid'), '999999999');
    await installOnce(folder);
    assert.equal(isInstalled(folder), true);
    assert.equal(existsSync(join(folder, '.installing')), false);
  });
});
