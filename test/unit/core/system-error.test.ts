import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { tellSystemError } from '../../../src/core/system-error.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

function told(work: () => void): string {
  try {
    work();
  } catch (error) {
    return tellSystemError(error);
  }
  return assert.fail('nothing is wrong');
}

describe('what the operating system refuses', () => {
  it('is told without its own codes', () => {
    const file = join(temporaryFolder('system-error'), 'file');
    writeFileSync(file, '');
    assert.equal(
      told(() => {
        mkdirSync(file);
      }),
      'something else is in its place.',
    );
    assert.equal(
      told(() => mkdirSync(join(file, 'below'), { recursive: true })),
      'something else is in its place.',
    );
    assert.equal(
      told(() => {
        writeFileSync(join(file, '..', 'none', 'file'), '');
      }),
      'the folder above it is not there, or it is read-only.',
    );
    assert.match(
      told(() => {
        writeFileSync(join(file, '..', '\0'), '');
      }),
      /null bytes/,
    );
  });
});
