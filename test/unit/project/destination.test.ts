import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { StrataError } from '../../../src/core/errors.ts';
import { findDestination, type DestinationSources } from '../../../src/project/destination.ts';
import { openProject } from '../../../src/project/project.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const SHOP = {
  environments: {
    development: { url: 'sqlite:shop.db' },
    production: {
      url: 'postgres://app:${env:SHOP_PASSWORD}@db/shop',
      protected: true,
      backup: 'before-apply',
    },
    local: {},
  },
};

function open(config: object, dotenv?: string) {
  const root = temporaryFolder('destination');
  writeFileSync(join(root, 'strata.json'), JSON.stringify(config, null, 2));
  if (dotenv !== undefined) writeFileSync(join(root, '.env'), dotenv);
  return openProject(root);
}

async function find(config: object, sources: Partial<DestinationSources> = {}, dotenv?: string) {
  const project = await open(config, dotenv);
  return await findDestination(project, { env: {}, dotenv: true, ...sources });
}

async function fault(...args: Parameters<typeof find>): Promise<StrataError> {
  return await find(...args).then(
    () => assert.fail('nothing is wrong'),
    (error: unknown) => error as StrataError,
  );
}

describe('the environment', () => {
  const chosen = async (config: object, environment?: string) =>
    (await find(config, { environment, env: { SHOP_PASSWORD: 'x' } }))?.environment?.name;

  it('is the one that is named, else the default, else the first', async () => {
    assert.equal(await chosen(SHOP, 'production'), 'production');
    assert.equal(await chosen({ ...SHOP, defaultEnvironment: 'production' }), 'production');
    assert.equal(
      await chosen({ ...SHOP, defaultEnvironment: 'production' }, 'development'),
      'development',
    );
    assert.equal(await chosen(SHOP), 'development');
  });

  it('comes with what strata.json says of it', async () => {
    const found = await find(SHOP, {
      environment: 'production',
      env: { SHOP_PASSWORD: 'p@ss/word' },
    });
    const { name, protected: isProtected, backup } = found?.environment ?? {};
    assert.deepEqual([name, isProtected, backup], ['production', true, 'before-apply']);
    assert.equal(found?.source, 'strata.json, production');
    assert.equal(found.target.engine, 'postgres');
    assert.equal(found.target.password?.reveal(), 'p@ss/word');
    assert.doesNotMatch(JSON.stringify(found), /p@ss/);
  });

  it('that there is not is told with those that there are', async () => {
    const error = await fault(SHOP, { environment: 'prodction' });
    assert.equal(error.code, 'usage');
    assert.match(
      error.message,
      /has no environment "prodction"\. Known: development, production, local\.$/,
    );
    assert.equal(error.hint, 'Did you mean "production"?');
  });

  it('cannot be named where a project has none', async () => {
    const error = await fault({}, { environment: 'production' });
    assert.equal(error.code, 'usage');
    assert.match(error.message, /has no environments, so none is "production"\.$/);
  });

  it('and an address by hand contradict each other', async () => {
    const both = { url: 'sqlite:a.db', environment: 'production' };
    for (const config of [SHOP, {}]) assert.equal((await fault(config, both)).code, 'usage');
  });

  it('is none where the address is given by hand', async () => {
    const found = await find(SHOP, { url: 'sqlite:hand.db' });
    assert.deepEqual([found?.environment, found?.target.name], [null, 'hand.db']);
    assert.equal(found?.source, '--url');
  });

  it('is the protected one whose database is named by hand', async () => {
    const byHand = async (url: string) => (await find(SHOP, { url }))?.environment?.name ?? null;
    assert.equal(
      await byHand('postgresql://somebody:else@DB:5432/shop?sslmode=disable'),
      'production',
    );
    assert.equal(await byHand('postgres://app@db/other'), null);
    assert.equal(await byHand('sqlite:shop.db'), null);
  });

  it('is the protected one whose database another one names', async () => {
    const production = { url: 'sqlite:shop.db', protected: true };
    const twins = { environments: { dev: { url: 'sqlite:./shop.db' }, local: {}, production } };
    const chosen = async (environment: string) =>
      (await find(twins, { environment, env: { DATABASE_URL: 'sqlite:shop.db' } }))?.environment;
    for (const name of ['dev', 'local', 'production']) {
      assert.equal((await chosen(name))?.name, 'production');
    }
  });

  it('without an address goes where a project without environments goes', async () => {
    const local = { environment: 'local' };
    const found = await find(SHOP, local, 'DATABASE_URL=sqlite:dotenv.db');
    assert.deepEqual(
      [found?.environment?.name, found?.target.name, found?.source],
      ['local', 'dotenv.db', 'DATABASE_URL in .env'],
    );
    assert.equal(await find(SHOP, local), null);
  });

  it('is listed without asking for addresses', async () => {
    const { config } = await open(SHOP);
    const names = config.environments.map(({ name }) => name);
    assert.deepEqual(names, ['development', 'production', 'local']);
  });
});

describe('an environment’s variables', () => {
  const inProduction = { environment: 'production' };

  it('come from the environment, else from .env files', async () => {
    const password = async (sources: Partial<DestinationSources>) => {
      const found = await find(SHOP, { ...inProduction, ...sources }, 'SHOP_PASSWORD=file');
      assert.equal(found?.target.engine, 'postgres');
      return found.target.password?.reveal();
    };
    assert.equal(await password({}), 'file');
    assert.equal(await password({ env: { SHOP_PASSWORD: 'process' } }), 'process');
    assert.equal(await password({ env: { SHOP_PASSWORD: 'process' }, dotenv: false }), 'process');
  });

  it('that are not set are told with line, name and where they were looked for', async () => {
    const error = await fault(SHOP, inProduction, 'OTHER=1');
    assert.equal(error.code, 'configuration');
    assert.equal(
      error.message,
      'strata.json:7, production: The variable SHOP_PASSWORD is not set.',
    );
    assert.equal(error.hint, 'Variables are looked for in the environment, .env.');
    assert.equal(error.place?.line, 7);

    const without = await fault(SHOP, { ...inProduction, dotenv: false }, 'SHOP_PASSWORD=file');
    assert.equal(without.hint, 'Variables are looked for in the environment.');
  });

  it('never show in a message what they hold', async () => {
    const env = { SHOP_PASSWORD: 'geheim' };
    const config = { environments: { a: { url: 'postgres://u:${env:SHOP_PASSWORD}@h:port/d' } } };
    const error = await fault(config, { env });
    assert.match(error.message, /^strata\.json:4, a: The port/);
    assert.doesNotMatch(`${error.message} ${error.hint ?? ''} ${error.stack ?? ''}`, /geheim/);
  });

  it('and the workspace folder stand for where the window begins', async () => {
    const config = { environments: { a: { url: 'sqlite:${workspaceFolder}/data/a.db' } } };
    const path = async (workspace?: string) => {
      const project = await open(config);
      const found = await findDestination(project, { env: {}, dotenv: true, workspace });
      assert.equal(found?.target.engine, 'sqlite');
      return [found.target.path, project.root] as const;
    };
    assert.equal((await path('/work space/50%'))[0], '/work space/50%/data/a.db');
    const [found, root] = await path();
    assert.equal(found, join(root, 'data/a.db'));
  });
});
