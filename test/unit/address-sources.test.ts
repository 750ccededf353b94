import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { StrataError } from '../../src/core/errors.ts';
import { findAddress, type AddressSources } from '../../src/project/address.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** A repository with a project two folders down. */
function repository(dotenv: Record<string, string> = {}) {
  const top = temporaryFolder('address');
  const root = join(top, 'backend', 'shop');
  mkdirSync(join(top, '.git'));
  mkdirSync(root, { recursive: true });
  for (const [folder, text] of Object.entries(dotenv)) {
    writeFileSync(join(root, folder, '.env'), text);
  }
  return { top, root };
}

function find(root: string, sources: Partial<AddressSources> = {}, urlVariable = 'DATABASE_URL') {
  return findAddress({ root, urlVariable }, { env: {}, dotenv: true, ...sources });
}

async function postgres(root: string, sources?: Partial<AddressSources>) {
  const found = await find(root, sources);
  assert.equal(found?.target.engine, 'postgres');
  return found.target;
}

describe('where the address comes from', () => {
  it('takes the nearest to hand', async () => {
    const { root } = repository({
      '.': 'DATABASE_URL=sqlite:dotenv.db',
      '..': 'DATABASE_URL=sqlite:parent.db',
    });
    const settingOnly = { setting: 'sqlite:setting.db' };
    const withoutUrl = { ...settingOnly, env: { DATABASE_URL: 'sqlite:env.db' } };
    const sources = { ...withoutUrl, url: 'sqlite:given.db' };
    const from = async (some: Partial<AddressSources>) => {
      const found = await find(root, some);
      return found && [found.target.name, found.source];
    };

    assert.deepEqual(await from(sources), ['given.db', '--url']);
    assert.deepEqual(await from(withoutUrl), ['env.db', 'DATABASE_URL in the environment']);
    assert.deepEqual(await from(settingOnly), ['dotenv.db', 'DATABASE_URL in .env']);
    assert.deepEqual(await from({ ...settingOnly, dotenv: false }), [
      'setting.db',
      'setting strata.databaseUrl',
    ]);
    assert.equal(await from({ dotenv: false }), null);
  });

  it('counts what is set to nothing as not set', async () => {
    const { root } = repository({ '.': 'DATABASE_URL=', '..': 'DATABASE_URL=sqlite:parent.db' });
    const found = await find(root, { env: { DATABASE_URL: ' ' }, setting: '' });
    assert.equal(found?.source, 'DATABASE_URL in ../.env');
  });

  it('starts relative paths from the project, wherever the file is', async () => {
    const { root } = repository({ '..': 'DATABASE_URL=sqlite:data/app.db' });
    const found = await find(root);
    assert.equal(found?.target.engine, 'sqlite');
    assert.equal(found.target.path, join(root, 'data', 'app.db'));
  });

  it('looks no higher than the repository, or the workspace where that is given', async () => {
    const { top, root } = repository({ '../..': 'DATABASE_URL=sqlite:top.db' });
    assert.equal((await find(root))?.source, 'DATABASE_URL in ../../.env');
    const sources = { env: {}, dotenv: true };
    const project = { root, urlVariable: 'DATABASE_URL' };
    const within = (workspace: string) => findAddress({ ...project, workspace }, sources);
    assert.equal(await within(root), null);
    assert.equal(await within(join(top, 'backend')), null);
    assert.equal((await within(top))?.target.name, 'top.db');
  });

  it('asks for the variable that the project names', async () => {
    const { root } = repository({ '.': 'DATABASE_URL=sqlite:a.db\nSHOP_URL=sqlite:b.db' });
    const found = await find(root, {}, 'SHOP_URL');
    assert.deepEqual([found?.target.name, found?.source], ['b.db', 'SHOP_URL in .env']);
  });

  it('takes PG variables from .env too, below the environment’s', async () => {
    const { root } = repository({
      '.': 'DATABASE_URL=postgres://db\nPGUSER=ann\nPGPASSWORD=geheim',
      '..': 'PGUSER=bob\nPGPORT=6000',
    });
    const target = await postgres(root, { env: { PGDATABASE: 'shop' } });
    assert.deepEqual([target.user, target.port, target.database], ['ann', 6000, 'shop']);
    assert.equal(target.password?.reveal(), 'geheim');
    assert.equal((await postgres(root, { env: { PGUSER: 'eve' } })).user, 'eve');
    const withoutFiles = await postgres(root, { url: 'postgres://db', dotenv: false });
    assert.equal(withoutFiles.password, null);
  });

  it('leaves the environment of this process alone', async () => {
    const { root } = repository({ '.': 'STRATA_TEST_LEAK=1\nDATABASE_URL=sqlite:a.db' });
    await find(root, { env: process.env });
    assert.equal(process.env.STRATA_TEST_LEAK, undefined);
  });

  it('names the source of an address that can’t be read, and no password', async () => {
    const { root } = repository({ '.': 'DATABASE_URL=postgres://u:geheim@h:x/d' });
    await assert.rejects(find(root), (error: StrataError) => {
      assert.equal(error.code, 'configuration');
      assert.match(error.message, /^DATABASE_URL in \.env: The port/);
      assert.doesNotMatch(`${error.stack ?? ''} ${error.hint ?? ''}`, /geheim/);
      return true;
    });
  });

  it('says which .env can’t be read, and passes over a folder of that name', async () => {
    const { root } = repository({ '..': 'DATABASE_URL=sqlite:a.db' });
    mkdirSync(join(root, '.env'));
    assert.equal((await find(root))?.source, 'DATABASE_URL in ../.env');
    const looped = repository();
    symlinkSync('.env', join(looped.root, '.env'));
    await assert.rejects(find(looped.root), (error: StrataError) => {
      assert.equal(error.code, 'configuration');
      assert.match(error.message, /^\.env can’t be read: /);
      return true;
    });
  });
});

describe('a .env file', () => {
  const inFile = async (text: string, env: Record<string, string> = {}) => {
    const { root } = repository({ '.': text });
    const target = await postgres(root, { env });
    return [target.user, target.password?.reveal(), target.host, target.database];
  };

  it('is read with comments, quotes, export, CRLF and a byte order mark', async () => {
    const expected = ['u', 'p', 'h', 'd'];
    for (const text of [
      '# the shop\r\nDATABASE_URL=postgres://u:p@h/d # here\r\nX=1\r\n',
      'export DATABASE_URL="postgres://u:p@h/d"',
      "DATABASE_URL='postgres://u:p@h/d'\n",
      '\uFEFFDATABASE_URL=postgres://u:p@h/d',
    ]) {
      assert.deepEqual(await inFile(text), expected, text);
    }
  });

  it('puts variables in as dotenvy does', async () => {
    const text = 'NAME=ann\nDATABASE_URL=postgres://$NAME:${PASS}@h/${NAME}$NAME';
    assert.deepEqual(await inFile(`PASS=pw\n${text}`), ['ann', 'pw', 'h', 'annann']);
    assert.deepEqual(await inFile(`PASS=pw\n${text}`, { PASS: 'stronger' }), [
      ...['ann', 'stronger', 'h', 'annann'],
    ]);
    const quoted = 'DATABASE_URL="postgres://u:a\\$NAME@h/$NAME_1"';
    assert.deepEqual(await inFile(`NAME=ann\n${quoted}`), ['u', 'a$NAME', 'h', 'ann_1']);
  });

  it('leaves what stands in single quotes as it is', async () => {
    const text = "NAME=ann\nexport DATABASE_URL='postgres://u:a$NAME@h/d'";
    assert.deepEqual(await inFile(text), ['u', 'a$NAME', 'h', 'd']);
  });
});
