import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, it } from 'node:test';

const root = join(import.meta.dirname, '../..');

interface Link {
  /** Relative to the repository. */
  readonly path: string;
  /** Null: the page as a whole. */
  readonly anchor: string | null;
}

/** Links and pictures; addresses of other sites are left out, as is code. */
function linksOf(page: string, text: string): Link[] {
  return [
    ...withoutBlocks(text)
      .replaceAll(/`[^`\n]*`/g, '')
      .matchAll(/\]\(([^()\s]+)\)/g),
  ]
    .map(([, address = '']) => address)
    .filter((address) => !/^[a-z]+:/.test(address))
    .map((address) => {
      const [path = '', anchor = null] = address.split('#');
      return { path: path === '' ? page : posix.join(posix.dirname(page), path), anchor };
    });
}

/** As GitHub names headings: a second one of the same name would get a number. */
function anchorsOf(text: string): Set<string> {
  const headings = [...withoutBlocks(text).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
  assert.equal(new Set(headings).size, headings.length, 'each heading is there once');
  return new Set(headings);
}

function withoutBlocks(text: string): string {
  return text.replaceAll(/^```.*?^```$/gms, '');
}

function read(page: string): string {
  return readFileSync(join(root, page), 'utf8');
}

function isBroken({ path, anchor }: Link): boolean {
  if (!existsSync(join(root, path))) return true;
  return anchor !== null && !anchorsOf(read(path)).has(anchor);
}

const inDocs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.md'))
  .map((path) => `docs/${path.replaceAll('\\', '/')}`);
const ruleless = inDocs.filter((path) => !path.startsWith('docs/rules/'));
const pages = ['README.md', 'CHANGELOG.md', 'migrations-sample/README.md', ...inDocs];

describe('links', () => {
  for (const page of pages) {
    it(`of ${page} lead somewhere`, () => {
      assert.deepEqual(linksOf(page, read(page)).filter(isBroken), []);
    });
  }

  it('of the README lead to every page, and show every picture', () => {
    const linked = new Set(linksOf('README.md', read('README.md')).map(({ path }) => path));
    const pictures = readdirSync(join(root, 'media/screenshots'));
    const all = [...ruleless, ...pictures.map((name) => `media/screenshots/${name}`)];
    assert.deepEqual(
      all.filter((path) => !linked.has(path)),
      [],
    );
  });

  it('are seen by this test, with their anchors', () => {
    const text =
      'See [it](api.md#the-api), [`code`](#here), `[no](link.md)` and [them](https://example.com).';
    assert.deepEqual(linksOf('docs/cli.md', text), [
      { path: 'docs/api.md', anchor: 'the-api' },
      { path: 'docs/cli.md', anchor: 'here' },
    ]);
    const headings = '# `a/b`, for C\n\n```sh\n# no heading\n```\n\n## missing-if-exists\n';
    assert.deepEqual(anchorsOf(headings), new Set(['ab-for-c', 'missing-if-exists']));
  });
});
