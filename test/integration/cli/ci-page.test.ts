import assert from 'node:assert/strict';
import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { commandFile } from '../../support/command-file.ts';
import { engines, Shop, type Variables } from './harness.ts';

const root = join(import.meta.dirname, '../../..');
const page = readFileSync(join(root, 'docs/ci.md'), 'utf8');

function blocks(language: string): readonly string[] {
  const found = page.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm'));
  return [...found].map(([, text = '']) => text);
}

interface Workflow {
  readonly jobs: Readonly<Record<string, { readonly steps: readonly { readonly run?: string }[] }>>;
}

const [workflow = ''] = blocks('yaml');
const { jobs } = parse(workflow) as Workflow;

/** What a job types, less the installation: the tests bring Strata along. */
function stepsOf(job: string): readonly string[] {
  return (jobs[job]?.steps ?? [])
    .map(({ run }) => run ?? '')
    .filter((run) => run.includes('strata ') && !run.startsWith('npm '));
}

const migrations = {
  'strata.json': blocks('json')[0] ?? '',
  'migrations/1_users.up.sql': '-- Who buys.\nCREATE TABLE IF NOT EXISTS users (id integer);\n',
  'migrations/1_users.down.sql': '-- Back.\nDROP TABLE IF EXISTS users;\n',
};

/** As GitHub runs a step: `bash -e`. */
function run(shop: Shop, step: string, env: Variables): SpawnSyncReturns<string> {
  const strata = `strata() { "${process.execPath}" "${commandFile}" "$@"; }`;
  const { PATH = '' } = process.env;
  return spawnSync('bash', ['-e', '-o', 'pipefail', '-c', `${strata}\n${step}`], {
    cwd: shop.folder,
    env: { PATH, ...env },
    encoding: 'utf8',
    input: '',
  });
}

for (const [engine, open] of Object.entries(engines)) {
  describe(`the page about CI: ${engine}`, () => {
    it('gives steps that go through where everything is right', async () => {
      const [check, production] = [await open(), await open()];
      // Backups need the server's own programs, which not every machine has.
      const configuration =
        engine === 'sqlite'
          ? migrations['strata.json']
          : migrations['strata.json'].replace('before-apply', 'never');
      const shop = new Shop({ ...migrations, 'strata.json': configuration });
      const env = { CHECK_URL: check.url, PRODUCTION_URL: production.url };
      const [predeployment = '', deployment = ''] = blocks('sh');
      const steps = [...stepsOf('check'), ...stepsOf('deploy'), predeployment, deployment];
      assert.equal(steps.length, 5);
      for (const step of steps) {
        const { status, stdout, stderr } = run(shop, step, env);
        assert.equal(status, 0, `${step}\n${stdout}\n${stderr}`);
      }
      const applied = await production.look('SELECT version FROM _sqlx_migrations');
      assert.deepEqual(applied, [{ version: '1' }]);
    });

    it('gives steps that stop a deployment where something is wrong', async () => {
      const production = await open();
      const shop = new Shop(migrations);
      const env = { CHECK_URL: 'sqlite:check.db', PRODUCTION_URL: production.url };
      shop.write('migrations/seed_data.sql', 'SELECT 1;\n');
      const [check = ''] = stepsOf('deploy');
      const { status, stdout } = run(shop, check, env);
      assert.equal(status, 1);
      assert.match(stdout, /^::error file=\S*migrations\/seed_data\.sql,title=strata naming::/m);
    });
  });
}
