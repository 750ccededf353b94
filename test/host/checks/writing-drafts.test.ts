import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, before, beforeEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import {
  click,
  closeAll,
  eventually,
  lensTitles,
  open,
  read,
  remove,
  script,
  write,
} from '../live/editor.ts';
import { Person } from '../person.ts';
import { type } from './language.ts';

const [UP, DOWN] = ['3_notes.up.sql', '3_notes.down.sql'];
const DRAFT = 'Draft from the up script';

async function textOf(name: string): Promise<string> {
  return (await vscode.workspace.openTextDocument(script(name))).getText();
}

async function lensesAt(uri: vscode.Uri): Promise<readonly vscode.CodeLens[]> {
  return await vscode.commands.executeCommand('vscode.executeCodeLensProvider', uri, 10);
}

describe('drafts where they are written', () => {
  let person: Person;

  before(async () => {
    await vscode.extensions.getExtension('strata.strata-migrations')?.activate();
  });

  beforeEach(() => {
    person = new Person();
  });

  afterEach(async () => {
    person.dispose();
    await closeAll();
  });

  it('are offered on a down script as its tool begins it, of what the up script says by now', async () => {
    await write(UP, 'CREATE TABLE notes (id INTEGER PRIMARY KEY);\n');
    await write(DOWN, '-- Mine.\n-- Add down migration script here\n');
    await vscode.commands.executeCommand('strata.refresh');
    await type(await open(UP), 1, 'DROP TABLE carts;\n');
    await open(DOWN);
    await eventually(async () => (await lensTitles(DOWN)).includes(DRAFT), true);
    const fixes = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      script(DOWN),
      new vscode.Range(0, 0, 0, 0),
      vscode.CodeActionKind.QuickFix.value,
    );
    assert.deepEqual(
      fixes.map(({ title }) => title),
      ['Draft the down script'],
    );
    await click(DOWN, /^Draft/);
    const drafted = await textOf(DOWN);
    assert.match(
      drafted,
      /^-- Mine\.\n-- Drafted from the up script\.[^\n]*\n\n[^]*\nCREATE TABLE carts \(\n[^]*\nDROP TABLE notes;\n$/,
    );
    // Who has written it needs no other one.
    await eventually(async () => (await lensTitles(DOWN)).includes(DRAFT), false);
    await closeAll();
    await remove(UP, DOWN);
  });

  it('are made of drift, from its document, and applied to nothing', async () => {
    await vscode.commands.executeCommand('strata.applyAll');
    const file = vscode.Uri.joinPath(script('x'), '../../shop.db');
    const isApplied = async () => (await lensTitles('2_carts.up.sql'))[0]?.startsWith('✓ Applied');
    await eventually(isApplied, true);
    const database = new DatabaseSync(file.fsPath);
    database.exec('ALTER TABLE users ADD COLUMN nick TEXT');
    await vscode.commands.executeCommand('strata.showDrift');
    const drift = vscode.window.activeTextEditor?.document;
    assert.equal(drift?.uri.scheme, 'strata-drift');
    const [lens] = await lensesAt(drift.uri);
    assert.equal(lens?.command?.title, 'Create a migration that makes these changes…');
    person.typed = 'nicknames';
    const { command, arguments: parameters = [] } = lens.command;
    await vscode.commands.executeCommand(command, ...(parameters as unknown[]));

    const made = readdirSync(vscode.Uri.joinPath(file, '../migrations').fsPath)
      .filter((name) => name.includes('nicknames'))
      .sort();
    assert.equal(made.length, 2);
    const [down = '', up = ''] = made;
    assert.equal(vscode.window.activeTextEditor?.document.uri.fsPath, script(up).fsPath);
    assert.match(await read(up), /\n\nALTER TABLE users ADD COLUMN nick TEXT;\n$/);
    assert.match(await read(down), /\n\n(?:-- [^\n]*\n)*ALTER TABLE users DROP COLUMN nick;\n$/);
    const { count } =
      database.prepare('SELECT count(*) AS count FROM _sqlx_migrations').get() ?? {};
    assert.equal(count, 2);

    database.exec('ALTER TABLE users DROP COLUMN nick');
    database.close();
    await vscode.commands.executeCommand('strata.showDrift');
    await eventually(() => drift.getText().includes(' is as its applied migrations make it'), true);
    assert.deepEqual(await lensesAt(drift.uri), []);
    await closeAll();
    await remove(up, down);
    await vscode.workspace.fs.delete(file);
    await vscode.commands.executeCommand('strata.refresh');
  });
});
