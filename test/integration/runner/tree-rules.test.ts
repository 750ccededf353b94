import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Request } from '../../../src/core/plan.ts';
import type { RuleSeverities } from '../../../src/core/severities.ts';
import { parseAddress } from '../../../src/databases/address.ts';
import { MigrationRunner } from '../../../src/node/runner.ts';
import { MigrationReader } from '../../../src/project/migrations.ts';
import { openProject, type Project } from '../../../src/project/project.ts';
import { ownAnalyst } from '../../../src/runner/own-analyst.ts';
import { run } from '../../../src/runner/run.ts';
import type { ScriptAnalyst } from '../../../src/runner/script-analyst.ts';
import { planOn, readStatus, validate, type Status } from '../../../src/runner/status.ts';
import { postgres } from '../../support/postgres.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { Shop } from '../cli/harness.ts';
import { usual } from './support.ts';

const APPLIED = {
  '1_a.up.sql': '-- Both are applied.\nCREATE TABLE a (x json);',
  '1_a.down.sql': 'DROP TABLE a;',
};
const PENDING = { '2_b.up.sql': '-- This one is pending.\nCREATE TABLE b (x json);' };

const STRICT: RuleSeverities = { 'json-column': 'error' };

describe('rules that read PostgreSQL’s trees', async () => {
  const { url } = await (await postgres()).createDatabase();
  const target = parseAddress(url, { base: '.', env: {} });
  const folder = temporaryFolder('tree-rules');
  const write = (files: Readonly<Record<string, string>>): void => {
    for (const [name, sql] of Object.entries(files)) {
      writeFileSync(join(folder, 'migrations', name), sql);
    }
  };
  mkdirSync(join(folder, 'migrations'));
  write(APPLIED);
  const options = { ...usual, isolated: false };
  await run(await projectWith({}), target, { kind: 'up' }, options);
  write(PENDING);

  function projectWith(rules: RuleSeverities): Promise<Project> {
    return openProject(folder, { convention: 'sqlx', rules: { 'missing-down': 'off', ...rules } });
  }
  async function statusWith(rules: RuleSeverities): Promise<Status> {
    const project = await projectWith(rules);
    return readStatus(project, await new MigrationReader(project).read(), target, options);
  }
  async function refusals(request: Request, rules: RuleSeverities): Promise<readonly string[]> {
    const { problems } = planOn(await statusWith(rules), request, options);
    return problems.map(({ severity, code, path }) => `${severity} ${code} ${path}`);
  }

  const refused = ['error json-column migrations/2_b.up.sql'];

  it('refuse every plan to apply what a team takes for an error', async () => {
    const requests: readonly Request[] = [
      { kind: 'up' },
      { kind: 'apply', versions: ['2'] },
      { kind: 'to', version: '2' },
    ];
    for (const request of requests) assert.deepEqual(await refusals(request, STRICT), refused);
  });

  it('are silent in plans otherwise, and on what is applied', async () => {
    assert.deepEqual(await refusals({ kind: 'up' }, {}), []);
    assert.deepEqual(await refusals({ kind: 'redo', steps: 1 }, STRICT), []);
    assert.deepEqual(await refusals({ kind: 'down', steps: 1 }, STRICT), []);
  });

  it('follow when the team changes its mind about the same files', async () => {
    const status = await statusWith(STRICT);
    const codes = validate(status).map(({ code, severity }) => `${severity} ${code}`);
    assert.ok(codes.includes('error json-column'));
    assert.deepEqual(await refusals({ kind: 'up' }, { 'json-column': 'off' }), []);
  });

  it('refuse under the lock, so that nothing is applied', async () => {
    const { plan, done } = await run(await projectWith(STRICT), target, { kind: 'up' }, options);
    assert.deepEqual(
      plan.problems.map(({ code }) => code),
      ['json-column'],
    );
    assert.deepEqual(done, []);
  });

  it('are read by the analyst that is given, so that it may have a thread of its own', async () => {
    const project = await projectWith(STRICT);
    const files = await new MigrationReader(project).read();
    const asked: string[] = [];
    const analyst: ScriptAnalyst = {
      analyse: (request) => {
        asked.push(request.script.path);
        return ownAnalyst.analyse(request);
      },
    };
    const status = await readStatus(project, files, target, { ...options, analyst });
    assert.deepEqual(asked, ['migrations/2_b.up.sql']);
    const { problems } = planOn(status, { kind: 'up' }, options);
    assert.deepEqual(
      problems.map(({ code }) => code),
      ['json-column'],
    );
  });

  it('refuse programs and the command', async () => {
    const files = {
      'migrations/1_b.up.sql': 'CREATE TABLE b (x json);',
      'strata.json': JSON.stringify({ rules: { ...STRICT, 'missing-comment': 'off' } }),
    };
    const shop = new Shop(files);
    const other = await (await postgres()).createDatabase();
    const runner = new MigrationRunner({
      project: shop.folder,
      migrations: 'migrations',
      url: other.url,
    });
    await assert.rejects(runner.migrate(), /json/);
    const { code, stderr } = await shop.strata('up', '--url', other.url);
    assert.equal(code, 1);
    assert.match(stderr, /json-column/);
  });
});
