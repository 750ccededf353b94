import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

const source = join(import.meta.dirname, '../../src');

/** Who starts processes, and by which function: none of these goes through a shell. */
const STARTERS: Readonly<Record<string, string>> = {
  'cli/commands/shell.ts': 'spawn',
  'databases/process-start.ts': 'execFile',
  'databases/program-keeper.ts': 'spawn',
  'databases/programs.ts': 'spawn',
  'databases/sqlite/child-process.ts': 'fork',
  'project/git.ts': 'execFile',
};

const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => /\.(?:ts|cjs)$/.test(path))
  .map((path) => [path, readFileSync(join(source, path), 'utf8')] as const);

describe('what starts processes', () => {
  it('is known, and asks no shell', () => {
    const found = files.flatMap(([path, text]) => {
      const [, names] = /import \{([^}]*)\} from '(?:node:)?child_process'/.exec(text) ?? [];
      const functions = names?.split(',').filter((name) => !name.trim().startsWith('type '));
      return functions === undefined ? [] : [[path, functions.join().trim()]];
    });
    assert.deepEqual(Object.fromEntries(found), STARTERS);
    for (const [path, text] of files) {
      assert.doesNotMatch(text, /\bshell: (?:true|['"`])/, path);
      assert.doesNotMatch(text, /(?:import|require)\(['"](?:node:)?child_process/, path);
      assert.doesNotMatch(
        text,
        /from '(?:node:)?(?:vm|worker_threads\/eval)'|\beval\(|new Function\(/,
        path,
      );
    }
  });

  it('in an editor types no text into a terminal', () => {
    for (const [path, text] of files) assert.doesNotMatch(text, /\.sendText\(/, path);
  });
});
