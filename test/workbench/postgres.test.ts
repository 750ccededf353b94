import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Client } from 'pg';
import { eventually } from '../support/eventually.ts';
import { fromElsewhere, type FromElsewhere } from '../support/from-elsewhere.ts';
import { postgres } from '../support/postgres.ts';
import { useSteps, useWorkbench } from '../support/workbench.ts';
import {
  assertLenses,
  assertProblem,
  assertQuiet,
  assertSquiggled,
  assertTree,
} from './assertions.ts';
import { Shop } from './shop.ts';

describe('a person with the sample, on PostgreSQL', () => {
  const shop = new Shop();
  let database = '';
  let url = '';
  let client: Client;
  let elsewhere: FromElsewhere;

  before(async () => {
    const server = await postgres();
    ({ name: database, url } = await server.createDatabase());
    elsewhere = await fromElsewhere(server);
    shop.write('.env', `DATABASE_URL=${url}\n`);
    client = new Client(url);
    await client.connect();
  });
  after(async () => {
    elsewhere.stop();
    await client.end();
  });

  const workbench = useWorkbench(() => ({ folder: shop.folder }));
  useSteps();

  async function query(sql: string): Promise<unknown[]> {
    const { rows } = await client.query<unknown[]>({ text: sql, rowMode: 'array' });
    return rows.map(([first]) => first);
  }

  function history(): Promise<unknown[]> {
    return query('SELECT description FROM _sqlx_migrations ORDER BY version DESC');
  }

  const all = [
    ...['create reviews', 'add order discount', 'create discounts', 'create product sales'],
    ...['check order lines', 'fill order totals', 'add order totals', 'index orders by customer'],
    ...['import market stall', 'create orders', 'create products', 'create customers'],
  ];

  it('applies all from the title of the view', async () => {
    await workbench().openView('Strata');
    await assertTree(workbench(), { 'Pending 12': all.toReversed() });
    const { page } = workbench();
    await page.locator('.sidebar').getByText(`${database} · DATABASE_URL in .env`).waitFor();
    await workbench().statusBarItem(`${database} · 12 pending`).waitFor();
    await workbench().screenshot('postgres-01-pending');
    assert.deepEqual(await query("SELECT to_regclass('_sqlx_migrations')"), [null]);

    await workbench().titleAction('Apply All Pending Migrations').click();
    await assertTree(workbench(), { 'Applied 12': all });
    assert.deepEqual(await history(), all);
    assert.deepEqual(await query('SELECT sum(sold)::int FROM product_sales'), [10]);
    await assertQuiet(workbench());
  });

  it('reverts down to one, and keeps it', async () => {
    const { page, dialog } = { page: workbench().page, dialog: workbench().dialog };
    await workbench().runCommand('Strata: Revert Migrations Down To…');
    const rows = workbench().quickInputRows;
    await rows.filter({ hasText: 'keeps this one, reverts the 3 above' }).waitFor();
    await page.getByText(`Revert on ${database}`).waitFor();
    await workbench().screenshot('postgres-02-down-to');
    await rows.filter({ hasText: 'create product sales' }).click();
    await dialog.getByText(`Revert 3 migrations on ${database}?`).waitFor();
    const text = await dialog.innerText();
    const listed = [...text.matchAll(/• revert (.*) \(\d+\)/g)].map(([, name]) => name);
    assert.deepEqual(listed, all.slice(0, 3));
    await workbench().screenshot('postgres-03-revert-dialog');
    await dialog.getByRole('button', { name: 'Revert 3' }).click();
    await assertTree(workbench(), {
      'Pending 3': all.slice(0, 3).reverse(),
      'Applied 9': all.slice(3),
    });
    assert.deepEqual(await history(), all.slice(3));
    assert.deepEqual(await query("SELECT to_regclass('reviews')"), [null]);
  });

  it('cancels a long migration, and nothing of it is kept', async () => {
    const { page } = workbench();
    shop.write(
      'migrations/20250401120000_take_a_nap.sql',
      'CREATE TABLE naps (id INTEGER);\n\nSELECT pg_sleep(30);\n',
    );
    await workbench()
      .treeItem(/^take a nap/)
      .click();
    await assertLenses(workbench(), `▶ Apply 4 up to here to ${database}`, 'Rehearse', 'Show plan');
    await workbench().lenses.filter({ hasText: 'Apply 4 up to here' }).click();
    const sleeping =
      "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'";
    await eventually(async () => {
      assert.equal((await query(sleeping)).length, 1);
    });
    const progress = workbench().notification(`Applying to ${database}`);
    await progress.filter({ hasText: 'take a nap (4 of 4)' }).waitFor();
    await workbench().titleAction('Cancel').waitFor();
    await workbench().statusBarItem(`${database} · applying`).waitFor();
    await workbench().treeItem('take a nap, applying…').waitFor();
    await workbench().screenshot('postgres-04-running');

    await progress.getByRole('button', { name: 'Cancel' }).click();
    const start = performance.now();
    await eventually(async () => {
      assert.deepEqual(await query(sleeping), []);
    });
    const took = performance.now() - start;
    assert.ok(took < 1000, `it took ${took.toFixed(0)} ms`);
    await workbench()
      .notification(`Cancelled. 3 of 4 done on ${database}. Nothing of the rest was kept.`)
      .waitFor();
    await assertTree(workbench(), { 'Pending 1': ['take a nap'], 'Applied 12': all });
    assert.deepEqual(await query("SELECT to_regclass('naps')"), [null]);
    assert.deepEqual(await history(), all);
    await assertLenses(workbench(), `▶ Apply to ${database}`, 'Rehearse', 'Show plan');
    await page.mouse.move(640, 400);
    await workbench().screenshot('postgres-05-cancelled');
  });

  it('cancels another from the title of the view', async () => {
    await workbench().clearNotifications();
    await workbench().treeAction(/^take a nap/, 'Apply This Migration');
    await workbench().titleAction('Cancel').click();
    await workbench().notification(`Cancelled. Nothing was changed on ${database}.`).waitFor();
    assert.deepEqual(await query("SELECT to_regclass('naps')"), [null]);
    assert.deepEqual(await history(), all);
  });

  const ratings = '20250402090000_add_ratings.sql';

  it('types an error, sees it where it is, mends it, and it is gone', async () => {
    const { page } = workbench();
    shop.remove('migrations/20250401120000_take_a_nap.sql');
    shop.write(
      `migrations/${ratings}`,
      '-- What people think of a product.\n\nALTER TABLE products ADD COLUMN IF NOT EXISTS rating integer;\n',
    );
    await workbench().clearNotifications();
    await workbench()
      .treeItem(/^add ratings/)
      .click();
    await workbench().tab(ratings).waitFor();
    await workbench().type(`CREATE INDEX IF NOT EXISTS by_rating ON products (ratin);`, {
      atEnd: true,
    });
    await page.keyboard.press('Escape');
    await assertSquiggled(
      workbench(),
      'error',
      'CREATE INDEX IF NOT EXISTS by_rating ON products (ratin);',
    );
    await assertProblem(workbench(), 'column "ratin" does not exist (42703)', 'strata engine');
    await workbench().screenshot('postgres-06-error');
    for (const theme of ['light', 'contrast'] as const) {
      await workbench().setTheme(theme);
      await workbench().screenshot(`postgres-06-error-${theme}`);
    }
    await workbench().setTheme('dark');
    await workbench().editorText.click();
    await page.keyboard.press('Control+End');
    await workbench().press('ArrowLeft', ');'.length);
    await page.keyboard.type('g');
    await page.keyboard.press('Escape');
    await assertSquiggled(workbench(), 'error');
  });

  it('points at a table, and sees it before and after', async () => {
    const { page } = workbench();
    await page.locator('.view-line', { hasText: 'ALTER TABLE' }).first().click();
    await page.keyboard.press('Home');
    await workbench().press('ArrowRight', 'ALTER TABLE p'.length);
    await workbench().runCommand('Show or Focus Hover');
    const hover = page.locator('.monaco-hover', { hasText: 'After it' }).first();
    await hover.waitFor();
    assert.match(await hover.innerText(), /Before this script[^]*After it[^]*rating\sinteger/);
    await workbench().screenshot('postgres-07-hover');
    await page.keyboard.press('Escape');
  });

  it('agrees to checks on a server elsewhere, and is asked no second time', async () => {
    const { page, dialog } = { page: workbench().page, dialog: workbench().dialog };
    await workbench().type('\nSELECT nam FROM products;', { atEnd: true });
    await page.keyboard.press('Escape');
    await assertSquiggled(workbench(), 'error', 'SELECT nam FROM products;');
    await workbench().save();
    shop.write('.env', `DATABASE_URL=${elsewhere.url(url)}\n`);
    await assertSquiggled(workbench(), 'error');
    await page.locator('[id="status.languageStatus"]').click();
    const status = page.locator('.hover-language-status', { hasText: 'Checked by text only' });
    await status.waitFor();
    await workbench().screenshot('postgres-08-not-checked');
    await status.getByText('Check on That Server…').click();
    await dialog.getByText('Check migrations in scratch databases on').waitFor();
    await workbench().screenshot('postgres-09-consent');
    await dialog.getByRole('button', { name: 'Check There', exact: true }).click();
    await assertSquiggled(workbench(), 'error', 'SELECT nam FROM products;');

    await workbench().reopen(shop.folder);
    await workbench().tab(ratings).waitFor();
    await assertSquiggled(workbench(), 'error', 'SELECT nam FROM products;');
    await page.locator('[id="status.languageStatus"]').click();
    await page.locator('.hover-language-status', { hasText: 'in a scratch database on' }).waitFor();
    await workbench().screenshot('postgres-10-checked');
    await assertQuiet(workbench());
  });
});
