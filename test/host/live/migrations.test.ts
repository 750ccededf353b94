import assert from 'node:assert/strict';
import { before, describe, it, afterEach } from 'mocha';
import * as vscode from 'vscode';
import {
  click,
  closeAll,
  diagnostics,
  eventually,
  exists,
  fix,
  lensTitles,
  open,
  problems,
  quickFixes,
  read,
  remove,
  script,
  write,
} from './editor.ts';

const APPLIED = /^✓ Applied .+ in .+$/;

/** Wherever they are. */
const codes = (name: string): readonly string[] =>
  problems(name).map((each) => each.replace(/ .*/, ''));

async function lensesAre(name: string, ...expected: (string | RegExp)[]): Promise<void> {
  // What is matched by a pattern is told by the pattern.
  const told = async (): Promise<readonly string[]> =>
    (await lensTitles(name)).map((title, index) => {
      const pattern = expected[index];
      return pattern instanceof RegExp && pattern.test(title) ? String(pattern) : title;
    });
  await eventually(told, expected.map(String));
}

describe('on the files of migrations', () => {
  before(async () => {
    await vscode.extensions.getExtension('strata.strata-migrations')?.activate();
  });

  afterEach(closeAll);

  describe('lenses', () => {
    it('offer to apply what is pending, and name the database', async () => {
      await lensesAre('1_users.up.sql', '▶ Apply to shop.db', 'Rehearse', 'Show plan');
      await lensesAre('3_prices.sql', '▶ Apply 3 up to here to shop.db', 'Rehearse', 'Show plan');
      await lensesAre('1_users.down.sql', '○ Not applied to shop.db');
    });

    it('apply, and then say when that was and offer the way back', async () => {
      await click('1_users.up.sql', /^▶ Apply/);
      await lensesAre('1_users.up.sql', APPLIED, '↩ Revert on shop.db');
      await lensesAre('1_users.down.sql', APPLIED, '↩ Revert on shop.db');

      await click('2_carts.up.sql', /^▶ Apply/);
      await lensesAre('1_users.up.sql', APPLIED, '↩ Revert 1 newer one on shop.db, keep this');
      await lensesAre('2_carts.up.sql', APPLIED, '↩ Revert on shop.db');
      await lensesAre('3_prices.sql', '▶ Apply to shop.db', 'Rehearse', 'Show plan');
    });
  });

  describe('an edit of an applied file', () => {
    it('is a problem from the first keystroke until it is undone', async () => {
      const editor = await open('1_users.up.sql');
      await vscode.commands.executeCommand('type', { text: ' ' });
      await eventually(() => codes('1_users.up.sql'), ['modified']);
      await lensesAre(
        '1_users.up.sql',
        '✎ Edited since applied: comments only',
        'Compare',
        'Restore',
        'Accept new checksum…',
      );
      assert.equal(editor.document.isDirty, true, 'nothing was saved');

      await vscode.commands.executeCommand('undo');
      await eventually(() => problems('1_users.up.sql'), []);
      await lensesAre('1_users.up.sql', APPLIED, '↩ Revert 1 newer one on shop.db, keep this');
    });

    it('leads to an explanation', async () => {
      await open('1_users.up.sql');
      await vscode.commands.executeCommand('type', { text: ' ' });
      await eventually(() => codes('1_users.up.sql'), ['modified']);
      const [problem] = diagnostics('1_users.up.sql');
      assert.ok(typeof problem?.code === 'object');
      assert.match(problem.code.target.toString(), /docs\/problems\.md#modified$/);
      assert.match(problem.message, /Expected: [0-9a-f]{12}…\nGot: [0-9a-f]{12}…$/);
    });

    it('stays one when it is saved, and ceases to be one when the old text is saved', async () => {
      const before = await read('1_users.up.sql');
      const editor = await open('1_users.up.sql');
      await vscode.commands.executeCommand('type', { text: ' ' });
      await editor.document.save();
      await eventually(() => codes('1_users.up.sql'), ['modified']);
      await closeAll();
      assert.deepEqual(codes('1_users.up.sql'), ['modified']);

      await write('1_users.up.sql', before);
      await eventually(() => problems('1_users.up.sql'), []);
      // The editor reads what it remembers of a closed file anew in its own time.
      const document = await vscode.workspace.openTextDocument(script('1_users.up.sql'));
      await eventually(() => document.getText(), before);
    });

    it('stands on the lines that differ', async () => {
      const editor = await open('1_users.up.sql');
      const whole = editor.document.lineAt(1).range;
      await editor.edit((edit) => {
        edit.replace(whole, editor.document.lineAt(1).text.replace('name TEXT', 'name BLOB'));
        edit.insert(whole.end, '\n\nCREATE INDEX by_name ON users (name);');
      });
      await eventually(() => problems('1_users.up.sql'), ['modified 1:0-3:37']);
      await lensesAre(
        '1_users.up.sql',
        '✎ Edited since applied',
        'Compare',
        'Restore',
        'Accept new checksum…',
      );
      await vscode.commands.executeCommand('undo');
      await eventually(() => problems('1_users.up.sql'), []);
    });

    it('of the down script is none', async () => {
      await open('1_users.down.sql');
      await vscode.commands.executeCommand('type', { text: '-- Bye\n' });
      await new Promise((resolve) => setTimeout(resolve, 400));
      assert.deepEqual(problems('1_users.down.sql'), []);
    });

    it('by line endings alone is called that, and goes by its quick fix', async () => {
      const editor = await open('1_users.up.sql');
      const applied = await read('1_users.up.sql');
      await eventually(() => editor.document.getText(), applied);
      await editor.edit((edit) => {
        edit.setEndOfLine(vscode.EndOfLine.CRLF);
      });
      await eventually(() => problems('1_users.up.sql'), ['modified']);
      await lensesAre(
        '1_users.up.sql',
        '✎ Edited since applied: line endings only',
        'Compare',
        'Restore',
        'Accept new checksum…',
      );

      await fix('1_users.up.sql', 'Set line endings back to LF');
      await eventually(() => problems('1_users.up.sql'), []);
      assert.equal(editor.document.eol, vscode.EndOfLine.LF);
      assert.equal(editor.document.isDirty, true, 'saving it is left to the person');
    });

    it('by a byte order mark alone is called that, and goes by its quick fix', async () => {
      const before = await read('1_users.up.sql');
      const { document } = await open('1_users.up.sql');
      await write('1_users.up.sql', `\uFEFF${before}`);
      await lensesAre(
        '1_users.up.sql',
        '✎ Edited since applied: byte order mark only',
        'Compare',
        'Restore',
        'Accept new checksum…',
      );
      await eventually(() => document.encoding, 'utf8bom');

      await fix('1_users.up.sql', 'Save as it was when applied: without a byte order mark');
      await eventually(() => problems('1_users.up.sql'), []);
      assert.equal(await read('1_users.up.sql'), before);
      await eventually(() => document.encoding, 'utf8');
    });

    it('counts the byte order mark that saving would write', async () => {
      const before = await read('1_users.up.sql');
      await write('1_users.up.sql', `\uFEFF${before}`);
      const { document } = await open('1_users.up.sql');
      await eventually(() => document.encoding, 'utf8bom');
      await vscode.commands.executeCommand('type', { text: ' ' });
      await eventually(() => problems('1_users.up.sql'), ['modified']);
      await vscode.commands.executeCommand('deleteLeft');
      await lensesAre(
        '1_users.up.sql',
        '✎ Edited since applied: byte order mark only',
        'Compare',
        'Restore',
        'Accept new checksum…',
      );
      await closeAll();
      await write('1_users.up.sql', before);
      await eventually(() => problems('1_users.up.sql'), []);
    });
  });

  describe('what one types into a pending file', () => {
    it('is looked at as it would be saved, on the exact place', async () => {
      const editor = await open('3_prices.sql');
      const end = editor.document.lineAt(1).range.end;
      await editor.edit((edit) => {
        edit.insert(end, 'SELECT 1;\nCOMMIT;\n');
      });
      await eventually(() => problems('3_prices.sql'), ['transaction-control 2:0-2:6']);
      await vscode.commands.executeCommand('undo');
      await eventually(() => problems('3_prices.sql'), []);
    });

    it('is encoded as the document is', async () => {
      const document = await vscode.workspace.openTextDocument(script('3_prices.sql'), {
        encoding: 'windows1252',
      });
      const editor = await vscode.window.showTextDocument(document);
      await editor.edit((edit) => {
        edit.insert(new vscode.Position(0, 0), '-- Für alle\n');
      });
      await eventually(() => problems('3_prices.sql'), ['encoding 0:0-1:0']);
      await vscode.commands.executeCommand('undo');
      await eventually(() => problems('3_prices.sql'), []);
    });
  });

  describe('a wrong name', () => {
    it('is marked on the closed file, and its quick fix renames both files of the pair', async () => {
      await write('5-orders.up.sql', 'CREATE TABLE orders (id INTEGER);\n');
      await write('5-orders.down.sql', 'DROP TABLE orders;\n');
      await eventually(() => problems('5-orders.up.sql'), ['naming']);
      await eventually(() => problems('5-orders.down.sql'), ['naming']);

      await open('5-orders.up.sql');
      await fix('5-orders.up.sql', 'Rename to 5_orders.up.sql, 5_orders.down.sql');
      await eventually(() => exists('5_orders.up.sql'), true);
      await eventually(() => exists('5_orders.down.sql'), true);
      await eventually(() => problems('5-orders.up.sql'), []);
      await eventually(() => problems('5_orders.up.sql'), []);
      const shown = (): string | undefined => vscode.window.activeTextEditor?.document.uri.fsPath;
      await eventually(shown, script('5_orders.up.sql').fsPath);
      await remove('5_orders.up.sql', '5_orders.down.sql');
    });

    it('that makes the tool stop is an error', async () => {
      await write('seed_data.sql', 'SELECT 1;\n');
      await eventually(() => problems('seed_data.sql'), ['naming']);
      assert.equal(diagnostics('seed_data.sql')[0]?.severity, vscode.DiagnosticSeverity.Error);
      await remove('seed_data.sql');
      await eventually(() => problems('seed_data.sql'), []);
    });
  });

  describe('two files with one version', () => {
    it('point at each other, and the one that is not applied can have another', async () => {
      await write('2_baskets.sql', 'CREATE TABLE baskets (id INTEGER);\n');
      await eventually(() => problems('2_baskets.sql'), ['duplicate-version']);
      await eventually(() => problems('2_carts.up.sql'), ['duplicate-version']);
      const [problem] = diagnostics('2_baskets.sql');
      const related = problem?.relatedInformation?.map(({ location }) => location.uri.fsPath);
      assert.deepEqual(related, [script('2_carts.up.sql').fsPath]);

      assert.deepEqual(await quickFixes('2_carts.up.sql'), []);
      await fix('2_baskets.sql', 'Give it a fresh version: 0005_baskets.sql');
      await eventually(() => problems('2_carts.up.sql'), []);
      await eventually(() => exists('0005_baskets.sql'), true);
      await remove('0005_baskets.sql');
    });
  });

  describe('a missing down script', () => {
    it('is created and opened by its quick fix', async () => {
      await write('6_stock.up.sql', 'CREATE TABLE stock (id INTEGER);\n');
      await eventually(() => problems('6_stock.up.sql'), ['missing-down']);
      await fix('6_stock.up.sql', 'Create 6_stock.down.sql');
      await eventually(() => exists('6_stock.down.sql'), true);
      await eventually(() => problems('6_stock.up.sql'), []);
      const shown = (): string | undefined => vscode.window.activeTextEditor?.document.uri.fsPath;
      await eventually(shown, script('6_stock.down.sql').fsPath);
      assert.equal(await read('6_stock.down.sql'), '-- Add down migration script here\n');
      await closeAll();
      await remove('6_stock.up.sql', '6_stock.down.sql');
    });
  });

  describe('a failing statement', () => {
    it('is marked with what the database said, once, until it is edited', async () => {
      await click('4_reviews.sql', /^▶ Apply 2 up to here/);
      await eventually(
        () => problems('4_reviews.sql').map((each) => each.split(' ')[0]),
        ['failed'],
      );
      const [failure] = diagnostics('4_reviews.sql');
      assert.match(failure?.message ?? '', /^no such table: revues$/);
      assert.equal(failure?.range.start.line, 2);
      await lensesAre(
        '4_reviews.sql',
        '✗ Failed on shop.db at statement 2 of 2',
        '▶ Apply to shop.db',
        'Rehearse',
        'Show plan',
      );

      const editor = await open('4_reviews.sql');
      await editor.edit((edit) => {
        edit.insert(new vscode.Position(0, 0), '-- What people say\n');
        edit.insert(new vscode.Position(4, 0), 'SELEC 2;\n');
      });
      // That the check has been there is seen by what else it found.
      await eventually(() => codes('4_reviews.sql').toSorted(), ['failed', 'syntax']);
      const rename = (to: string) =>
        editor.edit((edit) => {
          const name = editor.document.getWordRangeAtPosition(new vscode.Position(3, 13));
          if (name !== undefined) edit.replace(name, to);
        });
      await rename('revue');
      await eventually(() => codes('4_reviews.sql').toSorted(), ['engine', 'syntax']);
      await rename('reviews');
      await editor.edit((edit) => {
        edit.delete(new vscode.Range(5, 0, 6, 0));
      });
      await eventually(() => problems('4_reviews.sql'), []);

      await click('4_reviews.sql', /^▶ Apply to/);
      await lensesAre('4_reviews.sql', APPLIED);
      assert.equal(editor.document.isDirty, false, 'applying saved it first');
    });
  });
});
