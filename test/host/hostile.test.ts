import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { applyCommands } from '../../src/extension/commands/apply-commands.ts';
import { Targets } from '../../src/extension/commands/targets.ts';
import { MigrationsTree } from '../../src/extension/tree/migrations-tree.ts';
import type { TreeElement } from '../../src/extension/tree/shown-rows.ts';
import { Person } from './person.ts';
import { Shop } from './shop.ts';

/** As VS Code finds links in notifications and prompts. */
const LINK = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)\)/i;
const ICON = /\$\(/;
const HIDDEN = /(?!\n)[\p{Cc}\u202A-\u202E\u2066-\u2069]/u;

const name = '[Fix](command:workbench.action.closeWindow) \u202Etac $(trash) \u001B[31m';

/** A stranger's repository, whose names are meant to be more than names. */
describe('names that are meant to deceive', () => {
  let shop: Shop;
  let person: Person;

  beforeEach(() => {
    person = new Person();
    shop = new Shop({
      [`1_${name}.sql`]: 'SELECT * FROM nothing;\n',
      [`2_${name}.sql`]: 'SELECT 2;\n',
    });
    const live = { url: 'sqlite:shop.db', protected: true };
    const config = { environments: { live } };
    writeFileSync(join(shop.root, 'strata.json'), JSON.stringify(config));
  });

  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    person.dispose();
    shop.dispose();
  });

  function isHarmless(text: string, where: string): void {
    assert.doesNotMatch(text, LINK, where);
    assert.doesNotMatch(text, ICON, where);
    assert.doesNotMatch(text, HIDDEN, where);
  }

  it('are names in messages and in what is picked', async () => {
    await shop.model.refresh();
    assert.deepEqual(shop.states(), ['1 pending', '2 pending']);
    const targets = new Targets({ all: [shop.model], of: () => shop.model });
    person.answers.push('2');
    await applyCommands(targets, shop.flow)['strata.applyUpTo'](undefined);
    assert.equal(person.offered[0]?.length, 2);
    assert.match(person.heard.at(-1) ?? '', /Fix.* failed at line 1/);
    for (const text of [...person.offered.flat(), ...person.heard]) isHarmless(text, text);
    assert.ok(shop.logged.some((text) => text.includes('Fix')));
    for (const text of shop.logged) assert.doesNotMatch(text, HIDDEN);
  });

  it('are names in the tree, and in its tooltips no Markdown', async () => {
    await shop.model.refresh();
    const tree = new MigrationsTree({
      all: [shop.model],
      onDidChange: new vscode.EventEmitter<undefined>().event,
    });
    const rows = (elements: TreeElement[]): TreeElement[] =>
      elements.flatMap((each) => [each, ...rows(tree.getChildren(each))]);
    const all = rows(tree.getChildren());
    assert.equal(all.length, 3);
    for (const element of all) {
      const item = tree.getTreeItem(element);
      const { label, description, accessibilityInformation } = item;
      for (const text of [label, description, accessibilityInformation?.label]) {
        isHarmless(typeof text === 'string' ? text : '', 'row');
      }
      const { tooltip } = await tree.resolveTreeItem(item, element);
      if (tooltip === undefined) continue;
      assert.ok(tooltip instanceof vscode.MarkdownString);
      const withoutCode = tooltip.value.replaceAll(/(`+).*?\1/g, '');
      const links = withoutCode.replaceAll(/\\./g, '').match(/\]\([^)]*\)/g) ?? [];
      for (const link of links) assert.match(link, /^\]\(command:strata\.\w+\?[\w%.~-]+\)$/);
      assert.equal(tooltip.supportHtml ?? false, false);
      assert.doesNotMatch(tooltip.value, HIDDEN);
    }
    tree.dispose();
  });

  it('are names in the plan', async () => {
    await shop.model.refresh();
    shop.agree = false;
    await shop.flow.start(shop.model, { kind: 'up' });
    await shop.looks[0]?.show();
    const { document } = vscode.window.activeTextEditor ?? assert.fail('no document');
    assert.match(document.getText(), /apply \[Fix\]/);
    assert.doesNotMatch(document.getText(), HIDDEN);
    assert.doesNotMatch(document.uri.path, HIDDEN);
  });
});
