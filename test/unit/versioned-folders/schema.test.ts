import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { metadataSchema } from '../../../src/conventions/versioned-folders/metadata-schema.ts';

const root = join(import.meta.dirname, '../../..');

interface Contribution {
  readonly fileMatch: readonly string[];
  readonly url: string;
}

const { contributes } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  contributes: { yamlValidation: readonly Contribution[] };
};

/**
 * As the YAML extension reads a pattern: yaml-language-server's filePatternAssociation.ts and
 * strings.ts, where only `*` means something.
 */
function matches(pattern: string, uri: string): boolean {
  const escaped = `/${pattern}`.replace(/[-\\{}+?|^$.,[\]()#\s]/g, '\\$&').replace(/\*/g, '.*');
  return new RegExp(`${escaped}$`).test(uri);
}

describe('the schema of metadata.yaml in editors', () => {
  const [contribution] = contributes.yamlValidation;
  assert.ok(contribution);
  const isCovered = (path: string): boolean =>
    contribution.fileMatch.some((pattern) => matches(pattern, `file:///home/ann/${path}`));

  for (const [path, covered] of [
    ['shop/migrations/V001__users/metadata.yaml', true],
    ['shop/V42__a/metadata.yaml', true],
    ['shop/migrations/V001_users/metadata.yaml', false],
    ['shop/Views__a/metadata.yaml', false],
    ['shop/v001__a/metadata.yaml', false],
    ['charts/metadata.yaml', false],
    ['shop/migrations/V001__users/other.yaml', false],
    ['shop/migrations/V001__users/metadata.yaml.bak', false],
  ] as const) {
    it(`${covered ? 'is' : 'is not'} that of ${path}`, () => {
      assert.equal(isCovered(path), covered);
    });
  }

  it('lies where the manifest says, and knows every key with a word on it', () => {
    const schema = JSON.parse(readFileSync(join(root, contribution.url), 'utf8')) as {
      properties: Readonly<Record<string, { description?: string }>>;
    };
    assert.deepEqual(Object.keys(schema.properties), Object.keys(metadataSchema.entries));
    for (const [key, { description }] of Object.entries(schema.properties)) {
      assert.ok(description, key);
    }
  });
});
