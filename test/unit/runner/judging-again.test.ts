import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Problem } from '../../../src/core/problem.ts';
import { judge, type Status } from '../../../src/runner/status.ts';
import { problem } from '../core/states.ts';
import { judgeShop } from '../extension/shop.ts';

const files = {
  '1_users.up.sql': 'CREATE TABLE users (id integer);',
  '2_carts.up.sql': 'CREATE TABLE carts (id integer);',
};

/** The status of the same project where it has these problems. */
async function shopWith(problems: readonly Problem[]): Promise<Status> {
  const status = await judgeShop({ files, applied: { '1': files['1_users.up.sql'] } });
  return judge({ ...status, files: { ...status.files, problems } });
}

function withoutLast({ files }: Status): Status['files'] {
  return { ...files, migrations: files.migrations.slice(0, -1) };
}

describe('judging again', () => {
  it('keeps the problems of no single migration where no version came or went', async () => {
    const last = await shopWith([problem('naming', 'warning', '3.sql', '3')]);
    assert.equal(last.problems.length, 1);
    const [first, second] = last.files.migrations;
    assert.ok(first && second);
    const migrations = [first, { ...second, checksum: 'other' }];
    const now = judge({ ...last, files: { ...last.files, migrations } }, last);
    assert.equal(now.problems, last.problems);
  });

  it('comes to what judging does where the version of a problem has gone', async () => {
    const last = await shopWith([problem('naming', 'warning', '2.sql', '2')]);
    assert.deepEqual(last.problems, []);
    const read = { ...last, files: withoutLast(last) };
    const now = judge(read, last);
    assert.deepEqual(now, judge(read));
    assert.equal(now.problems.length, 1);
  });

  it('comes to what judging does where there are no problems and a version has gone', async () => {
    const last = await shopWith([]);
    const read = { ...last, files: withoutLast(last) };
    assert.deepEqual(judge(read, last), judge(read));
  });

  it('comes to what judging does where another history was read', async () => {
    const last = await shopWith([]);
    const problems = [problem('foreign-history', 'error', null, null)];
    const read = { ...last, recorded: { ...last.recorded, problems } };
    const now = judge(read, last);
    assert.deepEqual(now, judge(read));
    assert.equal(now.problems.length, 1);
  });
});
