import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { tools } from '../../../src/conventions/registry.ts';
import type { Convention } from '../../../src/conventions/convention.ts';
import { filled, readSnippets } from '../../support/snippets.ts';
import { ENGINES, problemsOf } from './support.ts';

const sql = readSnippets('sql.json');
const yaml = readSnippets('yaml.json');

async function conventionOf(id: string): Promise<Convention> {
  const tool = tools.find((each) => each.id === id);
  assert.ok(tool);
  return (await tool.configure(new Map(), {})).convention;
}

describe('snippets', () => {
  it('are contributed for both languages', () => {
    const manifest = join(import.meta.dirname, '../../../package.json');
    const { contributes } = JSON.parse(readFileSync(manifest, 'utf8')) as {
      contributes: { snippets: unknown };
    };
    assert.deepEqual(contributes.snippets, [
      { language: 'sql', path: './media/snippets/sql.json' },
      { language: 'yaml', path: './media/snippets/yaml.json' },
    ]);
  });

  it('keep quiet until somebody types migration-, and have a prefix each', () => {
    const prefixes = [...sql.values(), ...yaml.values()].map(({ prefix }) => prefix);
    assert.equal(new Set(prefixes).size, prefixes.length);
    for (const prefix of prefixes) assert.match(prefix, /^migration-[a-z0-9-]+$/);
  });

  it('have a way back each', () => {
    const prefixes = [...sql.values()].map(({ prefix }) => prefix);
    const ups = prefixes.filter((prefix) => !prefix.endsWith('-down'));
    assert.deepEqual(
      prefixes.toSorted(),
      [...ups, ...ups.filter((up) => up !== 'migration-sections').map((up) => `${up}-down`)].sort(),
    );
  });

  for (const { prefix, ...snippet } of sql.values()) {
    const engines = ENGINES.filter(
      (engine) => prefix.includes(`-${engine}`) || !/-(?:sqlite|postgres)/.test(prefix),
    );
    for (const engine of engines) {
      it(`keep the house rules: ${prefix} on ${engine}`, () => {
        const direction = prefix.endsWith('-down') ? 'down' : 'up';
        const text = filled({ prefix, ...snippet });
        assert.doesNotMatch(text, /\$/);
        assert.deepEqual(problemsOf(text, engine, {}, { direction }), []);
      });
    }
  }

  it('make a file of sections that has nothing wrong', async () => {
    const sections = await conventionOf('sections');
    const snippet = sql.get('A file with sections');
    assert.ok(snippet);
    const path = '20250301100000_create_orders.sql';
    const { candidates } = sections.discover([{ path, kind: 'file' }]);
    const [candidate] = candidates;
    assert.ok(candidate);
    const contents = new Map([[path, Buffer.from(filled(snippet))]]);
    const { migration, problems } = sections.load(candidate, contents);
    assert.deepEqual(problems, []);
    assert.match(migration.up.sql, /CREATE TABLE/);
    assert.match(migration.down?.sql ?? '', /DROP TABLE/);
    assert.deepEqual(problemsOf(migration.up.sql, 'sqlite'), []);
  });

  it('make metadata that has nothing wrong', async () => {
    const folders = await conventionOf('versioned-folders');
    const snippet = yaml.get('The metadata of a migration');
    assert.ok(snippet);
    const folder = 'V001__create_orders';
    const { candidates } = folders.discover([
      { path: folder, kind: 'directory' },
      ...['up.sql', 'down.sql', 'metadata.yaml'].map((name) => ({
        path: `${folder}/${name}`,
        kind: 'file' as const,
      })),
    ]);
    const [candidate] = candidates;
    assert.ok(candidate);
    const contents = new Map([
      [`${folder}/up.sql`, Buffer.from('SELECT 1;')],
      [`${folder}/down.sql`, Buffer.from('SELECT 1;')],
      [`${folder}/metadata.yaml`, Buffer.from(filled(snippet))],
    ]);
    const { migration, problems } = folders.load(candidate, contents);
    assert.deepEqual(problems, []);
    assert.equal(migration.metadata?.author, 'Ada Byron');
    assert.deepEqual(migration.metadata.tags, ['schema']);
    assert.equal(migration.metadata.created, '2025-03-01T10:00:00Z');
  });
});
