import { afterEach, before, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { closeAll, eventually, open, problems } from '../live/editor.ts';

describe('checks as one types, on SQLite', () => {
  before(async () => {
    await vscode.extensions.getExtension('strata.strata-migrations')?.activate();
  });

  afterEach(closeAll);

  it('mark what SQLite refuses, where it does, and are gone with it', async () => {
    const editor = await open('2_carts.up.sql');
    await eventually(() => problems('2_carts.up.sql'), []);
    const end = editor.document.lineAt(2).range.start;
    await editor.edit((edit) => {
      edit.insert(end, 'CREATE INDEX IF NOT EXISTS by_nam ON users (nam);\n');
    });
    await eventually(() => problems('2_carts.up.sql'), ['engine 2:0-2:48']);
    await vscode.commands.executeCommand('undo');
    await eventually(() => problems('2_carts.up.sql'), []);
  });
});
