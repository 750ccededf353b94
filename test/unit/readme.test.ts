import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createProgram } from '../../src/cli/program.ts';
import { tools } from '../../src/conventions/registry.ts';
import { parseConfig } from '../../src/project/parse-config.ts';

const root = join(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const readme = read('README.md');

const { contributes, version } = JSON.parse(read('package.json')) as {
  version: string;
  contributes: {
    commands: readonly { title: string }[];
    configuration: { properties: Readonly<Record<string, { default: unknown }>> };
  };
};
const texts = JSON.parse(read('package.nls.json')) as Readonly<Record<string, string>>;

/** The cells of the rows below a head. */
function table(page: string, head: string): string[][] {
  const [, rows = ''] =
    new RegExp(`^\\| ${head} .*\\n\\|[ -|]+\\n((?:\\|.*\\n)+)`, 'm').exec(page) ?? [];
  return rows
    .trimEnd()
    .split('\n')
    .map((row) =>
      row
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

/** The first words of the code in a cell. */
function commandsIn(cell = ''): string[] {
  return [...cell.matchAll(/`([a-z]+)/g)].map(([, name = '']) => name);
}

describe('the README', () => {
  it('lists every setting with its default, and no other', () => {
    const settings = Object.entries(contributes.configuration.properties).map(
      ([key, { default: value }]) => [
        `\`${key}\``,
        value === '' ? '' : `\`${JSON.stringify(value)}\``,
      ],
    );
    assert.deepEqual(
      table(readme, 'setting').map(([key, value]) => [key, value]),
      settings,
    );
  });

  const commands = createProgram(() => Promise.resolve()).commands.map((each) => each.name());

  it('lists every command of the command line, and no other', () => {
    const listed = table(readme, 'command').flatMap(([cell]) => commandsIn(cell));
    assert.deepEqual([...new Set(listed)].sort(), commands.toSorted());
  });

  it('leaves the same to the page of the command line', () => {
    const listed = table(read('docs/cli.md'), 'command').map(([cell]) => commandsIn(cell)[0]);
    assert.deepEqual([...new Set(listed)].sort(), commands.toSorted());
  });

  it('has a page for every tool', () => {
    for (const { id } of tools) assert.ok(readme.includes(`(docs/${id}.md)`), id);
  });

  it('shows a strata.json that is read', () => {
    const example = /```json\n(.*?)```/s.exec(readme)?.[1] ?? '';
    const { environments, problems } = parseConfig(example, '/x');
    assert.equal(environments.length, 2);
    assert.deepEqual(problems, []);
  });

  it('installs the file that packaging makes', () => {
    assert.ok(readme.includes(`strata-migrations-${version}.vsix`));
  });
});

function pagesOf(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => `${folder}/${path}`);
}

describe('pages', () => {
  it('name commands of the palette as they are called there', () => {
    const titles = new Set(
      contributes.commands.map(({ title }) => texts[title.slice(1, -1)]?.replace('…', '')),
    );
    const pages = [readme, ...pagesOf('docs').map(read)];
    const named = pages.flatMap((page) =>
      [...page.matchAll(/_Strata: ([^_]+)_/g)].map(([, title]) => title),
    );
    assert.ok(named.length > 0);
    assert.deepEqual(
      named.filter((title) => !titles.has(title)),
      [],
    );
  });
});
