import assert from 'node:assert/strict';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { afterEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { createAndOpen } from '../../src/extension/commands/create-command.ts';
import { ready } from '../../src/extension/model/ready.ts';
import { Shop } from './shop.ts';

const files = {
  '1_users.up.sql': 'CREATE TABLE users (id INTEGER PRIMARY KEY);\n',
  '1_users.down.sql': 'DROP TABLE users;\n',
  '2_carts.up.sql': 'CREATE TABLE carts (id INTEGER PRIMARY KEY);\n',
  '2_carts.down.sql': 'DROP TABLE carts;\n',
};

/** About `millions` of rows counted in one statement. */
const slow = (millions: number): string =>
  `CREATE TABLE slow (n);
  WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < ${millions}000000)
  INSERT INTO slow SELECT count(*) FROM c;`;

let shop: Shop;

function open(contents: Readonly<Record<string, string>> = files, isTrusted = true): Shop {
  shop = new Shop(contents, isTrusted);
  return shop;
}

describe('the run flow', () => {
  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    shop.dispose();
  });

  describe('applying and reverting', () => {
    it('applies on a file without a question, and the database has it', async () => {
      const { model, flow, asked } = open();
      const result = await flow.start(model, { kind: 'up' });
      assert.equal(result?.done.length, 2);
      assert.deepEqual(asked, []);
      assert.deepEqual(shop.states(), ['1 applied', '2 applied']);
      assert.deepEqual(shop.query('SELECT version FROM _sqlx_migrations ORDER BY 1'), [1, 2]);
      assert.equal(model.busy, null);
    });

    it('reverts after a question that lists it, and not without', async () => {
      const { model, flow, asked } = open();
      await flow.start(model, { kind: 'up' });
      shop.agree = false;
      assert.equal(await flow.start(model, { kind: 'down', to: null }), null);
      assert.deepEqual(shop.states(), ['1 applied', '2 applied']);

      shop.agree = true;
      await flow.start(model, { kind: 'down', to: null });
      assert.deepEqual(
        asked.map(({ title, action }) => [title, action]),
        [
          ['Revert 2 migrations on shop.db?', 'Revert 2'],
          ['Revert 2 migrations on shop.db?', 'Revert 2'],
        ],
      );
      assert.deepEqual(shop.states(), ['1 pending', '2 pending']);
      assert.deepEqual(shop.query("SELECT name FROM sqlite_master WHERE name = 'users'"), []);
    });

    it('redoes the last one', async () => {
      const { model, flow } = open();
      await flow.start(model, { kind: 'up' });
      const result = await flow.start(model, { kind: 'redo', steps: 1 });
      assert.deepEqual(
        result?.done.map(({ step }) => `${step.direction} ${step.migration.version}`),
        ['down 2', 'up 2'],
      );
      assert.deepEqual(shop.states(), ['1 applied', '2 applied']);
    });

    it('does not do what was not agreed to', async () => {
      const { model, flow } = open();
      await flow.start(model, { kind: 'up' });
      const started = flow.start(model, { kind: 'down', steps: 1 });
      // The question is answered at once, but by then the file says something else.
      model.onDidChange(() => {
        shop.write('2_carts.down.sql', 'DROP TABLE users;\n');
      });
      await assert.rejects(started, { code: 'refused', message: /changed since you saw the plan/ });
      assert.deepEqual(shop.query("SELECT name FROM sqlite_master WHERE name = 'users'"), [
        'users',
      ]);
    });

    it('takes a second click for the same wish', async () => {
      const { model, flow } = open();
      const wish = { kind: 'up' } as const;
      const [first, second] = await Promise.all([flow.start(model, wish), flow.start(model, wish)]);
      assert.equal(first?.done.length, 2);
      assert.equal(second, null);
    });

    it('saves the planned files first', async () => {
      const { model, flow } = open();
      const editor = await vscode.window.showTextDocument(shop.uri('2_carts.up.sql'));
      const end = new vscode.Position(editor.document.lineCount, 0);
      await editor.edit((edit) => {
        edit.insert(end, 'CREATE TABLE lines (id INTEGER);\n');
      });
      assert.equal(editor.document.isDirty, true);
      await flow.start(model, { kind: 'up' });
      assert.equal(editor.document.isDirty, false);
      assert.match(shop.read('2_carts.up.sql'), /lines/);
      assert.deepEqual(shop.states(), ['1 applied', '2 applied']);
      assert.deepEqual(shop.query("SELECT name FROM sqlite_master WHERE name = 'lines'"), [
        'lines',
      ]);
    });

    it('saves what was set right in an applied file, too', async () => {
      const { model, flow } = open();
      await flow.start(model, { kind: 'up', to: '1' });
      const editor = await vscode.window.showTextDocument(shop.uri('1_users.up.sql'));
      await editor.edit((edit) => {
        edit.insert(new vscode.Position(0, 0), '-- ');
      });
      await editor.document.save();
      await vscode.commands.executeCommand('undo');
      assert.equal(editor.document.isDirty, true);
      await model.refresh();
      assert.deepEqual(shop.states(), ['1 modified', '2 pending']);

      await flow.start(model, { kind: 'up' });
      assert.equal(editor.document.isDirty, false);
      assert.equal(shop.read('1_users.up.sql'), files['1_users.up.sql']);
      assert.deepEqual(shop.states(), ['1 applied', '2 applied']);
    });

    it('says what is wrong with a refused plan, and changes nothing', async () => {
      const { model, flow } = open({ ...files, 'oops_3.sql': 'SELECT 1;' });
      assert.equal(await flow.start(model, { kind: 'up' }), null);
      assert.equal(existsSync(shop.database), false);
    });
  });

  describe('a failure', () => {
    it('is kept with its place until the file is another one', async () => {
      const { model, flow } = open({
        ...files,
        '3_prices.sql': 'CREATE TABLE prices (id);\n\nSELECT * FROM userz;\n',
      });
      await flow.start(model, { kind: 'up' });
      assert.deepEqual(shop.states(), ['1 applied', '2 applied', '3 pending']);
      assert.equal(model.lastFailure?.location?.line, 3);
      assert.match(model.lastFailure.message, /no such table: userz/);
      assert.deepEqual(shop.query("SELECT name FROM sqlite_master WHERE name = 'prices'"), []);

      await model.refresh();
      assert.notEqual(model.lastFailure, null);
      shop.write('3_prices.sql', 'CREATE TABLE prices (id);\n');
      await model.refresh();
      assert.equal(model.lastFailure, null);
    });
  });

  describe('a long statement', () => {
    it('is cancelled in its middle, and nothing of it stays', async () => {
      const { model, flow } = open({ ...files, '3_slow.sql': slow(500) });
      const running = flow.start(model, { kind: 'up' });
      while (model.busy?.version !== '3') await setTimeout(20);
      await setTimeout(500);
      const start = performance.now();
      model.busy.cancel();
      const result = await running;
      const took = performance.now() - start;
      assert.equal(result?.cancelled, true);
      assert.equal(result.done.length, 2);
      report(
        'cancel-in-mid-statement.txt',
        `${took.toFixed(0)} ms until the state was read again\n`,
      );
      assert.deepEqual(shop.states(), ['1 applied', '2 applied', '3 pending']);
      assert.deepEqual(shop.query('PRAGMA integrity_check'), ['ok']);
    });

    it('leaves the extension host answering', async function () {
      this.timeout(90_000);
      const { model, flow } = open({ '1_slow.sql': slow(45) });
      const delay = monitorEventLoopDelay({ resolution: 5 });
      const start = performance.now();
      delay.enable();
      const result = await flow.start(model, { kind: 'up' });
      delay.disable();
      const took = performance.now() - start;
      assert.equal(result?.done.length, 1);
      assert.ok(took > 3000, `only ${took} ms: too short to mean anything`);
      const ms = (nanoseconds: number): string => (nanoseconds / 1e6).toFixed(1);
      report(
        'event-loop-delay.txt',
        `${(took / 1000).toFixed(1)} s statement, event-loop delay: median ${ms(delay.percentile(50))} ms, ` +
          `p99 ${ms(delay.percentile(99))} ms, max ${ms(delay.max)} ms\n`,
      );
      // What ran in the host would have held it for as long as it took.
      assert.ok(delay.max / 1e6 < took / 4, `${ms(delay.max)} ms`);
    });
  });

  describe('creating', () => {
    it('writes the files and opens the first with the cursor below the template', async () => {
      const { model } = open();
      await model.refresh();
      assert.ok(model.project);
      await createAndOpen(model, model.project, {
        name: 'add prices',
        reversible: null,
        numbering: null,
        author: null,
        sql: null,
        now: new Date('2025-01-31T12:00:00Z'),
      });
      const editor = vscode.window.activeTextEditor;
      assert.equal(editor?.document.uri.fsPath, shop.path('0003_add_prices.up.sql'));
      assert.deepEqual([editor.selection.active.line, editor.selection.active.character], [1, 0]);
      assert.equal(existsSync(shop.path('0003_add_prices.down.sql')), true);
      assert.deepEqual(shop.states(), ['1 pending', '2 pending', '3 pending']);
    });
  });

  describe('an untrusted workspace', () => {
    it('shows files and connects to nothing, whoever asks', async () => {
      const { model, flow } = open(files, false);
      await model.refresh();
      const { state } = model;
      assert.ok(state.kind === 'untrusted');
      assert.equal(state.files.migrations.length, 2);
      assert.throws(() => ready(model), { code: 'refused' });
      await assert.rejects(flow.start(model, { kind: 'up' }), { code: 'refused' });
      assert.equal(existsSync(shop.database), false);
    });
  });
});

/** A figure for who reads the results of a test run. */
function report(name: string, text: string): void {
  const extension = vscode.extensions.getExtension('strata.strata-migrations');
  assert.ok(extension);
  const folder = join(extension.extensionPath, 'test-results');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), text);
}
