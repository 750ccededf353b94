import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { tools } from '../../../src/conventions/registry.ts';
import { parseConfig } from '../../../src/project/parse-config.ts';
import { PLACES } from '../../../src/project/places.ts';

const root = join(import.meta.dirname, '../../..');
const page = readFileSync(join(root, 'docs/projects.md'), 'utf8');

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | false;
}

/** Every key as the page's table writes it: `options.table`, and `….url` in any environment. */
function keysOf({ properties = {} }: Schema): readonly string[] {
  return Object.entries(properties).flatMap(([key, inner]) => {
    const within = key === 'options' ? keysOf(inner).map((each) => `options.${each}`) : [];
    const each = key === 'environments' ? inner.additionalProperties : false;
    const ofEach = each ? keysOf(each).map((name) => `….${name}`) : [];
    return [...(key === 'options' ? [] : [key]), ...within, ...ofEach];
  });
}

describe('the page of projects', () => {
  it('has an example that is read', () => {
    const example = /```jsonc\n(.*?)```/s.exec(page)?.[1] ?? '';
    const { convention, environments, defaultEnvironment, problems } = parseConfig(example, '/x');
    assert.equal(convention, 'versioned-folders');
    assert.deepEqual(
      environments.map(({ name }) => name),
      ['development', 'staging', 'production'],
    );
    assert.equal(defaultEnvironment, 'development');
    assert.deepEqual(problems, []);
  });

  it('explains every key, and no other', () => {
    const text = readFileSync(join(root, 'media/schemas/strata.schema.json'), 'utf8');
    const explained = [...page.matchAll(/^\| `([^`]+)` /gm)].map(([, key]) => key);
    assert.deepEqual(explained.sort(), keysOf(JSON.parse(text) as Schema).toSorted());
  });

  it('names every tool and every usual place', () => {
    for (const { id } of tools) assert.ok(page.includes(`\`${id}\``), id);
    for (const place of PLACES.filter((each) => !each.endsWith('/sql'))) {
      assert.ok(page.includes(`\`${place}\``), place);
    }
  });
});
