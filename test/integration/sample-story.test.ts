import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { removeFolder } from '../support/temporary-folder.ts';

const root = join(import.meta.dirname, '../..');

describe('npm run sample', () => {
  let story: string[] = [];
  before(() => {
    const script = join(root, 'scripts/sample.mjs');
    // Whose environment names a database must not have the sample applied to it.
    const env = { ...process.env, DATABASE_URL: 'postgres://nobody@elsewhere.invalid/mine' };
    const output = execFileSync(process.execPath, [script], { encoding: 'utf8', env });
    removeFolder(/The sample is in (.*)/.exec(output)?.[1] ?? '');
    story = output.split('\n$ ').slice(1);
  });

  it('shows each command before what it printed', () => {
    const commands = story.map((part) => part.split('\n', 1)[0]?.replace(/\d{4,}/, 'VERSION'));
    assert.deepEqual(commands, [
      'strata status',
      'strata up --to VERSION',
      'strata status',
      'strata down',
      'strata up --to VERSION',
      'strata status',
    ]);
  });

  it('begins with nothing applied, and ends with two pending', () => {
    assert.match(story[0] ?? '', /^12 pending$/m);
    assert.match(story.at(-1) ?? '', /^10 applied · 2 pending$/m);
  });

  it('reverts what it applied last', () => {
    const last = /--to (\d+)/.exec(story[1] ?? '')?.[1] ?? 'no version';
    assert.match(story[3] ?? '', new RegExp(`↩ +${last} .* reverted`));
  });

  it('leaves the sample itself as it was', () => {
    const files = readdirSync(join(root, 'migrations-sample'));
    assert.deepEqual(files.sort(), ['.env', '.gitignore', 'README.md', 'migrations']);
  });
});
