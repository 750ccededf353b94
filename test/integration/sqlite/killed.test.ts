import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import type { Request } from '../../../src/core/plan.ts';
import { openProject } from '../../../src/project/project.ts';
import { run } from '../../../src/runner/run.ts';
import type { RunResult } from '../../../src/runner/run-result.ts';
import { bundledScript } from '../../support/bundled-script.ts';
import { rows } from '../../support/rows.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { usual } from '../runner/support.ts';
import { targetOf } from './support.ts';

const SCRIPT = `-- no-transaction
CREATE TABLE a (x int);
INSERT INTO a VALUES (1);
VACUUM;
BEGIN;
INSERT INTO a VALUES (2);
INSERT INTO a VALUES (3);
COMMIT;
`;

/** How many statements are done where so many rows are there. */
const DONE_BY_ROWS = [[1], [2, 3], [], [7]];

const AT_ONCE = 4;

describe('a runner that is killed in a script without a transaction', () => {
  let runner: string;

  before(async () => {
    runner = await bundledScript(join(import.meta.dirname, 'killed-runner.ts'));
  });

  for (const [journal, every] of [
    ['delete', 1],
    ['wal', 4],
  ] as const) {
    it(`at any call to SQLite, leaves a history that is true and a script that goes on (${journal})`, async () => {
      const seen = new Set<string>();
      const scene = await begun(journal);
      for (let call = 1, killed = true; killed; call += every * AT_ONCE) {
        const calls = Array.from({ length: AT_ONCE }, (_, index) => call + index * every);
        const ends = await Promise.all(calls.map((each) => dieAt(each, scene, runner)));
        for (const end of ends) seen.add(end.seen);
        killed = ends.every((end) => end.killed);
      }
      const expected = every === 1 ? ['', '0', '1', '2', '2?', '3', '7', 'success'] : [''];
      for (const each of expected) {
        assert.ok(seen.has(each), `never seen: ${each} among ${[...seen].join(' ')}`);
      }
    });
  }
});

/** A project whose script is pending, and its database, which has had one before. */
async function begun(journal: string): Promise<string> {
  const root = temporaryFolder('killed');
  rows(join(root, 'app.db'), `PRAGMA journal_mode = ${journal}`);
  mkdirSync(join(root, 'migrations'));
  const write = (name: string, sql: string) => {
    writeFileSync(join(root, 'migrations', name), sql);
  };
  write('0_first.sql', 'CREATE TABLE first (x int)');
  assert.equal((await carryOut(root, { kind: 'up' })).failure, null);
  write('1_a.sql', SCRIPT);
  return root;
}

async function carryOut(root: string, request: Request): Promise<RunResult> {
  const project = await openProject(root, { convention: 'sqlx' });
  return run(project, targetOf(join(root, 'app.db')), request, usual);
}

/** @returns what was seen of it then: its progress, if it has any, else whether it is applied */
async function dieAt(
  call: number,
  scene: string,
  script: string,
): Promise<{ killed: boolean; seen: string }> {
  const root = temporaryFolder('killed');
  const file = join(root, 'app.db');
  cpSync(scene, root, { recursive: true });
  const runner = spawn(process.execPath, [script, root, String(call)], { stdio: 'inherit' });
  const [code, signal] = (await once(runner, 'exit')) as [number | null, string | null];
  assert.ok(signal === 'SIGKILL' || code === 0, `it ended with ${code ?? signal ?? ''}`);
  const seen = agreement(file);
  if (seen !== 'success') {
    const request: Request = seen === '' ? { kind: 'up' } : { kind: 'continue', version: '1' };
    const { failure, plan, done } = await carryOut(root, request);
    assert.deepEqual([failure, plan.problems, done.length], [null, [], 1], `at call ${call}`);
  }
  assert.equal(agreement(file), 'success');
  assert.deepEqual(rows(file, 'SELECT x FROM a ORDER BY x'), [[1], [2], [3]]);
  return { killed: signal === 'SIGKILL', seen };
}

/** Compares what the schema says with what is written down. */
function agreement(file: string): string {
  const there = (table: string): boolean =>
    rows(file, `SELECT 1 FROM sqlite_schema WHERE name = '${table}'`).length > 0;
  const [history] = rows(file, 'SELECT success FROM _sqlx_migrations WHERE version = 1');
  const progress = there('_strata_progress')
    ? rows(file, 'SELECT completed, in_doubt FROM _strata_progress')
    : [];
  const done = there('a') ? (DONE_BY_ROWS[rows(file, 'SELECT 1 FROM a').length] ?? []) : [0];
  assert.deepEqual(rows(file, 'PRAGMA integrity_check'), [['ok']]);

  if (history === undefined) {
    assert.deepEqual([done, progress], [[0], []]);
    return '';
  }
  const [success] = history as [number];
  if (success === 1) {
    assert.deepEqual([done, progress], [[7], []]);
    return 'success';
  }
  const [[completed, inDoubt] = [-1, 0], ...others] = progress as [number, number][];
  assert.deepEqual(others, []);
  const possible = inDoubt === 1 ? [completed, completed + 1] : [completed];
  assert.ok(
    done.some((count) => possible.includes(count)),
    `${done.join(' or ')} done, ${completed}${inDoubt === 1 ? '?' : ''} written down`,
  );
  return `${completed}${inDoubt === 1 ? '?' : ''}`;
}
