import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'mocha';
import * as vscode from 'vscode';
import {
  closeAll,
  diagnostics,
  eventually,
  open,
  problems,
  quickFixes,
  read,
  remove,
  script,
  write,
} from '../live/editor.ts';
import { completions, definition, hover, references, type } from './language.ts';

const CARTS = '2_carts.up.sql';

describe('checks as one types, on SQLite', () => {
  before(async () => {
    await vscode.extensions.getExtension('strata.strata-migrations')?.activate();
  });

  afterEach(closeAll);

  it('mark what SQLite refuses, where it does and in its words, and are gone with it', async () => {
    const editor = await open(CARTS);
    await eventually(() => problems(CARTS), []);
    await type(editor, 2, 'CREATE INDEX IF NOT EXISTS by_nam ON users (nam);\n');
    await eventually(() => problems(CARTS), ['engine 2:0-2:48']);
    assert.match(diagnostics(CARTS)[0]?.message ?? '', /no such column: nam/);
    await vscode.commands.executeCommand('undo');
    await eventually(() => problems(CARTS), []);
  });

  it('find more than one syntax error, each where it is', async () => {
    const editor = await open(CARTS);
    await eventually(() => problems(CARTS), []);
    await type(editor, 2, 'CREATE TABEL a (b);\nSELECT 1;\nDELET FROM users;\n');
    await eventually(
      () => problems(CARTS).filter((each) => each.startsWith('syntax')),
      ['syntax 2:7-2:18', 'syntax 4:0-4:16'],
    );
  });

  it('say a broken prefix once, on the migration that breaks it', async () => {
    const first = await open('1_users.up.sql');
    await type(first, 2, 'INSERT INTO user (id) VALUES (1);\n');
    const second = await vscode.window.showTextDocument(script(CARTS), {
      viewColumn: vscode.ViewColumn.Beside,
    });
    await eventually(
      () => problems('1_users.up.sql').filter((each) => each.startsWith('engine')),
      ['engine 2:0-2:32'],
    );
    assert.equal(second.document.isDirty, false);
    assert.deepEqual(problems(CARTS), []);
  });

  it('tell on a table what it looks like before and after', async () => {
    await open(CARTS);
    await eventually(async () => (await hover(CARTS, 1, 30)).length > 0, true);
    const [text = ''] = await hover(CARTS, 1, 30);
    assert.match(
      text,
      /After this script; not there before it[^]*CREATE TABLE carts \(\n {2}id INTEGER/,
    );
  });

  it('offer the tables that are there, and the columns of those that are named', async () => {
    const editor = await open(CARTS);
    await eventually(async () => (await hover(CARTS, 1, 30)).length > 0, true);
    await type(editor, 2, 'SELECT u. FROM users u, carts;\n');
    await eventually(() => completions(CARTS, 2, 9), ['id', 'name']);
    assert.deepEqual(await completions(CARTS, 2, 15), ['carts', 'users']);
  });

  it('lead from a name to where it was made, and to all that name it', async () => {
    const editor = await open(CARTS);
    await type(editor, 2, 'CREATE INDEX IF NOT EXISTS by_name ON users (name);\n');
    await eventually(() => definition(CARTS, 2, 40), ['1_users.up.sql 1:27-1:32']);
    assert.deepEqual(await references(CARTS, 2, 40), [
      '1_users.down.sql 0:21-0:26',
      '1_users.up.sql 1:27-1:32',
      '2_carts.up.sql 2:38-2:43',
    ]);
  });

  it('of all migrations find what a down script leaves behind', async () => {
    const down = await open('2_carts.down.sql');
    const all = new vscode.Range(0, 0, down.document.lineCount, 0);
    await down.edit((edit) => {
      edit.replace(all, 'DROP TABLE IF EXISTS cart;\n');
    });
    await eventually(async () => {
      await vscode.commands.executeCommand('strata.check');
      return problems('2_carts.down.sql').filter((each) => each.startsWith('residue'));
    }, ['residue 0:0-0:25']);
  });

  it('show the schema before and after a migration beside each other', async () => {
    await open(CARTS);
    await vscode.commands.executeCommand('strata.showSchemaDiff');
    const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
    assert.ok(tab?.input instanceof vscode.TabInputTextDiff);
    const [left, right] = await Promise.all(
      [tab.input.original, tab.input.modified].map((uri) => vscode.workspace.openTextDocument(uri)),
    );
    assert.match(left?.getText() ?? '', /^CREATE TABLE users [^]*\);\n$/);
    assert.match(right?.getText() ?? '', /^CREATE TABLE users [^]*^CREATE TABLE carts /m);
  });

  it('lead from a script without a way back to a draft of it', async () => {
    await write('3_notes.up.sql', 'CREATE TABLE IF NOT EXISTS notes (id INTEGER PRIMARY KEY);\n');
    await eventually(() => problems('3_notes.up.sql'), ['missing-down']);
    const fixes = await quickFixes('3_notes.up.sql');
    const draft = fixes.find(({ title }) => title === 'Draft the down script');
    assert.ok(draft?.command);
    const { command, arguments: parameters = [] } = draft.command;
    await vscode.commands.executeCommand(command, ...(parameters as unknown[]));
    await eventually(() => problems('3_notes.up.sql'), []);
    assert.match(await read('3_notes.down.sql'), /^-- Drafted from [^\n]*\n\nDROP TABLE notes;\n$/);
    await remove('3_notes.up.sql', '3_notes.down.sql');
  });

  describe('by the setting', () => {
    const configuration = () => vscode.workspace.getConfiguration('strata', script(CARTS));

    after(() => configuration().update('check', undefined, vscode.ConfigurationTarget.Workspace));

    it('are made by text alone, or not at all', async () => {
      const editor = await open(CARTS);
      await type(editor, 2, 'SELECT nam FROM users;\n');
      await eventually(() => problems(CARTS), ['engine 2:0-2:21']);
      await configuration().update('check', 'syntax', vscode.ConfigurationTarget.Workspace);
      await eventually(() => problems(CARTS), []);
      await configuration().update('check', 'off', vscode.ConfigurationTarget.Workspace);
      await eventually(() => problems(CARTS), []);
    });
  });
});
