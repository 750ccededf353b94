import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';

const root = join(import.meta.dirname, '../../..');
const folder = join(root, 'media/schemas');
const { schemaFiles } = (await import(pathToFileURL(join(root, 'scripts/schemas.mjs')).href)) as {
  schemaFiles: () => Promise<ReadonlyMap<string, string>>;
};

describe('the schemas that editors get', async () => {
  const files = await schemaFiles();

  it('are these and no others', () => {
    assert.deepEqual(readdirSync(folder).sort(), [...files.keys()].sort());
  });

  for (const [file, text] of files) {
    it(`${file} is what the code reads by`, () => {
      const isSame = readFileSync(join(folder, file), 'utf8') === text;
      assert.ok(isSame, 'npm run schemas writes it anew');
    });
  }
});
