import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { eventually } from '../support/eventually.ts';
import { useSteps, useWorkbench } from '../support/workbench.ts';
import { assertProblem, assertSquiggled } from './assertions.ts';
import { Shop, eightDone } from './shop.ts';

const picture = { width: 1280, height: 720 };

/** The tests follow one another: a person writes on, and looks. */
describe('a person who writes a migration', () => {
  const shop = new Shop();
  shop.applyByHand(eightDone);
  const name = '20250324090000_create_reviews.up.sql';
  const workbench = useWorkbench(() => ({
    folder: shop.folder,
    size: picture,
    settings: { 'files.autoSave': 'off' },
  }));
  useSteps();

  it('types an error, and sees it where it is, in the words of the engine', async () => {
    await workbench().openFile(name);
    await workbench().type('\nCREATE INDEX reviews_by_stars ON reviews (star);', { atEnd: true });
    await assertSquiggled(workbench(), 'error', 'CREATE INDEX reviews_by_stars ON reviews (star);');
    await workbench().page.keyboard.press('Escape');
    await assertProblem(workbench(), 'no such column: star');
    await workbench().screenshot('checks-01-error');
  });

  it('mends it, and it is gone; what a rule says goes by its quick fix', async () => {
    const { page } = workbench();
    await workbench().editorText.click();
    await page.keyboard.press('Control+End');
    await workbench().press('Backspace', 'star);'.length);
    await page.keyboard.type('stars);');
    await page.keyboard.press('Escape');
    await assertSquiggled(workbench(), 'error');
    await assertProblem(workbench(), 'IF NOT EXISTS');
    // The editor may not yet have heard of what there is to fix.
    await eventually(async () => {
      await page.keyboard.press('Control+Period');
      await page.getByText('Insert IF NOT EXISTS').first().waitFor({ timeout: 2000 });
    });
    await workbench().screenshot('checks-02-quick-fix');
    await page.keyboard.press('Enter');
    await eventually(async () => {
      const text = (await workbench().editorText.innerText()).replaceAll('\u00A0', ' ');
      assert.match(text, /CREATE INDEX IF NOT EXISTS reviews_by_stars/);
    });
    await assertSquiggled(workbench(), 'warning');
  });

  it('points at a table, and sees it before and after', async () => {
    const { page } = workbench();
    await page.locator('.view-line', { hasText: 'CREATE TABLE' }).first().click();
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await workbench().runCommand('Show or Focus Hover');
    await page.locator('.monaco-hover', { hasText: 'After this script' }).first().waitFor();
    await workbench().screenshot('checks-03-hover');
    await page.keyboard.press('Escape');
  });

  it('is offered the columns of a table', async () => {
    const { page } = workbench();
    await workbench().editorText.click();
    await page.keyboard.press('Control+End');
    await page.keyboard.type('\nSELECT c. FROM customers c;');
    await workbench().press('ArrowLeft', ' FROM customers c;'.length);
    await page.keyboard.press('Control+Space');
    await page
      .locator('.suggest-widget .monaco-list-row', { hasText: 'customers' })
      .first()
      .waitFor();
    await workbench().screenshot('checks-04-completion');
  });
});
