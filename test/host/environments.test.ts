import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { tryPassword } from '../../src/extension/commands/password-commands.ts';
import { ready } from '../../src/extension/model/ready.ts';
import { outline } from '../../src/extension/tree/outline.ts';
import { Secret, type PostgresTarget } from '../../src/databases/target.ts';
import { postgres } from '../support/postgres.ts';
import { firstColumn } from '../support/first-column.ts';
import { Shop } from './shop.ts';

const files = {
  '1_users.up.sql': 'CREATE TABLE users (id INTEGER PRIMARY KEY);\n',
  '1_users.down.sql': 'DROP TABLE users;\n',
};

const environments = {
  development: { url: 'sqlite:development.db' },
  production: { url: 'sqlite:production.db', protected: true },
  elsewhere: { url: '${env:STRATA_TEST_NOT_SET}' },
};

describe('a project with environments', () => {
  let shop: Shop;

  beforeEach(async () => {
    shop = new Shop(files);
    configure({ environments });
    await shop.model.refresh();
  });

  afterEach(() => {
    shop.dispose();
  });

  it('is on the first one until another is chosen, and stays there', async () => {
    assert.deepEqual(whereItIs(), ['development', 'development.db']);
    await choose('production');
    assert.deepEqual(whereItIs(), ['production', 'production.db']);
    await shop.model.refresh();
    assert.deepEqual(whereItIs(), ['production', 'production.db']);
  });

  it('shows nothing of the old one while the new one is asked', async () => {
    const seen: string[] = [];
    const listening = shop.model.onDidChange(() => {
      const { state } = shop.model;
      seen.push(`${state.kind} ${'environment' in state ? (state.environment?.name ?? '') : ''}`);
    });
    await choose('production');
    listening.dispose();
    assert.deepEqual(seen, ['loading production', 'ready production']);
  });

  it('falls back when the chosen one is gone, and forgets it', async () => {
    await choose('production');
    configure({ environments: { development: environments.development } });
    await shop.model.refresh();
    assert.deepEqual(whereItIs(), ['development', 'development.db']);
    configure({ environments });
    await shop.model.refresh();
    assert.deepEqual(whereItIs(), ['development', 'development.db']);
  });

  it('says which variable is not set, and where to mend it', async () => {
    await choose('elsewhere');
    const { state } = shop.model;
    assert.ok(state.kind === 'no-database');
    assert.equal(state.environment?.name, 'elsewhere');
    assert.match(state.error?.message ?? '', /STRATA_TEST_NOT_SET/);
    assert.deepEqual(rows().slice(0, 2), ['Open strata.json at line 1', 'Select environment…']);
  });

  it('tells of a broken strata.json with its place, and is back when it is mended', async () => {
    writeFileSync(configuration(), '{\n  "environments": {\n');
    await shop.model.refresh();
    const { state } = shop.model;
    assert.ok(state.kind === 'misconfigured');
    assert.equal(state.error.place?.path, configuration());
    assert.match(rows()[0] ?? '', /^Open strata\.json at line \d$/);
    configure({ environments });
    await shop.model.refresh();
    assert.deepEqual(whereItIs(), ['development', 'development.db']);
  });

  it('asks for a protected one’s name, and does nothing without it', async () => {
    await choose('production');
    shop.agree = false;
    assert.equal(await shop.flow.start(shop.model, { kind: 'up' }), null);
    const [question] = shop.asked;
    assert.equal(question?.title, 'Apply 1 migration to production.db (production)?');
    assert.equal(question.typed?.name, 'production');
    assert.match(question.detail, /^Backup: none is made, because there is no database yet\.$/m);
    assert.equal(existsSync(join(shop.root, 'production.db')), false);

    shop.agree = true;
    const result = await shop.flow.start(shop.model, { kind: 'up' });
    assert.equal(result?.done.length, 1);
    assert.deepEqual(tables('production.db'), ['_sqlx_migrations', 'users']);
    assert.equal(existsSync(join(shop.root, 'development.db')), false);
  });

  it('makes the backup that strata.json asks for, before anything is applied', async () => {
    const production = { ...environments.production, backup: 'before-apply' };
    configure({ environments: { production } });
    writeFileSync(join(shop.root, 'production.db'), '');
    await shop.flow.start(shop.model, { kind: 'up' });
    assert.match(shop.asked[0]?.detail ?? '', /^Backup: made first, in .*backups\.$/m);
    shop.write('2_carts.sql', 'CREATE TABLE carts (id INTEGER);\n');
    const result = await shop.flow.start(shop.model, { kind: 'up' });
    assert.ok(result?.backup);
    assert.deepEqual(firstColumn(result.backup, TABLES), ['_sqlx_migrations', 'users']);
  });

  it('is never reset when it is protected', async () => {
    await choose('production');
    await shop.flow.start(shop.model, { kind: 'up' });
    const { length } = shop.asked;
    await assert.rejects(shop.flow.reset(shop.model), { code: 'refused', message: /protected/ });
    assert.equal(shop.asked.length, length);
    assert.deepEqual(tables('production.db'), ['_sqlx_migrations', 'users']);
  });

  it('is reset once the database’s name was typed, after a backup', async () => {
    await shop.flow.start(shop.model, { kind: 'up' });
    const before = shop.asked.length;
    const result = await shop.flow.reset(shop.model);
    const question = shop.asked[before];
    assert.equal(question?.title, 'Reset development.db (development)?');
    assert.equal(question.typed?.name, 'development.db');
    assert.ok(result?.backup && existsSync(result.backup));
    assert.deepEqual(tables('development.db'), ['_sqlx_migrations', 'users']);
  });

  function configuration(): string {
    return join(shop.root, 'strata.json');
  }

  function configure(config: object): void {
    writeFileSync(configuration(), JSON.stringify(config));
  }

  async function choose(name: string): Promise<void> {
    const environment = shop.model.environments.find((each) => each.name === name);
    assert.ok(environment);
    await shop.model.chooseEnvironment(environment);
  }

  function whereItIs(): readonly unknown[] {
    const { environment, target } = ready(shop.model);
    return [environment?.name, target.name];
  }

  function rows(): readonly string[] {
    return rowsOf(shop);
  }

  function tables(name: string): unknown[] {
    return firstColumn(join(shop.root, name), TABLES);
  }
});

describe('a password', () => {
  let shop: Shop;
  let database: string;
  let password: string;

  beforeEach(async () => {
    const server = await postgres();
    database = (await server.createDatabase()).url;
    password = server.password;
    shop = new Shop(files);
    const address = new URL(database);
    address.password = '';
    writeFileSync(
      join(shop.root, 'strata.json'),
      JSON.stringify({ environments: { staging: { url: address.href } } }),
    );
    await shop.model.refresh();
  });

  afterEach(() => {
    shop.dispose();
  });

  it('is offered to be entered where the server asks for one, and never asked by itself', () => {
    assert.equal(shop.model.state.kind, 'unreachable');
    assert.equal(rowsOf(shop)[0], 'Enter password…');
  });

  it('that is wrong is not kept, and can be entered again', async () => {
    await tryPassword(shop.model, shop.session.passwords, new Secret('wrong'), true);
    assert.equal(shop.model.state.kind, 'unreachable');
    assert.equal(rowsOf(shop)[0], 'Enter password…');
    assert.equal(shop.session.kept.size, 0);
  });

  it('for this window only is gone with it', async () => {
    await tryPassword(shop.model, shop.session.passwords, new Secret(password), false);
    assert.equal(shop.model.state.kind, 'ready');
    assert.equal(shop.session.kept.size, 0);
    await shop.model.refresh();
    assert.equal(shop.model.state.kind, 'ready');
    assert.ok(
      !(
        'target' in shop.model.state &&
        shop.model.state.target.engine === 'postgres' &&
        shop.model.state.target.password
      ),
    );
  });

  it('that is kept counts in the next window, in a run, and until it is forgotten', async () => {
    const { session, model, flow } = shop;
    await tryPassword(model, session.passwords, new Secret(password), true);
    assert.deepEqual([...session.kept.values()], [password]);
    const { state } = model;
    assert.ok(state.kind === 'ready' && state.target.engine === 'postgres');
    const { target } = state;
    session.passwords.drop(target);
    await model.refresh();
    assert.equal(model.state.kind, 'ready');

    const result = await flow.start(model, { kind: 'up' });
    assert.equal(result?.done.length, 1);

    await session.passwords.forget(target);
    await model.refresh();
    assert.equal(model.state.kind, 'unreachable');
    assert.equal(session.kept.size, 0);
  });

  it('is in no file', async () => {
    await tryPassword(shop.model, shop.session.passwords, new Secret(password), true);
    for (const name of ['strata.json', '.env']) {
      assert.ok(!readFileSync(join(shop.root, name), 'utf8').includes(password), name);
    }
    const settings = JSON.stringify(vscode.workspace.getConfiguration('strata'));
    assert.ok(!settings.includes(password));
  });

  it('is of no use for another server or user', async () => {
    await tryPassword(shop.model, shop.session.passwords, new Secret(password), true);
    const { state } = shop.model;
    assert.ok(state.kind === 'ready' && state.target.engine === 'postgres');
    const { passwords } = shop.session;
    for (const other of [{ host: 'elsewhere' }, { port: 1 }, { user: 'eve' }, { database: 'x' }]) {
      const target: PostgresTarget = { ...state.target, ...other };
      assert.equal(await passwords.add(target), target);
    }
  });
});

const TABLES =
  "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY 1";

function rowsOf({ model }: Shop): readonly string[] {
  const { id, name, project, state, busy, lastFailure, histories } = model;
  const view = { root: id, name, project, state, busy, lastFailure, histories };
  return outline([view], { now: new Date(), locale: 'en' }).map(({ label }) => label);
}
