import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { editedCommands } from '../../src/extension/commands/edited-commands.ts';
import { shadowUnasked } from '../../src/extension/checks/command-shadow.ts';
import { Consents } from '../../src/extension/checks/consents.ts';
import { Targets } from '../../src/extension/commands/targets.ts';
import { GIT_ATTRIBUTES_COMMAND } from '../../src/extension/fixes/git-attributes.ts';
import type { ProjectModel } from '../../src/extension/model/project-model.ts';
import { ready } from '../../src/extension/model/ready.ts';
import { GitRepository } from '../support/git-repository.ts';
import { Person } from './person.ts';
import { memento } from './session.ts';
import { Shop } from './shop.ts';

const USERS = '-- Who buys.\nCREATE TABLE users (id INTEGER PRIMARY KEY);\n';
const EDITED = `${USERS}CREATE INDEX by_id ON users (id);\n`;

const files = {
  '1_users.up.sql': USERS,
  '1_users.down.sql': 'DROP TABLE users;\n',
};

let shop: Shop;
let person: Person;

const shadowFor = (model: ProjectModel) =>
  shadowUnasked(model, { gateway: shop.session.gateway, consents: new Consents(memento()) });

async function applied(contents: Readonly<Record<string, string>> = files) {
  shop = new Shop(contents);
  await shop.flow.start(shop.model, { kind: 'up' });
  const targets = new Targets({ all: [shop.model], of: () => shop.model });
  return editedCommands(targets, shop.flow, shadowFor);
}

const edited = () => ready(shop.model).status.migrations.find(({ version }) => version === '1');

async function edit(text: string): Promise<void> {
  shop.write('1_users.up.sql', text);
  await shop.model.refresh();
}

describe('an applied file that was edited', () => {
  beforeEach(() => {
    person = new Person();
  });

  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    person.dispose();
    shop.dispose();
  });

  it('is known by what was edited, also where only git knows what was applied', async () => {
    await applied();
    await edit(USERS.replace('buys', 'pays'));
    assert.deepEqual([edited()?.difference, edited()?.edit?.applied], ['comments', USERS]);

    const other = shop.model;
    shop.write('1_users.up.sql', USERS);
    new GitRepository(shop.root).commit('Users');
    await edit(EDITED);
    assert.equal(other, shop.model);
    assert.deepEqual(
      edited()?.edit?.statements.map(({ before, after }) => [before, after?.text]),
      [[null, 'CREATE INDEX by_id ON users (id)']],
    );
  });

  it('is restored to the byte, as an edit that can be taken back', async () => {
    const commands = await applied();
    await edit(EDITED);
    const { document } = await vscode.window.showTextDocument(shop.uri('1_users.up.sql'));
    await commands['strata.restoreApplied'](shop.uri('1_users.up.sql'));
    assert.equal(shop.read('1_users.up.sql'), USERS);
    assert.deepEqual(shop.states(), ['1 applied']);
    assert.deepEqual(person.heard, []);
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), EDITED);
  });

  it('gets its byte order mark and its mixed line endings back', async () => {
    for (const text of [`\uFEFF${USERS}`, '-- a\r\nCREATE TABLE users (id int);\n-- b\n']) {
      const commands = await applied({ ...files, '1_users.up.sql': text });
      await edit(EDITED);
      await vscode.window.showTextDocument(shop.uri('1_users.up.sql'));
      await commands['strata.restoreApplied'](shop.uri('1_users.up.sql'));
      assert.equal(shop.read('1_users.up.sql'), text);
      assert.deepEqual(shop.states(), ['1 applied']);
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      shop.dispose();
    }
    await applied();
  });

  it('is asked about where changes are not saved', async () => {
    const commands = await applied();
    const { document } = await vscode.window.showTextDocument(shop.uri('1_users.up.sql'));
    await vscode.commands.executeCommand('type', { text: '-- Not saved.\n' });
    await commands['strata.restoreApplied'](shop.uri('1_users.up.sql'));
    assert.match(person.heard[0] ?? '', /^Restore users as it was applied\?\n.+ not saved/);
    assert.equal(document.isDirty, true);

    person.answers.push('Restore');
    await commands['strata.restoreApplied'](shop.uri('1_users.up.sql'));
    assert.equal(document.getText(), USERS);
    assert.equal(document.isDirty, false);
  });

  it('keeps its down section when it is restored', async () => {
    const version = '20250120000001';
    const file = (up: string, down: string): string => `-- UP\n${up}\n-- DOWN\n${down}`;
    shop = new Shop({ [`${version}_users.sql`]: file(USERS, 'SELECT 1;\n') });
    writeFileSync(join(shop.root, 'strata.json'), '{ "convention": "sections" }');
    await shop.flow.start(shop.model, { kind: 'up' });
    const targets = new Targets({ all: [shop.model], of: () => shop.model });
    shop.write(`${version}_users.sql`, file(EDITED, 'DROP TABLE users;\n'));
    await shop.model.refresh();
    const uri = shop.uri(`${version}_users.sql`);
    await editedCommands(targets, shop.flow, shadowFor)['strata.restoreApplied'](uri);
    const restored = shop.read(`${version}_users.sql`);
    assert.equal(restored, file(`${USERS.trim()}\n`, 'DROP TABLE users;\n'));
    assert.match(shop.states().join(), / applied$/);
  });

  it('is moved into a new migration, what is not saved with it', async () => {
    const commands = await applied();
    await edit(EDITED);
    await vscode.window.showTextDocument(shop.uri('1_users.up.sql'));
    await vscode.commands.executeCommand('cursorBottom');
    await vscode.commands.executeCommand('type', { text: 'DROP VIEW v;\n' });
    person.typed = 'index users';
    await commands['strata.moveEdit'](shop.uri('1_users.up.sql'));
    assert.equal(shop.read('1_users.up.sql'), USERS);
    const created = readdirSync(join(shop.root, 'migrations')).find((name) =>
      name.endsWith('_index_users.up.sql'),
    );
    // There is no such view, so that no schema tells.
    assert.match(
      shop.read(created ?? ''),
      /^-- What was edited in 1 users after it was applied\. By its statements: 1 does not apply: no such view: [^\n]*\n\nCREATE INDEX by_id ON users \(id\);\n\nDROP VIEW v;\n$/,
    );
    assert.equal(shop.states()[0], '1 applied');
    assert.match(shop.states()[1] ?? '', /^\d+ pending$/);

    await edit(USERS.replace('buys', 'pays'));
    await assert.rejects(async () => commands['strata.moveEdit'](shop.uri('1_users.up.sql')), {
      message: /no statement was edited/,
    });
  });

  it('is moved by what it makes of the schema, what was added to the letter, with its way back', async () => {
    const commands = await applied();
    await edit(`${USERS.replace('KEY)', 'KEY, mail TEXT)')}INSERT INTO users VALUES (1, 'a');\n`);
    person.typed = 'mail of users';
    await commands['strata.moveEdit'](shop.uri('1_users.up.sql'));
    assert.equal(shop.read('1_users.up.sql'), USERS);
    const read = (end: string): string =>
      shop.read(
        readdirSync(join(shop.root, 'migrations')).find((name) => name.endsWith(end)) ?? '',
      );
    assert.equal(
      read('_mail_of_users.up.sql'),
      "-- What was edited in 1 users after it was applied, drafted from both schemas. Read it before you apply it.\n\nALTER TABLE users ADD COLUMN mail TEXT;\n\nINSERT INTO users VALUES (1, 'a');\n",
    );
    assert.match(
      read('_mail_of_users.down.sql'),
      /^-- Leads back to 1 users as it was applied\.[^]*ALTER TABLE users DROP COLUMN mail;\n\n-- TODO: take back what this did:\n-- {3}INSERT INTO users/,
    );
    await shop.flow.start(shop.model, { kind: 'up' });
    assert.deepEqual(shop.query('SELECT mail FROM users'), ['a']);
  });

  it('is reverted and applied again, once that is agreed to, for development only', async () => {
    const commands = await applied();
    await edit(EDITED);
    await commands['strata.applyEdited'](shop.uri('1_users.up.sql'));
    assert.equal(shop.asked.at(-1)?.title, 'Revert 1 migration on shop.db and apply it again?');
    assert.deepEqual(shop.states(), ['1 applied']);
    assert.deepEqual(shop.query("SELECT name FROM sqlite_schema WHERE name = 'by_id'"), ['by_id']);

    const live = { url: 'sqlite:shop.db', protected: true };
    writeFileSync(join(shop.root, 'strata.json'), JSON.stringify({ environments: { live } }));
    await edit(USERS);
    await assert.rejects(async () => commands['strata.applyEdited'](shop.uri('1_users.up.sql')), {
      message: /no database for development/,
    });
  });

  it('that nobody edited has nothing of that', async () => {
    const commands = await applied();
    for (const id of ['strata.restoreApplied', 'strata.moveEdit', 'strata.applyEdited'] as const) {
      await assert.rejects(async () => commands[id](shop.uri('1_users.up.sql')), {
        message: /No applied migration was edited|is not edited/,
      });
      await assert.rejects(async () => commands[id](undefined), {
        message: /No applied migration was edited/,
      });
    }
  });

  it('has git keep its line endings, once', async () => {
    await applied();
    for (const [folder, before, after] of [
      ['migrations', null, '*.sql text eol=lf\n'],
      ['.', '*.md text', '*.md text\n*.sql text eol=lf\n'],
    ] as const) {
      const path = join(shop.root, folder, '.gitattributes');
      if (before !== null) writeFileSync(path, before);
      for (let time = 0; time < 2; time++) {
        await vscode.commands.executeCommand(GIT_ATTRIBUTES_COMMAND, vscode.Uri.file(path), 'LF');
        assert.equal(readFileSync(path, 'utf8'), after);
      }
    }
    await shop.model.refresh();
    assert.deepEqual(shop.states(), ['1 applied']);
  });
});
