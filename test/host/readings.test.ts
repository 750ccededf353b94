import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { contentToSave } from '../../src/extension/diagnostics/bytes-to-save.ts';
import { Readings } from '../../src/extension/diagnostics/readings.ts';
import { eventually } from './live/editor.ts';
import { Shop } from './shop.ts';

const FILE = '1_users.sql';
const USERS = '-- Who buys.\nCREATE TABLE users (id integer);\n';

describe('what unsaved documents say', () => {
  let shop: Shop;
  let readings: Readings;
  let document: vscode.TextDocument;
  /** What was said of the edit, oldest first. */
  let said: string[];

  const told = (): string | null => {
    const [status] = readings.of(shop.model)?.status?.migrations ?? [];
    if (status?.state !== 'modified') return status?.state ?? null;
    return `${status.difference}${status.edit === undefined ? '' : ', explained'}`;
  };

  beforeEach(async () => {
    shop = new Shop({ [FILE]: USERS });
    await shop.flow.start(shop.model, { kind: 'up' });
    const onDidChange: vscode.Event<undefined> = () => new vscode.Disposable(() => undefined);
    readings = new Readings({ all: [shop.model], onDidChange });
    said = [];
    shop.owns(
      readings,
      readings.onDidChange(() => {
        const now = told();
        if (now !== 'applied' && now !== null) said.push(now);
      }),
    );
    document = await vscode.workspace.openTextDocument(shop.uri(FILE));
    await vscode.window.showTextDocument(document);
  });

  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    shop.dispose();
  });

  it('is told before what explains it, and what explains it right after', async () => {
    assert.equal(told(), 'applied');
    await write(document, USERS.replace('buys', 'pays'));
    await eventually(() => said, ['content', 'comments, explained']);
  });

  it('is told once where no migration is in another state', async () => {
    await write(document, USERS.replace('buys', 'pays'));
    await eventually(() => said.length, 2);
    said = [];
    await write(document, `${USERS}CREATE INDEX by_id ON users (id);\n`);
    await eventually(() => said, ['content, explained']);
  });

  it('is as before once the edit is undone', async () => {
    await write(document, USERS.replace('buys', 'pays'));
    await eventually(() => said.length, 2);
    await write(document, USERS);
    await eventually(told, 'applied');
  });

  it('is of what was typed last', async () => {
    for (const word of ['pays', 'asks']) await write(document, USERS.replace('buys', word));
    await write(document, USERS.replace('integer', 'text'));
    await eventually(told, 'content, explained');
    assert.deepEqual(said.slice(0, 2), ['content', 'comments, explained']);
  });
});

describe('the content of a document', () => {
  let shop: Shop;

  beforeEach(() => {
    shop = new Shop({ [FILE]: USERS });
  });

  afterEach(() => {
    shop.dispose();
  });

  for (const encoding of ['utf8', 'utf8bom', 'utf16le', 'windows1252']) {
    it(`is what saving it as ${encoding} writes`, async () => {
      const document = await vscode.workspace.openTextDocument(shop.uri(FILE), { encoding });
      await write(document, '-- Wer käuft.\n');
      const content = await contentToSave(document);
      assert.equal(typeof content === 'string', encoding === 'utf8');
      assert.equal(await document.save(), true);
      assert.deepEqual(Buffer.from(content), readFileSync(shop.path(FILE)));
    });
  }

  it('is what saving it writes where a character is half', async () => {
    const document = await vscode.workspace.openTextDocument(shop.uri(FILE));
    await write(document, '-- \uD83D\n');
    const content = await contentToSave(document);
    assert.equal(content, '-- \uFFFD\n');
    assert.equal(await document.save(), true);
    assert.equal(shop.read(FILE), content);
  });
});

async function write(document: vscode.TextDocument, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  const all = new vscode.Range(0, 0, document.lineCount, 0);
  edit.replace(document.uri, all, text);
  assert.equal(await vscode.workspace.applyEdit(edit), true);
}
