import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { findProgram } from '../../src/databases/programs.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

describe('a program', { skip: process.platform === 'win32' }, () => {
  const { PATH } = process.env;
  const home = process.cwd();
  let folder = '';

  beforeEach(() => {
    folder = temporaryFolder('program');
    for (const path of ['', 'bin']) {
      mkdirSync(join(folder, path), { recursive: true });
      writeFileSync(join(folder, path, 'psql'), '#!/bin/sh\n', { mode: 0o755 });
    }
    process.chdir(folder);
  });
  afterEach(() => {
    process.chdir(home);
    process.env.PATH = PATH;
  });

  for (const path of ['', '.', './', 'bin', './bin', ['.', '', 'bin', '../x'].join(delimiter)]) {
    it(`is not looked for in the folder one is in: PATH=${path}`, async () => {
      process.env.PATH = path;
      assert.equal(await findProgram('psql'), null);
    });
  }

  it('is found where the PATH names it', async () => {
    process.env.PATH = ['.', folder].join(delimiter);
    assert.equal(await findProgram('psql'), join(folder, 'psql'));
  });
});
