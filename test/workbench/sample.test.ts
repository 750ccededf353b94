import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { describe, it } from 'node:test';
import { eventually } from '../support/eventually.ts';
import { useSteps, useWorkbench } from '../support/workbench.ts';
import {
  assertDescription,
  assertLenses,
  assertProblem,
  assertQuiet,
  assertSquiggled,
  assertTree,
} from './assertions.ts';
import { Shop, eightDone } from './shop.ts';

/** Of the window in the README. */
const picture = { width: 1280, height: 520 };

/** The tests follow one another, as a person's morning does. */
describe('a person with the sample, on SQLite', () => {
  const shop = new Shop();
  shop.applyByHand(eightDone);
  const workbench = useWorkbench(() => ({ folder: shop.folder }));
  useSteps();

  const first = [
    ...['check order lines', 'fill order totals', 'add order totals', 'index orders by customer'],
    ...['import market stall', 'create orders', 'create products', 'create customers'],
  ];

  it('sees in the activity bar how much is pending, and in the view what comes next', async () => {
    const { page } = workbench();
    await workbench().activity('Strata - 4 pending migrations').waitFor();
    await workbench().openView('Strata');
    await workbench().widenSideBar(60);
    await assertTree(workbench(), {
      'Pending 4': [
        'create product sales',
        'create discounts',
        'add order discount',
        'create reviews',
      ],
      'Applied 8': first,
    });
    await page.locator('.sidebar').getByText('shop.db · DATABASE_URL in .env').waitFor();
    await workbench().statusBarItem('shop.db · 4 pending').waitFor();
    await assertDescription(workbench(), 'create product sales', '20250303080000');
    await assertDescription(workbench(), 'check order lines', '1 week ago · 24 ms');
    await assertDescription(workbench(), 'create orders', '3 months ago · 2 ms');
    await assertQuiet(workbench());
    await workbench().screenshot('sample-01-tree');
  });

  it('hears the same from a screen reader', async () => {
    const label = (name: string) => workbench().page.getByRole('treeitem', { name, exact: true });
    await label('Pending, 4').waitFor();
    await label('create product sales, pending, version 20250303080000, next to apply').waitFor();
    await label('create discounts, pending, version 20250310101500').waitFor();
    await label('Applied, 8').waitFor();
    await label(
      'index orders by customer, applied, version 20250121100000, 2 months ago',
    ).waitFor();
    const { page } = workbench();
    await page.getByRole('button', { name: 'Migrations: shop.db, 4 pending' }).waitFor();
    for (const name of [
      'Create Migration…',
      'Apply All Pending Migrations',
      'Refresh Migrations',
    ]) {
      await page.locator('.sidebar').getByRole('button', { name }).waitFor();
    }
  });

  it('opens the next one from its row, and applies it by the lens above it', async () => {
    await workbench()
      .treeItem(/^create product sales/)
      .click();
    await workbench().tab('20250303080000_create_product_sales.up.sql').waitFor();
    await assertLenses(workbench(), '▶ Apply to shop.db', 'Rehearse', 'Show plan');
    await workbench().screenshot('sample-02-next');
    await workbench().picture('tree', picture);
    await workbench().setTheme('light');
    await workbench().screenshot('sample-02-next-light');
    await workbench().setTheme('dark');

    await workbench().lenses.filter({ hasText: 'Apply to shop.db' }).click();
    await assertTree(workbench(), {
      'Pending 3': ['create discounts', 'add order discount', 'create reviews'],
      'Applied 9': ['create product sales', ...first],
    });
    await assertLenses(workbench(), /^✓ Applied just now in (\d+|< 1) ms$/, '↩ Revert on shop.db');
    await workbench().activity('Strata - 3 pending migrations').waitFor();
    await workbench().statusBarItem('shop.db · 3 pending').waitFor();
    await assertQuiet(workbench());
    assert.equal(shop.history().at(-1), 'create product sales');
    assert.deepEqual(shop.query('SELECT sold FROM product_sales ORDER BY product_id'), [3, 4, 3]);
    await workbench().screenshot('sample-03-applied');
  });

  it('rehearses both, and nothing of it stays', async () => {
    const { page } = workbench();
    await workbench()
      .treeItem(/^add order discount/)
      .click();
    await workbench().tab('20250317130000_add_order_discount.up.sql').waitFor();
    await workbench().lenses.filter({ hasText: 'Rehearse' }).click();
    await workbench().tab('Rehearsal for shop.db.sql').waitFor();
    await page
      .locator('.editor-container')
      .getByText('Rehearsal for shop.db: 2 migrations go through.')
      .waitFor();
    await page.getByText('1 of 2: apply create discounts (20250310101500)').waitFor();
    await workbench().screenshot('sample-03-rehearsal');
    await page.keyboard.press('Control+W');
    await workbench().tab('Rehearsal for shop.db.sql').waitFor({ state: 'detached' });
    assert.equal(shop.history().length, 9);
    assert.equal(shop.hasTable('discounts'), false);
    await assertQuiet(workbench());
  });

  it('looks at the plan before applying two at once', async () => {
    const { page } = workbench();
    await workbench()
      .treeItem(/^add order discount/)
      .click();
    await workbench().tab('20250317130000_add_order_discount.up.sql').waitFor();
    await assertLenses(workbench(), '▶ Apply 2 up to here to shop.db', 'Rehearse', 'Show plan');
    await workbench().screenshot('sample-04-up-to-here');
    const { x = 0 } = (await page.locator('.part.editor').boundingBox()) ?? {};
    await workbench().picture('lenses', picture, { x, width: picture.width - x, height: 190 });

    await workbench().lenses.filter({ hasText: 'Show plan' }).click();
    await workbench().tab('Plan for shop.db.sql').waitFor();
    const plan = page.locator('.editor-container').getByText('Plan for shop.db: apply 2.');
    await plan.waitFor();
    await page.getByText('1. apply create discounts (20250310101500)').waitFor();
    await page.getByText('CREATE TABLE IF NOT EXISTS discounts').waitFor();
    await workbench().screenshot('sample-05-plan');
    assert.equal(shop.history().length, 9);

    await workbench()
      .treeItem(/^add order discount/)
      .click();
    await workbench().tab('20250317130000_add_order_discount.up.sql').waitFor();
    await workbench().treeAction(/^add order discount/, 'Apply Migrations Up to Here');
    await assertTree(workbench(), {
      'Pending 1': ['create reviews'],
      'Applied 11': ['add order discount', 'create discounts', 'create product sales', ...first],
    });
    await assertQuiet(workbench());
    assert.deepEqual(shop.history().slice(-2), ['create discounts', 'add order discount']);
  });

  it('reverts after a dialog that lists it, having read the SQL', async () => {
    const { page, dialog } = { page: workbench().page, dialog: workbench().dialog };
    await assertLenses(workbench(), /^✓ Applied just now/, '↩ Revert on shop.db');
    const revert = workbench().lenses.filter({ hasText: 'Revert on shop.db' });
    await revert.click();
    await dialog.getByText('Revert 1 migration on shop.db?').waitFor();
    await dialog.getByText('• revert add order discount (20250317130000)').waitFor();
    await dialog.getByText('Address: DATABASE_URL in .env').waitFor();
    await workbench().screenshot('sample-06-revert-dialog');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
    assert.equal(shop.history().length, 11);

    await revert.click();
    await dialog.getByRole('button', { name: 'Show SQL' }).click();
    await page.getByText('ALTER TABLE orders DROP COLUMN discount_code').waitFor();
    const question = workbench().notification('Revert 1 migration on shop.db?');
    await question.waitFor();
    await workbench().screenshot('sample-07-revert-sql');
    assert.equal(shop.history().length, 11);
    await question.getByRole('button', { name: 'Revert 1' }).click();
    await assertTree(workbench(), {
      'Pending 2': ['add order discount', 'create reviews'],
      'Applied 10': ['create discounts', 'create product sales', ...first],
    });
    assert.equal(shop.history().at(-1), 'create discounts');
    await assertQuiet(workbench());
    await workbench().screenshot('sample-08-reverted');
  });

  it('redoes the last one from the palette, where everything is under Strata', async () => {
    const { page, dialog } = { page: workbench().page, dialog: workbench().dialog };
    await page.keyboard.press('F1');
    await workbench().quickInput.fill('>Strata: ');
    const offered = workbench().quickInputRows.locator('.label-name').first();
    await offered.waitFor();
    await eventually(async () => {
      const names = await workbench().quickInputRows.locator('.label-name').allInnerTexts();
      assert.ok(names.length > 9);
      assert.deepEqual(
        names.filter((name) => !name.startsWith('Strata: ')),
        [],
      );
      // A plan is in front, which is SQL but no migration.
      assert.ok(!names.includes('Strata: Apply This Migration'), names.join(', '));
    });
    await workbench().screenshot('sample-09-palette');
    await page.keyboard.press('Escape');

    shop.execute("INSERT INTO discounts (code, percent) VALUES ('TEN', 10)");
    await workbench().runCommand('Strata: Redo Last Migration (Revert and Apply Again)');
    await dialog.getByText('Revert 1 migration on shop.db and apply it again?').waitFor();
    await workbench().screenshot('sample-10-redo');
    await dialog.getByRole('button', { name: 'Revert and Apply 1' }).click();
    await dialog.waitFor({ state: 'detached' });
    await eventually(() => {
      assert.deepEqual(shop.query('SELECT code FROM discounts'), []);
    });
    await workbench().statusBarItem('shop.db · 2 pending').waitFor();
    assert.equal(shop.history().at(-1), 'create discounts');
    await assertQuiet(workbench());
  });

  let name = '';
  const last = [
    ...['add wish lists', 'create reviews', 'add order discount'],
    ...['create discounts', 'create product sales'],
  ];

  it('creates a migration, and sees its files while typing the name', async () => {
    const { page } = workbench();
    await workbench().titleAction('Create Migration…').click();
    await workbench().quickInput.fill('add/prices');
    await eventually(async () => {
      assert.match(await workbench().quickInputMessage.innerText(), /name/);
    });
    await workbench().screenshot('sample-11-create-invalid');
    await workbench().quickInput.fill('add wish lists');
    await eventually(async () => {
      const text = await workbench().quickInputMessage.innerText();
      assert.match(text, /^\d{14}_add_wish_lists\.up\.sql, \d{14}_add_wish_lists\.down\.sql/);
    });
    await workbench().screenshot('sample-12-create');
    await page.keyboard.press('Enter');
    await assertTree(workbench(), {
      'Pending 3': ['add order discount', 'create reviews', 'add wish lists'],
      'Applied 10': ['create discounts', 'create product sales', ...first],
    });
    name = shop.scripts().at(-1) ?? '';
    await workbench().tab(name).waitFor();
    await assertLenses(workbench(), '▶ Apply 3 up to here to shop.db', 'Rehearse', 'Show plan');
  });

  it('applies it unsaved, and is led to the statement that failed', async () => {
    const { page } = workbench();
    // The cursor is where it is wanted.
    await page.locator('.monaco-editor.focused').waitFor();
    await page.keyboard.type('CREATE TABLE wish_lists (id INTEGER PRIMARY KEY);\n');
    await page.keyboard.type('INSERT INTO wishes (id) VALUES (1);');
    await page.locator('.tab.active.dirty').waitFor();
    await workbench().lenses.filter({ hasText: 'Apply 3 up to here' }).click();
    const message = workbench().notification(
      'add wish lists failed at line 3: no such table: wishes. Nothing of it was kept; 2 earlier migrations are done.',
    );
    await message.waitFor();
    assert.match(shop.read(`migrations/${name}`), /INSERT INTO wishes/);
    assert.equal(shop.hasTable('wish_lists'), false);
    assert.deepEqual(shop.history().slice(-2), ['add order discount', 'create reviews']);
    await assertSquiggled(workbench(), 'error', 'INSERT INTO wishes (id) VALUES (1);');
    await assertLenses(
      workbench(),
      '✗ Failed on shop.db at statement 2 of 2',
      '▶ Apply to shop.db',
      'Rehearse',
      'Show plan',
    );
    await assertDescription(workbench(), 'add wish lists', /^failed at line 3 · \d{14}$/);
    await workbench().screenshot('sample-13-failed');

    await workbench().tab(name).click({ button: 'middle' });
    await message.getByRole('button', { name: 'Open' }).click();
    await workbench().tab(name).waitFor();
    await workbench().statusBarItem('Ln 3, Col 1').waitFor();
    await assertProblem(workbench(), 'no such table: wishes', 'strata failed', '[Ln 3, Col 1]');
    await workbench().screenshot('sample-14-problems');
    await page.keyboard.press('Control+J');
  });

  it('puts it right, and applies it', async () => {
    const { page } = workbench();
    await page.locator('.monaco-editor .view-line', { hasText: 'INSERT' }).click();
    await page.keyboard.press('Control+Shift+K');
    await assertSquiggled(workbench(), 'error');
    await workbench().lenses.filter({ hasText: '▶ Apply to shop.db' }).click();
    await assertLenses(workbench(), /^✓ Applied just now/, '↩ Revert on shop.db');
    assert.equal(shop.hasTable('wish_lists'), true);
    assert.equal(shop.history().at(-1), 'add wish lists');
    await workbench().statusBarItem('shop.db · up to date').waitFor();
    await workbench().activity('Strata').and(page.locator('[aria-label="Strata"]')).waitFor();
    await assertQuiet(workbench());
    await workbench().screenshot('sample-15-all-applied');
  });

  it('is warned at the first keystroke in an applied file, until it is undone', async () => {
    const { page } = workbench();
    await workbench().openFile('20250107140000_create_orders.sql');
    // The newer ones cannot all be reverted, so that nothing is offered.
    await assertLenses(workbench(), '✓ Applied 3 months ago in 2 ms');
    await workbench().type('x', { atEnd: true });
    await assertLenses(
      workbench(),
      ...['✎ Edited since applied', 'Compare', 'Restore', 'Accept new checksum…'],
    );
    await assertSquiggled(workbench(), 'error', 'x');
    await workbench().screenshot('sample-16-edited');
    await page.keyboard.press('Control+.');
    const fixes = page.locator('.action-widget');
    await fixes.getByText('Restore what was applied').waitFor();
    await fixes.getByText('Move the edit into a new migration…').waitFor();
    await fixes.getByText('Accept new checksum…').waitFor();
    await workbench().screenshot('sample-16-ways-out');
    await page.keyboard.press('Escape');
    await fixes.getByText('Restore what was applied').waitFor({ state: 'detached' });
    await page.keyboard.press('Control+Z');
    await assertSquiggled(workbench(), 'error');
    await assertLenses(workbench(), '✓ Applied 3 months ago in 2 ms');
  });

  it('saves what was undone in one file when applying another, and says so', async () => {
    const { page } = workbench();
    const orders = 'migrations/20250107140000_create_orders.sql';
    const original = shop.read(orders);
    await workbench().type('--x', { atEnd: true });
    await workbench().save();
    await assertTree(workbench(), {
      'Needs attention 1': ['create orders'],
      'Applied 12': [...last, ...first.filter((each) => each !== 'create orders')],
    });
    await assertDescription(workbench(), 'create orders', 'edited · comments only');
    await workbench().statusBarItem('shop.db · 1 needs attention').waitFor();
    await workbench().screenshot('sample-17-needs-attention');
    await page.keyboard.press('Control+Z');
    await page.locator('.tab.active.dirty').waitFor();

    shop.write('migrations/20990101000000_create_baskets.sql', 'CREATE TABLE baskets (id);\n');
    await workbench().treeAction(/^create baskets/, 'Apply This Migration');
    await workbench().statusBarItem(`Saved ${orders} first.`).waitFor();
    await assertTree(workbench(), { 'Applied 14': ['create baskets', ...last, ...first] });
    assert.equal(shop.read(orders), original);
    assert.equal(shop.hasTable('baskets'), true);
    await assertQuiet(workbench());
  });

  it('finds a file that is badly named without opening it, and renames it', async () => {
    const { page } = workbench();
    shop.write('migrations/add_gift_cards.sql', 'CREATE TABLE gift_cards (id INTEGER);\n');
    await workbench().type('--x', { atEnd: true });
    await assertLenses(
      workbench(),
      ...['✎ Edited since applied: comments only', 'Compare', 'Restore', 'Accept new checksum…'],
    );
    await assertProblem(workbench(), 'edited since it was applied', 'strata modified');
    const badName = 'add_gift_cards.sql: ';
    await assertProblem(workbench(), badName, 'strata ');
    await workbench().screenshot('sample-18-bad-name');
    await workbench().picture('problems', { width: 1280, height: 640 });
    await (await workbench().openProblems()).filter({ hasText: badName }).dblclick();
    await workbench().tab('add_gift_cards.sql').waitFor();
    await page.locator('.monaco-editor.focused').waitFor();
    await page.keyboard.press('Control+.');
    await page
      .locator('.action-widget')
      .getByText(/^Give it a fresh version: \d{14}_add_gift_cards\.sql$/)
      .waitFor();
    await workbench().screenshot('sample-19-quick-fix');
    await page.keyboard.press('Enter');
    await eventually(() => {
      assert.equal(existsSync(shop.path('migrations/add_gift_cards.sql')), false);
      assert.match(shop.scripts().join(), /\d{14}_add_gift_cards\.sql/);
    });
    await workbench().tab('add_gift_cards.sql').waitFor({ state: 'detached' });
    const problems = await workbench().openProblems();
    await problems.filter({ hasText: badName }).waitFor({ state: 'detached' });
    await workbench().screenshot('sample-20-renamed');
    await workbench().tab('20250107140000_create_orders.sql').click();
    await page.locator('.monaco-editor.focused').waitFor();
    await page.keyboard.press('Control+Z');
    await page.locator('.tab.dirty').waitFor({ state: 'detached' });
  });
});
