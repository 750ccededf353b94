import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import type { StrataError } from '../../../src/core/errors.ts';
import { isRefused } from '../../../src/core/plan.ts';
import { backUp, backUpBefore, listBackups, restoreBackup } from '../../../src/runner/backup.ts';
import { run } from '../../../src/runner/run.ts';
import type { RunEvent } from '../../../src/runner/run-result.ts';
import { postgres } from '../../support/postgres.ts';
import { smallDisk } from '../../support/small-disk.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { isStrataError } from '../contract.ts';
import { shop, usual, type Shop } from './support.ts';
import { rows } from '../../support/rows.ts';

const tables = "SELECT name FROM sqlite_master WHERE name LIKE 't%' ORDER BY name";

describe('a backup before applying', () => {
  it('is made where there is something to lose, by the tool’s own habit', async () => {
    const { data, add, up } = await shop();
    const first = await up();
    assert.equal(first.done.length, 2);
    assert.equal(first.backup, null);
    assert.deepEqual(readdirSync(data), ['shop.sqlite3']);

    add(3, 'CREATE TABLE t3 (x INTEGER);');
    add(4, 'CREATE TABLE t4 (x INTEGER);');
    const events: RunEvent[] = [];
    const { backup, done } = await up({ onEvent: (event) => events.push(event) });
    assert.equal(done.length, 2);
    assert.ok(backup !== null);
    assert.equal(dirname(backup), join(data, 'backups'));
    assert.match(basename(backup), /^shop_pre_v4_\d{8}_\d{6}\.db$/);
    assert.deepEqual(rows(backup, tables), [['t1'], ['t2']]);
    assert.deepEqual(
      events.map(({ kind }) => kind),
      ['planned', 'backing-up', 'backed-up', 'started', 'done', 'started', 'done'],
    );
    assert.ok(events.some((event) => event.kind === 'backed-up' && event.path === backup));
    assert.deepEqual(readdirSync(data).sort(), ['backups', 'shop.sqlite3']);
  });

  it('is made or left out as is asked for, and never where nothing is applied', async () => {
    const { project, target, data, add, up } = await shop();
    await up();
    assert.equal((await up()).backup, null);
    add(3, 'CREATE TABLE t3 (x INTEGER);');
    assert.equal((await up({ backup: 'never' })).backup, null);
    const reverted = await run(
      project,
      target,
      { kind: 'down' },
      { ...usual, backup: 'before-apply' },
    );
    assert.equal(reverted.done.length, 1);
    assert.equal(reverted.backup, null);
    assert.equal(existsSync(join(data, 'backups')), false);
    assert.ok((await up({ backup: 'before-apply' })).backup !== null);
  });

  it('keeps the newest, and removes no file but its own', async () => {
    const { project, target, data } = await shop({ options: { backupRetention: 3 } });
    rows(join(data, 'shop.sqlite3'), 'CREATE TABLE t1 (x)');
    const folder = join(data, 'backups');
    mkdirSync(folder);
    const others = ['other_pre_v1_20200101_000000.db', 'shop_pre_v1.db', 'notes.txt'];
    for (const name of others) writeFileSync(join(folder, name), 'mine');
    const now = (second: number) => ({ now: new Date(Date.UTC(2025, 0, 20, 13, 0, second)) });
    await backUp(project, target, now(0));
    for (const second of [1, 2, 3, 3, 3]) {
      await backUpBefore(project, target, String(second), now(second));
    }
    const made = await listBackups(project, target);
    assert.deepEqual(
      made.map(({ name, before, takenAt }) => [name, before, takenAt]),
      [
        ['shop_pre_v3_20250120_130003_3.db', '3', '2025-01-20T13:00:03Z'],
        ['shop_pre_v3_20250120_130003_2.db', '3', '2025-01-20T13:00:03Z'],
        ['shop_pre_v3_20250120_130003.db', '3', '2025-01-20T13:00:03Z'],
        ['shop_20250120_130000.db', null, '2025-01-20T13:00:00Z'],
      ],
    );
    assert.ok(made.every(({ size }) => size >= 4096));
    const names = [...others, ...made.map(({ name }) => name)].sort();
    assert.deepEqual(readdirSync(folder).sort(), names);
    for (const name of others) assert.equal(readFileSync(join(folder, name), 'utf8'), 'mine');
  });

  it('is that of one server, though others have a database of that name', async () => {
    const server = async (url: string) => shop(null, url);
    const staging = await server('postgres://ada@staging.example.com/shop');
    const others = [
      'postgres://ada@example.com/shop',
      'postgres://ada@staging.example.com:6432/shop',
    ];
    const folder = join(staging.root, 'backups');
    mkdirSync(folder);
    const name = 'shop@staging.example.com_pre_v2_20250120_134501.dump';
    writeFileSync(join(folder, name), 'x');
    const listed = async ({ target }: Shop) =>
      (await listBackups(staging.project, target)).map((backup) => backup.name);
    assert.deepEqual(await listed(staging), [name]);
    for (const url of others) assert.deepEqual(await listed(await server(url)), []);
  });

  it('that cannot be made keeps everything from being applied', async () => {
    const { data, add, up } = await shop();
    await up();
    add(3, 'CREATE TABLE t3 (x INTEGER);');
    writeFileSync(join(data, 'backups'), 'a file in the folder’s place');
    await assert.rejects(up(), (error: unknown) => {
      isStrataError('refused')(error);
      assert.ok((error as StrataError).hint);
      assert.ok((error as StrataError).message.includes(join(data, 'backups')));
      return true;
    });
    assert.deepEqual(rows(join(data, 'shop.sqlite3'), tables), [['t1'], ['t2']]);
    assert.deepEqual(readdirSync(data).sort(), ['backups', 'shop.sqlite3']);
    rmSync(join(data, 'backups'));
    assert.equal((await up()).done.length, 1);
  });

  const disk = smallDisk(64 * 1024);
  it(`${disk === null ? '(not shown: no disk can be mounted) ' : ''}on a full disk keeps everything from being applied`, async () => {
    if (disk === null) return;
    const { data, add, up } = await shop({ options: { backupFolder: disk } });
    await up();
    add(3, 'CREATE TABLE t3 AS SELECT randomblob(200000) AS x;');
    await up({ backup: 'never' });
    add(4, 'CREATE TABLE t4 (x INTEGER);');
    await assert.rejects(up(), isStrataError('refused'));
    assert.deepEqual(readdirSync(disk), []);
    assert.deepEqual(rows(join(data, 'shop.sqlite3'), tables), [['t1'], ['t2'], ['t3']]);
  });

  it('of a server is not its habit, and says what is missing when it is asked for', async () => {
    const { url } = await (await postgres()).createDatabase();
    const { root, add, up } = await shop(null, url);
    assert.equal((await up()).backup, null);
    add(3, 'CREATE TABLE t3 (x INTEGER);');
    const { PATH } = process.env;
    process.env.PATH = temporaryFolder('nothing');
    try {
      await assert.rejects(up({ backup: 'before-apply' }), (error: unknown) => {
        assert.match((error as Error).message, /pg_dump is needed/);
        return isStrataError('refused')(error);
      });
    } finally {
      process.env.PATH = PATH;
    }
    assert.deepEqual(readdirSync(join(root, 'backups')), []);
    assert.equal((await up()).done.length, 1);
  });
});

describe('the lock of versioned folders', () => {
  it('is not there before and after, nor where nothing is to be done', async () => {
    const config = { options: { lockFile: '../elsewhere/m.lock' } };
    const { project, target, data, add, up } = await shop(config);
    const refused = await run(project, target, { kind: 'up', to: '99' }, usual);
    assert.ok(isRefused(refused.plan));
    assert.deepEqual(readdirSync(data), []);
    assert.equal(existsSync(join(data, '../elsewhere')), false);
    add(3, 'CREATE TABLE t3 (x INTEGER);');
    assert.equal((await up()).done.length, 3);
    assert.deepEqual(readdirSync(join(data, '../elsewhere')), []);
    rmSync(join(data, '../elsewhere'), { recursive: true });
    await up();
    assert.equal(existsSync(join(data, '../elsewhere')), false);
  });

  it('lets the second of two runs see what the first has done', async () => {
    const { up } = await shop();
    const results = await Promise.all([up({ lockTimeout: 60_000 }), up({ lockTimeout: 60_000 })]);
    assert.deepEqual(results.map(({ done }) => done.length).sort(), [0, 2]);
  });

  it('keeps a run and a restore out', async () => {
    const { project, target, data, add, up } = await shop();
    await up();
    const { name } = await backUp(project, target);
    add(3, 'CREATE TABLE t3 (x INTEGER);');
    const held = { pid: process.pid, timestamp: new Date().toISOString(), hostname: hostname() };
    writeFileSync(join(data, 'migration.lock'), JSON.stringify(held));
    const waits: unknown[] = [];
    await assert.rejects(up({ onEvent: (event) => waits.push(event.kind) }), isStrataError('lock'));
    assert.deepEqual(waits, ['waiting']);
    await assert.rejects(restoreBackup(project, target, name, usual), isStrataError('lock'));
    assert.deepEqual(readdirSync(join(data, 'backups')), [name]);
  });
});

describe('restoring a backup', () => {
  it('goes back to it by its name, and forward again', async () => {
    const { project, target, data, add, up } = await shop();
    await up();
    add(3, 'CREATE TABLE t3 (x INTEGER); INSERT INTO t3 VALUES (1);');
    const { backup } = await up();
    await restoreBackup(project, target, basename(backup ?? ''), usual);
    const path = join(data, 'shop.sqlite3');
    assert.deepEqual(rows(path, tables), [['t1'], ['t2']]);
    assert.equal((await up()).done.length, 1);
    assert.deepEqual(rows(path, 'SELECT x FROM t3'), [[1]]);

    rmSync(path);
    await restoreBackup(project, target, backup ?? '', usual);
    assert.deepEqual(rows(path, tables), [['t1'], ['t2']]);
    assert.equal(existsSync(join(data, 'migration.lock')), false);
    await assert.rejects(restoreBackup(project, target, 'none.db', usual), isStrataError('usage'));
  });
});
