import assert from 'node:assert/strict';
import { renameSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { ProjectFollower } from '../../src/extension/follow/follow-project.ts';
import { ready } from '../../src/extension/model/ready.ts';
import { Shop } from './shop.ts';

const FILES = {
  '1_users.sql': 'CREATE TABLE users (id integer);',
  '2_carts.sql': 'CREATE TABLE carts (id integer);',
};
const FIRST = 'migrations/1_users.sql';

describe('reading a project again', () => {
  let shop: Shop;
  let asked: number;

  beforeEach(async () => {
    shop = new Shop(FILES);
    const { gateway } = shop.session;
    const readStatus = gateway.readStatus.bind(gateway);
    gateway.readStatus = (...all) => {
      asked += 1;
      return readStatus(...all);
    };
    await shop.model.refresh();
  });

  afterEach(() => {
    shop.dispose();
  });

  async function applyFirst(): Promise<void> {
    await shop.flow.start(shop.model, { kind: 'up', to: '1' });
    asked = 0;
  }

  it('asks the database nothing when only files are others', async () => {
    await applyFirst();
    shop.write('1_users.sql', 'CREATE TABLE people (id integer);');
    await shop.model.refreshFiles(new Set([FIRST]));
    assert.deepEqual(shop.states(), ['1 modified', '2 pending']);

    shop.write('3_prices.sql', 'CREATE TABLE prices (id integer);');
    await shop.model.refreshFiles(new Set(['migrations/3_prices.sql']));
    assert.deepEqual(shop.states(), ['1 modified', '2 pending', '3 pending']);

    renameSync(join(shop.root, FIRST), join(shop.root, 'elsewhere.sql'));
    await shop.model.refreshFiles();
    assert.deepEqual(shop.states(), ['1 missing', '2 pending', '3 pending']);
    assert.equal(asked, 0);
  });

  it('tells nobody when nothing is another', async () => {
    await applyFirst();
    const { state } = shop.model;
    let told = 0;
    shop.model.onDidChange(() => (told += 1));
    shop.write('1_users.sql', FILES['1_users.sql']);
    await shop.model.refreshFiles(new Set([FIRST]));
    assert.equal(shop.model.state, state);
    assert.equal(told, 0);
  });

  it('asks as long as the files alone say which tool it is', async () => {
    asked = 0;
    for (const [name, sql] of Object.entries(FILES))
      shop.write(name, `-- UP\n${sql}\n-- DOWN\nSELECT 1;\n`);
    await shop.model.refreshFiles(new Set([FIRST]));
    assert.equal(asked, 1);
  });

  it('asks as long as a script has stopped half-way', async () => {
    await applyFirst();
    const twice = `${FILES['2_carts.sql']}\n`.repeat(2);
    shop.write('2_carts.sql', `-- no-transaction\n${twice}`);
    await shop.flow.start(shop.model, { kind: 'up' });
    assert.deepEqual(shop.states(), ['1 applied', '2 failed']);
    asked = 0;
    await shop.model.refreshFiles(new Set([FIRST]));
    assert.equal(asked, 1);
  });

  it('asks when somebody wants all of it, even if files were wanted before', async () => {
    await applyFirst();
    await Promise.all([
      shop.model.refreshFiles(new Set()),
      shop.model.refreshFiles(new Set([FIRST])),
      shop.model.refresh(),
    ]);
    assert.equal(asked, 1);
  });

  it('asks what somebody has written to meanwhile when the window comes to the front', async () => {
    await applyFirst();
    const follower = new ProjectFollower(shop.model);
    try {
      const anHourAgo = new Date(Date.now() - 3_600_000);
      utimesSync(shop.database, anHourAgo, anHourAgo);
      await follower.lookAgain();
      assert.equal(asked, 1);
      shop.write('2_carts.sql', 'CREATE TABLE cart (id integer);');
      await follower.lookAgain();
      assert.equal(asked, 1);
      assert.equal(ready(shop.model).files.migrations[1]?.up.sql.slice(13, 17), 'cart');

      shop.execute("UPDATE _sqlx_migrations SET description = 'people'");
      await follower.lookAgain();
      assert.equal(ready(shop.model).status.migrations[0]?.row?.description, 'people');
      // Written just now: what came after might have the same time.
      asked = 0;
      await follower.lookAgain();
      assert.equal(asked, 1);
    } finally {
      follower.dispose();
    }
  });
});
