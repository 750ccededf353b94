import assert from 'node:assert/strict';
import { appendFileSync, copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';
import { launchBrowser } from './browser.ts';
import { CodeServer, type Settings } from './code-server.ts';
import { eventually } from './eventually.ts';
import { readSquiggledLines, readTreeRows } from './page-scripts.ts';
import { temporaryFolder } from './temporary-folder.ts';

const root = join(import.meta.dirname, '../..');
const screenshots = join(root, 'test-results/screenshots');
const pictures = join(root, 'media/screenshots');
/** The height of the window's title bar. */
const TITLE = 30;
const modifier = process.platform === 'darwin' ? 'Meta' : 'Control';

/** In pixels. */
export interface Size {
  width: number;
  height: number;
}

export interface Clip extends Size {
  x: number;
  y: number;
}

/** A row of a tree as it is read: "create orders" and, in grey, "2 days ago · 1 ms". */
export interface TreeRow {
  name: string;
  description: string;
  isGroup: boolean;
}

export type Theme = 'dark' | 'light' | 'contrast';

const themes: Record<Theme, { name: string; marker: string }> = {
  dark: { name: 'Dark 2026', marker: '.monaco-workbench.vs-dark' },
  light: { name: 'Light 2026', marker: '.monaco-workbench.vs:not(.vs-dark)' },
  contrast: { name: 'Dark High Contrast', marker: '.monaco-workbench.hc-black' },
};

export interface WorkbenchOptions {
  /** What to open: a folder, or a `.code-workspace` file. */
  folder?: string;
  workspaceFile?: string;
  /** The packaged extension; by default the one this test run has packaged. */
  vsix?: string;
  settings?: Settings;
  /** `false`: as a folder from a stranger, opened in Restricted Mode. */
  trust?: boolean;
  theme?: Theme;
  env?: NodeJS.ProcessEnv;
  size?: Size;
}

/** For the body of a `describe`: one workbench for its tests, and a picture of what failed. */
export function useWorkbench(options: () => WorkbenchOptions): () => Workbench {
  let started: Workbench | undefined;
  const workbench = () => {
    assert.ok(started, 'the workbench is there once the tests run');
    return started;
  };
  before(async () => {
    started = await startWorkbench(options());
  });
  afterEach(async (context) => {
    if ('passed' in context && !context.passed) {
      await started?.screenshot(`failed-${context.name.replaceAll(/\W+/g, '-')}`);
    }
  });
  after(() => started?.close());
  return workbench;
}

/** For tests that are the steps of one story: after one has failed, the rest don't wait in vain. */
export function useSteps(): void {
  let failed: string | undefined;
  beforeEach(() => {
    assert.equal(failed, undefined, `an earlier step failed: ${failed ?? ''}`);
  });
  afterEach((context) => {
    if ('passed' in context && !context.passed) failed ??= context.name;
  });
}

export function startWorkbench(options: WorkbenchOptions): Promise<Workbench> {
  return Workbench.start(options);
}

/** VS Code as a person has it in front of them. */
export class Workbench {
  readonly page: Page;
  /** What the server wrote: `user-data` with its logs, and `extensions`. */
  readonly dir: string;
  readonly #server: CodeServer;
  readonly #browser: Browser;

  private constructor(page: Page, dir: string, server: CodeServer, browser: Browser) {
    this.page = page;
    this.dir = dir;
    this.#server = server;
    this.#browser = browser;
  }

  static async start(options: WorkbenchOptions): Promise<Workbench> {
    const { folder, workspaceFile, trust = true, theme = 'dark', size } = options;
    const vsix = options.vsix ?? process.env.STRATA_TEST_VSIX;
    assert.ok(vsix, 'no VSIX given; `npm test -- workbench` packages one');
    const dir = temporaryFolder('workbench');
    const server = await CodeServer.start({
      folder: dir,
      vsix,
      isLean: true,
      env: options.env ?? {},
      flags: trust ? ['--disable-workspace-trust'] : [],
      settings: {
        'workbench.colorTheme': themes[theme].name,
        'workbench.preferredDarkColorTheme': themes.dark.name,
        'workbench.preferredLightColorTheme': themes.light.name,
        // A file that fits has no scrollbar to come and go in pictures.
        'editor.scrollBeyondLastLine': false,
        // Restricted Mode without a question; `trustFolder` answers it as a person would.
        'security.workspace.trust.startupPrompt': 'never',
        ...options.settings,
      },
    });
    const browser = await launchBrowser();
    const page = await browser.newPage({ viewport: size ?? { width: 1280, height: 800 } });
    page.setDefaultTimeout(20_000);
    const workbench = new Workbench(page, dir, server, browser);
    try {
      await workbench.reopen(workspaceFile ?? folder ?? dir);
    } catch (error) {
      await workbench.screenshot('failed-start');
      await workbench.close();
      throw error;
    }
    return workbench;
  }

  /** Opens another folder or `.code-workspace` file in the same window. */
  async reopen(path: string): Promise<void> {
    await this.page.goto(this.#server.page(path), { waitUntil: 'commit' });
    await this.#loaded(path);
  }

  async #loaded(path: string): Promise<void> {
    await this.page.locator('.activitybar').waitFor({ timeout: 60_000 });
    if (!path.endsWith('.code-workspace')) return;
    // In a browser VS Code may read a workspace file before it has a file system, and then shows no
    // folder until the file changes.
    await this.page.keyboard.press(`${modifier}+Shift+E`);
    const folder = this.page.locator('.explorer-folders-view .monaco-list-row').first();
    await folder.or(this.page.getByText('No Folder Opened')).first().waitFor();
    if (await folder.isVisible()) return;
    await eventually(async () => {
      appendFileSync(path, '\n');
      await folder.waitFor({ timeout: 2000 });
    });
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.#server.stop();
  }

  async screenshot(name: string): Promise<string> {
    mkdirSync(screenshots, { recursive: true });
    const path = join(screenshots, `${name}.png`);
    await this.page.screenshot({ path, animations: 'disabled', caret: 'initial' });
    return path;
  }

  /**
   * A picture for the README, of the window without its title or of a part of it. With
   * STRATA_SCREENSHOTS=1 it takes the place of the one in the repository.
   */
  async picture(name: string, size: Size, part?: Partial<Clip>): Promise<void> {
    const { page } = this;
    const before = page.viewportSize();
    await page.setViewportSize(size);
    // The window's own title, where nothing answers to the mouse.
    await page.mouse.move(size.width - 300, 10);
    await page.waitForFunction(
      `document.querySelector('.monaco-workbench .statusbar').getBoundingClientRect().bottom <= ${size.height}
        && document.querySelector('.workbench-hover-container') === null`,
    );
    const path = join(screenshots, `${name}.png`);
    const window = { x: 0, y: TITLE, width: size.width, height: size.height - TITLE };
    await page.screenshot({
      path,
      clip: { ...window, ...part },
      animations: 'disabled',
      caret: 'hide',
    });
    if (before !== null) await page.setViewportSize(before);
    if (process.env.STRATA_SCREENSHOTS !== '1') return;
    mkdirSync(pictures, { recursive: true });
    copyFileSync(path, join(pictures, `${name}.png`));
  }

  async setTheme(theme: Theme): Promise<void> {
    const { page } = this;
    const wanted = page.locator(themes[theme].marker);
    // High contrast is the system's to ask for.
    const isContrast = theme === 'contrast';
    await page.emulateMedia({ colorScheme: 'dark', forcedColors: isContrast ? 'active' : 'none' });
    if (!isContrast) {
      await page.locator(themes.contrast.marker).waitFor({ state: 'detached' });
      if (await wanted.isVisible()) return;
      await this.runCommand('Preferences: Toggle between Light/Dark Themes');
    }
    await wanted.waitFor();
  }

  activity(name: string): Locator {
    return this.page.locator(`.activitybar a.action-label[aria-label^="${name}"]`);
  }

  /** Shows a view container, which its activity bar icon would hide if it were shown already. */
  async openView(name: string): Promise<void> {
    const icon = this.activity(name);
    await icon.waitFor();
    if ((await icon.locator('xpath=..').getAttribute('aria-expanded')) === 'true') return;
    // Its parent, since the icon itself is covered once there is a badge.
    await icon.locator('xpath=..').click();
    // A hover over the icon would cover rows of the view.
    await this.page.mouse.move(640, 10);
  }

  /** Drags the side bar's border, as people do whose rows are longer than it is wide. */
  async widenSideBar(by: number): Promise<void> {
    const sidebar = this.page.locator('.part.sidebar');
    const { x, y, width } = (await sidebar.boundingBox()) ?? { x: 0, y: 0, width: 0 };
    const border = { x: x + width + 1, y: y + 500 };
    await this.page.mouse.move(border.x, border.y);
    await this.page.mouse.down();
    await this.page.mouse.move(border.x + by, border.y, { steps: 4 });
    await this.page.mouse.up();
  }

  /** What the shown view's tree has on the screen, from top to bottom. */
  async treeRows(): Promise<TreeRow[]> {
    return await this.page.evaluate<TreeRow[]>(readTreeRows);
  }

  treeItem(name: string | RegExp): Locator {
    return this.page.getByRole('treeitem', { name });
  }

  /** An action that a tree row shows while the mouse is over it. */
  async treeAction(row: string | RegExp, action: string): Promise<void> {
    const item = this.treeItem(row);
    await item.hover();
    await item.locator(`.actions a.action-label[aria-label^="${action}"]`).click();
  }

  /** An action in the title of a view or of the editor. */
  titleAction(name: string): Locator {
    return this.page.locator(
      `:is(.pane-header, .composite.title, .editor-actions) a.action-label[aria-label^="${name}"]:visible`,
    );
  }

  async contextMenu(target: Locator, entry: string): Promise<void> {
    await target.click({ button: 'right' });
    await this.page.locator('.monaco-menu').getByRole('menuitem', { name: entry }).hover();
    // A click right after the menu has opened would be taken for the one that opened it.
    await this.page.keyboard.press('Enter');
  }

  async runCommand(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    await this.quickInput.fill(`>${title}`);
    await this.quickInputRows.filter({ hasText: title }).first().waitFor();
    await this.page.keyboard.press('Enter');
  }

  async openFile(name: string): Promise<void> {
    await this.page.keyboard.press(`${modifier}+P`);
    await this.quickInput.fill(name);
    await this.quickInputRows.filter({ hasText: name }).first().waitFor();
    await this.page.keyboard.press('Enter');
    await this.tab(name).waitFor();
    await this.page.locator('.monaco-editor .view-lines').first().waitFor();
  }

  tab(name: string): Locator {
    return this.page.locator(`.tab[data-resource-name="${name}"]`);
  }

  get quickInput(): Locator {
    return this.page.locator('.quick-input-widget input[type="text"]');
  }

  get quickInputMessage(): Locator {
    return this.page.locator('.quick-input-message');
  }

  get quickInputRows(): Locator {
    return this.page.locator('.quick-input-list .monaco-list-row');
  }

  /** The lenses that can be clicked. */
  get lenses(): Locator {
    return this.page.locator('.codelens-decoration a');
  }

  /** What all lenses on the screen say, also those that only tell. */
  async lensTexts(): Promise<string[]> {
    const lines = await this.page.locator('.codelens-decoration').allTextContents();
    return lines.flatMap((line) => line.split(/\s\|\s/));
  }

  squiggles(severity: 'error' | 'warning' | 'info'): Locator {
    return this.page.locator(`.squiggly-${severity}`);
  }

  /** The lines of the editor that bear a squiggle. */
  async squiggledLines(severity: 'error' | 'warning' | 'info'): Promise<string[]> {
    return await this.page.evaluate<string[]>(readSquiggledLines(severity));
  }

  async openProblems(): Promise<Locator> {
    if (!(await this.page.locator('.markers-panel').isVisible())) {
      await this.page.keyboard.press(`${modifier}+Shift+M`);
    }
    return this.page.locator('.markers-panel .monaco-list-row');
  }

  get notifications(): Locator {
    return this.page.locator('.notification-list-item');
  }

  /** At most three are on the screen; clear them where earlier ones could still hold the place. */
  notification(text: string | RegExp): Locator {
    return this.notifications.filter({ hasText: text });
  }

  async clearNotifications(): Promise<void> {
    await this.runCommand('Notifications: Clear All Notifications');
    await this.notifications.first().waitFor({ state: 'detached' });
  }

  /** The modal dialog; its buttons are found by `getByRole('button', …)`. */
  get dialog(): Locator {
    return this.page.locator('.monaco-dialog-box');
  }

  statusBarItem(text: string | RegExp): Locator {
    return this.page.locator('.statusbar-item', { hasText: text });
  }

  get editorText(): Locator {
    return this.page.locator('.monaco-editor .view-lines').first();
  }

  /** At the cursor that `atEnd` puts at the end of the file, as a person types. */
  async type(text: string, { atEnd = false } = {}): Promise<void> {
    await this.editorText.click();
    if (atEnd) await this.page.keyboard.press(`${modifier}+End`);
    await this.page.keyboard.type(text);
  }

  async press(key: string, times: number): Promise<void> {
    for (let count = 0; count < times; count++) await this.page.keyboard.press(key);
  }

  async save(): Promise<void> {
    await this.page.keyboard.press(`${modifier}+S`);
    await this.page.locator('.tab.active.dirty').waitFor({ state: 'detached' });
  }

  /** Leaves Restricted Mode by the page where a person does. */
  async trustFolder(): Promise<void> {
    await this.runCommand('Workspaces: Manage Workspace Trust');
    const editor = this.page.locator('.workspace-trust-editor');
    await editor.getByRole('button', { name: 'Trust', exact: true }).click();
    await editor.getByText('You trust this folder').waitFor();
    const modal = this.page.locator('.monaco-modal-editor-block');
    await modal.locator('a.action-label[aria-label^="Close"]').click();
    await modal.waitFor({ state: 'detached' });
  }
}
