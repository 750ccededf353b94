import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { Client } from 'pg';
import { createDatabase, dropDatabase } from '../../../src/runner/maintenance.ts';
import { reset, type ResetOptions } from '../../../src/runner/reset.ts';
import { postgres } from '../../support/postgres.ts';
import { isStrataError } from '../contract.ts';
import { destination, shop, usual } from './support.ts';
import { rows } from '../../support/rows.ts';

const all: ResetOptions = { ...usual, keepBackup: true, schema: null };

async function sql(url: string, text: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows as unknown[];
  } finally {
    await client.end();
  }
}

describe('a reset', () => {
  it('makes a SQLite database anew and applies everything, after a backup', async () => {
    const { project, target, data, up } = await shop();
    await up();
    const path = join(data, 'shop.sqlite3');
    rows(path, "CREATE TABLE by_hand AS SELECT 'precious' AS x");
    const { backup, done } = await reset(project, destination(target), all);
    assert.equal(done.length, 2);
    assert.deepEqual(rows(backup ?? '', 'SELECT x FROM by_hand'), [['precious']]);
    const tables = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name";
    assert.deepEqual(rows(path, tables), [['migration_history'], ['t1'], ['t2']]);
    assert.deepEqual(readdirSync(data).sort(), ['backups', 'shop.sqlite3']);

    const again = await reset(project, destination(target), { ...all, keepBackup: false });
    assert.equal(again.backup, null);
    assert.equal(again.done.length, 2);
    assert.equal(readdirSync(join(data, 'backups')).length, 1);
  });

  it('begins where there is no database yet', async () => {
    const { project, target, data } = await shop();
    const { backup, done } = await reset(project, destination(target), all);
    assert.equal(done.length, 2);
    assert.equal(backup, null);
    assert.deepEqual(readdirSync(data), ['shop.sqlite3']);
  });

  it('is refused in a protected environment, as is dropping', async () => {
    const { project, target, data, up } = await shop();
    await up();
    const there = destination(target, true);
    await assert.rejects(reset(project, there, all), isStrataError('refused'));
    await assert.rejects(dropDatabase(there), isStrataError('refused'));
    assert.ok(existsSync(join(data, 'shop.sqlite3')));
    await dropDatabase(destination(target));
    assert.deepEqual(readdirSync(data), []);
    await createDatabase(target);
    assert.deepEqual(readdirSync(data), ['shop.sqlite3']);
  });

  it('knows no schemas where there are none', async () => {
    const { project, target } = await shop();
    const work = reset(project, destination(target), { ...all, schema: 'public' });
    await assert.rejects(work, isStrataError('usage'));
  });

  it('makes a server’s database anew, or one schema of it', async () => {
    const { url } = await (await postgres()).createDatabase();
    const { project, target, up } = await shop(null, url);
    await up();
    await sql(
      url,
      'CREATE SCHEMA other; CREATE TABLE other.o (x int); CREATE TABLE by_hand (x int)',
    );
    const found = `SELECT to_regclass('by_hand') AS "byHand", to_regclass('other.o') AS o,
      to_regclass('t2') AS t2`;

    const plain = { ...all, keepBackup: false };
    const one = await reset(project, destination(target), { ...plain, schema: 'public' });
    assert.equal(one.done.length, 2);
    assert.deepEqual(await sql(url, found), [{ byHand: null, o: 'other.o', t2: 't2' }]);

    const whole = await reset(project, destination(target), plain);
    assert.equal(whole.done.length, 2);
    assert.deepEqual(await sql(url, found), [{ byHand: null, o: null, t2: 't2' }]);
  });

  it('changes nothing where no backup can be made', async () => {
    const { url } = await (await postgres()).createDatabase();
    const { project, target, up } = await shop(null, url);
    await up();
    const { PATH } = process.env;
    process.env.PATH = '';
    try {
      await assert.rejects(reset(project, destination(target), all), isStrataError('refused'));
    } finally {
      process.env.PATH = PATH;
    }
    assert.deepEqual(await sql(url, "SELECT to_regclass('t1') AS t1"), [{ t1: 't1' }]);
  });
});
