import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { rememberConvention, withConvention } from '../../../src/project/remember-convention.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

describe('remembering the convention', () => {
  it('makes the file where there is none', async () => {
    const root = temporaryFolder('remember');
    await rememberConvention(root, 'sqlx');
    assert.equal(readFileSync(join(root, 'strata.json'), 'utf8'), '{\n  "convention": "sqlx"\n}\n');
  });

  it('leaves the rest of a file as it is, comments and line ends included', () => {
    const text = '{\r\n\t// ours\r\n\t"environments": { "a": {} }\r\n}\r\n';
    assert.equal(
      withConvention(text, 'sections'),
      '{\r\n\t"convention": "sections",\r\n\t// ours\r\n\t"environments": { "a": {} }\r\n}\r\n',
    );
    assert.equal(
      withConvention('{\n    "convention": "sqlx", // asked\n}\n', 'sections'),
      '{\n    "convention": "sections", // asked\n}\n',
    );
  });

  it('does not write into a file that is wrong', async () => {
    const root = temporaryFolder('remember');
    const path = join(root, 'strata.json');
    writeFileSync(path, '{ "convention": ');
    await assert.rejects(rememberConvention(root, 'sqlx'), { code: 'configuration' });
    assert.equal(readFileSync(path, 'utf8'), '{ "convention": ');
  });
});
