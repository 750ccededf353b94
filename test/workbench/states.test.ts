import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { eventually } from '../support/eventually.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { useSteps, useWorkbench } from '../support/workbench.ts';
import { assertQuiet, assertTree } from './assertions.ts';
import { Shop, eightDone } from './shop.ts';

const oldestFirst = [
  ...['create customers', 'create products', 'create orders', 'import market stall'],
  ...['index orders by customer', 'add order totals', 'fill order totals', 'check order lines'],
  ...['create product sales', 'create discounts', 'add order discount', 'create reviews'],
];

/** Takes connections, counts them and says nothing. */
class SilentServer {
  connections = 0;
  readonly #server: Server;

  constructor() {
    this.#server = createServer((socket) => {
      this.connections += 1;
      socket.destroy();
    });
  }

  /** @returns its port */
  async start(): Promise<number> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    const address = this.#server.address();
    assert.ok(address !== null && typeof address === 'object');
    return address.port;
  }

  stop(): void {
    this.#server.close();
  }
}

describe('where there is something missing, the view says what to do', () => {
  const empty = join(temporaryFolder('workbench'), 'bakery');
  mkdirSync(empty);
  const shop = new Shop();
  shop.write('.env', '');
  const workbench = useWorkbench(() => ({ folder: empty }));

  it('no migrations folder: create the first, or choose one', async () => {
    const { page } = workbench();
    await workbench().openView('Strata');
    const sidebar = page.locator('.sidebar');
    await sidebar.getByText('There is no migrations folder here.').waitFor();
    await sidebar.getByRole('button', { name: 'Choose a Folder' }).waitFor();
    await workbench().screenshot('states-01-no-folder');
    await assertQuiet(workbench());

    await sidebar.getByRole('button', { name: 'Create the First Migration' }).click();
    // Nothing says yet which tool the first file would be for.
    await workbench().quickInputRows.filter({ hasText: 'add_users.up.sql' }).first().waitFor();
    await workbench().screenshot('states-02-tool');
    await workbench().quickInputRows.filter({ hasText: 'sqlx' }).first().click();
    await page.locator('.quick-input-title', { hasText: 'Create Migration' }).waitFor();
    assert.match(readFileSync(join(empty, 'strata.json'), 'utf8'), /"convention": "sqlx"/);
    await workbench().quickInput.fill('create ovens');
    await page.keyboard.press('Enter');
    await workbench().quickInputRows.filter({ hasText: 'With a way back' }).waitFor();
    await workbench().screenshot('states-02-first');
    await workbench().quickInputRows.filter({ hasText: 'One script' }).click();
    await eventually(() => {
      assert.match(readdirSync(join(empty, 'migrations')).join(), /^\d+_create_ovens\.sql$/);
    });
    await sidebar.getByText('No database was named.').waitFor();
    await page.locator('.tab.active[data-resource-name$="create_ovens.sql"]').waitFor();
    await workbench().screenshot('states-03-created');
  });

  it('no database: what was looked for, and the settings', async () => {
    const { page } = workbench();
    await workbench().reopen(shop.folder);
    await workbench().openView('Strata');
    const sidebar = page.locator('.sidebar');
    await sidebar.getByText('No database was named.').waitFor();
    await sidebar.getByText('DATABASE_URL').waitFor();
    await sidebar.getByRole('button', { name: 'Try Again' }).waitFor();
    await workbench().screenshot('states-04-no-database');
    await sidebar.getByRole('button', { name: 'Open Settings' }).click();
    await page.locator('.settings-editor').getByText('Database Url').waitFor();
    await workbench().screenshot('states-05-settings');
    const settings = page.locator('.monaco-modal-editor-block');
    await settings.locator('a.action-label[aria-label^="Close"]').click();
    await settings.waitFor({ state: 'detached' });
  });

  it('no answer: the reason and where the address came from, until it is right', async () => {
    const { page } = workbench();
    const silent = new SilentServer();
    const port = await silent.start();
    silent.stop();
    shop.write('.env', `DATABASE_URL=postgres://me:planted@127.0.0.1:${port}/shop\n`);
    const sidebar = page.locator('.sidebar');
    await sidebar
      .getByText(new RegExp(`127\\.0\\.0\\.1:${port}`))
      .first()
      .waitFor();
    await sidebar.getByText('DATABASE_URL in .env').waitFor();
    await workbench().statusBarItem('shop · not connected').waitFor();
    await assertTree(workbench(), { 'Files 12': oldestFirst });
    assert.doesNotMatch(await page.locator('body').innerText(), /planted/);
    await assertQuiet(workbench());
    await workbench().screenshot('states-06-no-answer');

    shop.applyByHand(eightDone);
    shop.write('.env', 'DATABASE_URL=sqlite:shop.db\n');
    await workbench().treeItem('Try again').click();
    await assertTree(workbench(), {
      'Pending 4': oldestFirst.slice(8),
      'Applied 8': oldestFirst.slice(0, 8).reverse(),
    });
    await workbench().statusBarItem('shop.db · 4 pending').waitFor();
  });

  it('several folders: each with its database, and only those with migrations', async () => {
    const { page } = workbench();
    const other = new Shop();
    const window = join(temporaryFolder('workbench'), 'both.code-workspace');
    const folders = [
      { path: shop.folder },
      { path: other.folder, name: 'kiosk' },
      { path: temporaryFolder('workbench'), name: 'notes' },
    ];
    writeFileSync(window, JSON.stringify({ folders }));
    await workbench().reopen(window);
    await workbench().openView('Strata');
    await assertTree(workbench(), {
      'shop shop.db': [],
      'Pending 4': oldestFirst.slice(8),
      'Applied 8': oldestFirst.slice(0, 8).reverse(),
      'kiosk shop.db': [],
      'Pending 12': oldestFirst,
    });
    await workbench().activity('Strata - 16 pending migrations').waitFor();
    await workbench().screenshot('states-07-several');

    await workbench().runCommand('Strata: Apply All Pending Migrations');
    await workbench().quickInputRows.filter({ hasText: 'kiosk' }).waitFor();
    await workbench().screenshot('states-08-which');
    await workbench().quickInputRows.filter({ hasText: 'kiosk' }).click();
    await workbench().activity('Strata - 4 pending migrations').waitFor();
    assert.equal(other.history().length, 12);
    assert.equal(shop.history().length, 8);
    await assertQuiet(workbench());
    await page.mouse.move(640, 400);
    await workbench().screenshot('states-09-one-of-two');
  });
});

/** The titles of what changes the history and applies nothing, or leads there. */
const repairs = [
  ...['Continue Unfinished Migration', 'Compare With What Was Applied', 'Accept New Checksum'],
  ...['Mark as Applied', 'Mark as Not Applied', 'Forget Missing Migration'],
  ...['Mark as Applied Up to Here', 'Mark Migrations as Applied Up To'],
];

describe('a folder from a stranger', () => {
  const shop = new Shop();
  const server = new SilentServer();

  before(async () => {
    shop.write('.env', `DATABASE_URL=postgres://me@127.0.0.1:${await server.start()}/shop\n`);
  });
  after(() => {
    server.stop();
  });

  const workbench = useWorkbench(() => ({ folder: shop.folder, trust: false }));
  useSteps();

  it('shows its files, and connects to nothing', async () => {
    const { page } = workbench();
    await workbench().openView('Strata');
    const sidebar = page.locator('.sidebar');
    await sidebar.getByText('This workspace is not trusted').waitFor();
    await workbench().treeItem('Manage workspace trust').waitFor();
    await assertTree(workbench(), { 'Files 12': oldestFirst });
    await workbench().screenshot('untrusted-01-files');

    await workbench().runCommand('Strata: Refresh Migrations');
    await workbench().runCommand('Strata: Apply All Pending Migrations');
    await workbench().notification('This workspace is not trusted').waitFor();
    await workbench().screenshot('untrusted-02-refused');
    assert.equal(server.connections, 0);
    await workbench().clearNotifications();
  });

  it('offers nothing that puts the history right', async () => {
    const { page } = workbench();
    await workbench().treeItem('create customers').click();
    await page.locator('.tab.active[data-resource-name$="create_customers.sql"]').waitFor();
    for (const title of repairs) {
      await page.keyboard.press('F1');
      await workbench().quickInput.fill(`>Strata: ${title}`);
      await workbench().quickInputRows.first().waitFor();
      const found = await workbench().quickInputRows.allInnerTexts();
      assert.doesNotMatch(found.join('\n'), new RegExp(`Strata: ${title}`));
      await page.keyboard.press('Escape');
    }
    await workbench().treeItem('create customers').click({ button: 'right' });
    const menu = page.locator('.monaco-menu').getByRole('menuitem');
    await menu.filter({ hasText: 'Copy Version' }).waitFor();
    const entries = await menu.allInnerTexts();
    for (const title of repairs) assert.doesNotMatch(entries.join(), RegExp(title));
    await workbench().screenshot('untrusted-03-menu');
    await page.keyboard.press('Escape');
    assert.equal(server.connections, 0);
  });

  it('connects once it is trusted', async () => {
    await workbench().trustFolder();
    await eventually(() => {
      assert.notEqual(server.connections, 0);
    });
    await workbench().statusBarItem('shop · not connected').waitFor();
    await workbench().screenshot('untrusted-04-trusted');
  });
});
