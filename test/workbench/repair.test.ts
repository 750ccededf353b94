import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { before, describe, it } from 'node:test';
import { crc32 } from 'node:zlib';
import { Client } from 'pg';
import { GitRepository } from '../support/git-repository.ts';
import { postgres } from '../support/postgres.ts';
import { useSteps, useWorkbench } from '../support/workbench.ts';
import { assertDescription, assertLenses, assertTree } from './assertions.ts';
import { Shop, eightDone } from './shop.ts';

const applied = [
  ...['check order lines', 'fill order totals', 'add order totals', 'index orders by customer'],
  ...['import market stall', 'create orders', 'create products', 'create customers'],
];
const pending = ['create product sales', 'create discounts', 'add order discount'];

describe('an edited migration is accepted', () => {
  const shop = new Shop();
  new GitRepository(shop.folder).commit('The shop', 'README.md');
  shop.applyByHand(eightDone);
  const script = shop.scripts()[0] ?? '';
  const path = `migrations/${script}`;
  shop.write(
    path,
    `-- People who buy.\n${shop.read(path).trimEnd()}\n\n-- Names are as they say.\n`,
  );
  const workbench = useWorkbench(() => ({ folder: shop.folder }));
  useSteps();

  const recorded = () =>
    shop.query('SELECT lower(hex(checksum)) FROM _sqlx_migrations ORDER BY version')[0];

  it('by its row, its lenses and its problem', async () => {
    const { page } = workbench();
    await workbench().openView('Strata');
    await assertTree(workbench(), {
      'Needs attention 1': ['create customers'],
      'Pending 4': [...pending, 'create reviews'],
      'Applied 7': applied.slice(0, 7),
    });
    await workbench().treeItem('create customers').click();
    await assertLenses(
      workbench(),
      ...['✎ Edited since applied: comments only', 'Compare', 'Restore', 'Accept new checksum…'],
    );
    await page.mouse.move(640, 400);
    await workbench().treeItem('create customers').hover();
    await page.locator('.workbench-hover-container').getByText('Accept new checksum').waitFor();
    await workbench().screenshot('repair-01-edited');
  });

  it('after what was applied is shown beside it', async () => {
    const { page } = workbench();
    await workbench().contextMenu(workbench().treeItem('create customers'), 'Accept New Checksum…');
    await page.locator('.quick-input-title', { hasText: 'Accept the edit on shop.db' }).waitFor();
    await page.locator('.tab.active', { hasText: 'create customers: applied ↔ now' }).waitFor();
    await page.locator('.monaco-diff-editor .line-insert').first().waitFor();
    await workbench().screenshot('repair-02-reason');
    await workbench().quickInput.fill('only comments were added');
    await page.keyboard.press('Enter');
  });

  it('after the change of the history is shown', async () => {
    const { page, dialog } = workbench();
    await dialog.getByText('Accept the new checksum of create customers').waitFor();
    await dialog.getByText('Reason: only comments were added').waitFor();
    await workbench().screenshot('repair-03-question');
    await dialog.getByRole('button', { name: 'Show Change' }).click();
    await page.locator('.tab.active', { hasText: 'History Change on shop.db' }).waitFor();
    await workbench().notification('Accept the new checksum of create customers').waitFor();
    await page.locator('.view-line', { hasText: '@@ _sqlx_migrations @@' }).waitFor();
    await workbench().screenshot('repair-04-change');
    await workbench().setTheme('light');
    await workbench().screenshot('repair-05-change-light');
    await workbench().setTheme('dark');
  });

  it('and then the history says what the file says', async () => {
    const { page } = workbench();
    const sha384 = createHash('sha384').update(shop.read(path)).digest('hex');
    assert.notEqual(recorded(), sha384);
    const question = workbench().notification('Accept the new checksum of create customers');
    await question.getByRole('button', { name: 'Accept' }).click();
    await assertTree(workbench(), {
      'Pending 4': [...pending, 'create reviews'],
      'Applied 8': applied,
    });
    assert.equal(recorded(), sha384);
    await page.mouse.move(640, 400);
    await workbench().screenshot('repair-06-accepted');
  });
});

describe('an unfinished migration', () => {
  const shop = new Shop();
  shop.applyByHand(eightDone);
  for (const name of shop.scripts().slice(8)) {
    shop.remove(`migrations/${name}`);
    shop.remove(`migrations/${name.replace('.up.', '.down.')}`);
  }
  shop.write(
    'migrations/20250401120000_fill_shelves.sql',
    [
      '-- no-transaction',
      '-- Where things stand.',
      'CREATE TABLE shelves (id INTEGER PRIMARY KEY, place TEXT NOT NULL);',
      '',
      'INSERT INTO shelves (place) SELECT place FROM stock_rooms;',
      '',
      'CREATE INDEX shelves_by_place ON shelves (place);',
      '',
    ].join('\n'),
  );
  const workbench = useWorkbench(() => ({ folder: shop.folder, theme: 'light' }));
  useSteps();

  it('says how far it came, and offers to continue', async () => {
    await workbench().openView('Strata');
    await workbench().treeAction(/^fill shelves/, 'Apply This Migration');
    const failure = workbench().notification('fill shelves failed at line 5');
    await failure.getByRole('button', { name: 'Continue…' }).waitFor();
    await assertDescription(workbench(), 'fill shelves', /^unfinished · 1 of 3 statements applied/);
    await workbench().treeItem('fill shelves').click();
    await assertLenses(
      workbench(),
      '✗ Unfinished on shop.db: 1 of 3 statements applied',
      'Continue from statement 2…',
      'Mark as applied…',
      'Mark as not applied…',
    );
    await workbench().screenshot('repair-07-unfinished');
    await workbench().page.mouse.move(640, 400);
    await workbench().treeItem('fill shelves').hover();
    const hover = workbench().page.locator('.workbench-hover-container');
    await hover.getByText('Continue from statement 2').waitFor();
    await workbench().screenshot('repair-08-tooltip');
  });

  it('is continued, once what it lacked is there', async () => {
    const { page, dialog } = workbench();
    shop.execute("CREATE TABLE stock_rooms (place TEXT); INSERT INTO stock_rooms VALUES ('attic')");
    const failure = workbench().notification('fill shelves failed at line 5');
    await failure.getByRole('button', { name: 'Continue…' }).click();
    await dialog.getByText('Continue to apply fill shelves to shop.db?').waitFor();
    await dialog.getByText('It goes on with statement 2, at line 5.').waitFor();
    await workbench().screenshot('repair-09-continue');
    await dialog.getByRole('button', { name: 'Show SQL' }).click();
    await page.locator('.tab.active', { hasText: 'Plan for shop.db' }).waitFor();
    await workbench().screenshot('repair-10-plan');
    const question = workbench().notification('Continue to apply fill shelves');
    await question.getByRole('button', { name: 'Continue' }).click();
    await assertTree(workbench(), { 'Applied 9': ['fill shelves', ...applied] });
    assert.deepEqual(shop.query('SELECT place FROM shelves'), ['attic']);
    await workbench().screenshot('repair-11-continued');
  });

  it('says whose file is missing, and forgets it', async () => {
    shop.remove('migrations/20250401120000_fill_shelves.sql');
    await assertTree(workbench(), {
      'Needs attention 1': ['fill shelves'],
      'Applied 8': applied,
    });
    const { dialog } = workbench();
    await workbench().contextMenu(
      workbench().treeItem('fill shelves'),
      'Forget Missing Migration…',
    );
    await dialog.getByText('Forget fill shelves').waitFor();
    await workbench().screenshot('repair-12-forget');
    await dialog.getByRole('button', { name: 'Forget' }).click();
    await assertTree(workbench(), { 'Applied 8': applied });
  });
});

describe('a run that waits', () => {
  const shop = new Shop();
  let database = '';
  let url = '';

  before(async () => {
    ({ name: database, url } = await (await postgres()).createDatabase());
    shop.write('.env', `DATABASE_URL=${url}\n`);
  });

  const workbench = useWorkbench(() => ({ folder: shop.folder }));
  useSteps();

  it('says for whom, and gets on when it may', async () => {
    const { page } = workbench();
    await workbench().openView('Strata');
    await workbench().statusBarItem(`${database} · 12 pending`).waitFor();
    const other = new Client({ connectionString: url, application_name: 'nightly job' });
    await other.connect();
    await other.query('SELECT pg_advisory_lock($1)', [await lockOf(other)]);

    await workbench().titleAction('Apply All Pending Migrations').click();
    const progress = workbench().notification(`Applying to ${database}`);
    await progress.filter({ hasText: 'nightly job' }).waitFor();
    await page.locator('.sidebar').getByText('Waiting for another runner').waitFor();
    await workbench().statusBarItem(`${database} · waiting`).waitFor();
    await progress.getByRole('button', { name: 'Cancel' }).waitFor();
    await page.mouse.move(640, 10);
    await workbench().screenshot('repair-13-waiting');
    await workbench().setTheme('light');
    await workbench().screenshot('repair-14-waiting-light');

    await other.end();
    await workbench().statusBarItem(`${database} · up to date`).waitFor();
    await page.locator('.sidebar').getByText('Waiting for another runner').waitFor({
      state: 'detached',
    });
    await workbench().screenshot('repair-15-got-on');
  });
});

/** As sqlx computes it: the CRC-32 of the database's name, times a constant. */
async function lockOf(client: Client): Promise<string> {
  const { rows } = await client.query<{ name: string }>('SELECT current_database() AS name');
  return (0x3d32ad9en * BigInt(crc32(rows[0]?.name ?? ''))).toString();
}
