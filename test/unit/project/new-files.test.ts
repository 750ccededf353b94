import assert from 'node:assert/strict';
import { posix } from 'node:path';
import { describe, it } from 'node:test';
import { tools } from '../../../src/conventions/registry.ts';
import { newFiles } from '../../../src/project/new-files.ts';

describe('several new migrations', () => {
  for (const tool of tools) {
    it(`follow one another, and what is there: ${tool.id}`, async () => {
      const { convention } = await tool.configure(new Map(), {});
      const about = { now: new Date('2025-03-03T10:00:00Z'), reversible: null, numbering: null };
      const sql = { up: 'SELECT 1;\n', down: 'SELECT 2;\n' };
      const request = (name: string) => ({ ...about, name, author: null, sql });
      const entriesOf = (paths: readonly string[]) => [
        ...[
          ...new Set(paths.filter((path) => path.includes('/')).map((path) => posix.dirname(path))),
        ].map((path) => ({ path, kind: 'directory' as const })),
        ...paths.map((path) => ({ path, kind: 'file' as const })),
      ];

      const first = convention.scaffold(request('z'), []).map(({ path }) => path);
      const { candidates } = convention.discover(entriesOf(first));
      const project = { convention, migrationsFolder: 'db/migrations' };
      const files = newFiles(project, candidates, [request('y'), request('x')]);
      const paths = files.map(({ path }) => path.replace(/^db\/migrations\//, ''));

      const found = convention.discover(entriesOf([...first, ...paths]));
      assert.deepEqual(
        found.candidates.map(({ description }) => description),
        ['z', 'y', 'x'],
      );
      assert.deepEqual(found.problems, []);
      assert.ok(files.every(({ content }) => content !== ''));
    });
  }
});
