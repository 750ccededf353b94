import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { problemsByFile } from '../../../src/extension/diagnostics/problems.ts';
import { lineEndingsAttribute, withLine } from '../../../src/extension/fixes/attribute-line.ts';
import { repairFixes } from '../../../src/extension/fixes/repair-fixes.ts';
import { lensesOf } from '../../../src/extension/lenses/lenses.ts';
import { draftEditByStatements } from '../../../src/checks/draft-edit.ts';
import { explainEdits } from '../../../src/runner/edits.ts';
import type { Status } from '../../../src/runner/status.ts';
import { moment } from './project-states.ts';
import { judgeShop } from './shop.ts';

const APPLIED = '-- Who buys.\nCREATE TABLE users (id int);\n\nCREATE TABLE carts (id int);\n';

async function edited(now: string, isKnown = true): Promise<Status> {
  const status = await judgeShop({
    files: { '1_users.up.sql': now, '1_users.down.sql': 'DROP TABLE users;\n' },
    applied: { 1: APPLIED },
  });
  return explainEdits(status, () => (isKnown ? APPLIED : null));
}

async function titles(now: string, isKnown = true): Promise<readonly string[]> {
  const status = await edited(now, isKnown);
  const [migration] = status.migrations;
  assert.ok(migration);
  const context = { status, failure: null, environment: null, isBusy: false, moment };
  return lensesOf(migration, 'up', context).map(({ title }) => title);
}

async function places(now: string, isKnown = true): Promise<readonly string[]> {
  const status = await edited(now, isKnown);
  const placed = problemsByFile({ files: status.files, status }).get('migrations/1_users.up.sql');
  return (placed ?? [])
    .filter(({ problem }) => problem.code === 'modified')
    .map(({ range: { start, end } }) => `${start.line}-${end.line}`);
}

async function offered(now: string, isKnown = true): Promise<readonly string[]> {
  const status = await edited(now, isKnown);
  const [problem] = status.migrations[0]?.problems ?? [];
  assert.ok(problem);
  return repairFixes(problem, { files: status.files, status }).map(({ action }) => action);
}

const COMMENTED = APPLIED.replace('buys', 'pays');
const CHANGED = APPLIED.replace('users (id int)', 'users (id bigint)').replace(
  'carts (id int);',
  'carts (id int);\nDROP VIEW v;',
);

describe('an edited file in the editor', () => {
  it('says above it what was edited, with the ways out, four at most', async () => {
    const ways = ['Compare', 'Restore', 'Accept new checksum…'];
    assert.deepEqual(await titles(COMMENTED), ['✎ Edited since applied: comments only', ...ways]);
    assert.deepEqual(await titles(CHANGED), ['✎ Edited since applied', ...ways]);
    assert.deepEqual(await titles(APPLIED.replaceAll('\n', '\r\n'), false), [
      ...['✎ Edited since applied: line endings only', ...ways],
    ]);
    assert.deepEqual(await titles(COMMENTED, false), [
      ...['✎ Edited since applied', 'Compare', 'Accept new checksum…', '↩ Revert on shop.db'],
    ]);
  });

  it('has its problem on the lines that differ, else on the first', async () => {
    assert.deepEqual(await places(COMMENTED), ['0-0']);
    assert.deepEqual(await places(CHANGED), ['1-1', '4-4']);
    assert.deepEqual(await places(APPLIED.replace('-- Who buys.\n', '')), ['0-0']);
    assert.deepEqual(await places(APPLIED.replace('\n\n', '\n')), ['2-2']);
    assert.deepEqual(await places(CHANGED, false), ['0-0']);
    assert.deepEqual(await places(APPLIED.replaceAll('\n', '\r\n')), ['0-0']);
    assert.deepEqual(await places(APPLIED), []);
  });

  it('is offered what fits', async () => {
    assert.deepEqual(await offered(CHANGED), ['restore', 'move', 'accept']);
    assert.deepEqual(await offered(COMMENTED), ['restore', 'accept']);
    assert.deepEqual(await offered(CHANGED, false), ['accept']);
    // As an edit of its own, which can be taken back.
    assert.deepEqual(await offered(APPLIED.replaceAll('\n', '\r\n')), ['accept']);
  });

  it('makes a draft of what was added, and leaves the rest to its author', async () => {
    const { statements = [] } = (await edited(CHANGED)).migrations[0]?.edit ?? {};
    assert.equal(
      draftEditByStatements({ title: '1 users', statements }, null).up,
      `-- What was edited in 1 users after it was applied.

-- TODO: go from what was applied:
--   CREATE TABLE users (id int)
-- to what it is to be:
--   CREATE TABLE users (id bigint)

DROP VIEW v;
`,
    );
    const removed = [{ before: 'CREATE TABLE a (\n  id int\n)', after: null }];
    assert.match(
      draftEditByStatements({ title: '1 users', statements: removed }, null).up,
      /\n-- TODO: take back what this did:\n-- {3}CREATE TABLE a \(\n-- {5}id int\n-- {3}\)\n$/,
    );
  });
});

describe('the line by which git keeps line endings', () => {
  it('is added once, at the end', () => {
    const line = lineEndingsAttribute('LF');
    assert.equal(line, '*.sql text eol=lf');
    assert.equal(withLine('', line), `${line}\n`);
    assert.equal(withLine('*.md text', line), `*.md text\n${line}\n`);
    assert.equal(withLine(`*.md text\r\n${line} \r\n`, line), null);
    assert.equal(lineEndingsAttribute('CRLF'), '*.sql text eol=crlf');
  });
});
