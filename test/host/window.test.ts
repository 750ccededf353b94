import assert from 'node:assert/strict';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import { after, afterEach, before, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { ChangeFollower } from '../../src/extension/follow/follow-changes.ts';
import type { ProjectModel } from '../../src/extension/model/project-model.ts';
import { Projects } from '../../src/extension/model/projects.ts';
import { ready } from '../../src/extension/model/ready.ts';
import { MigrationsTree } from '../../src/extension/tree/migrations-tree.ts';
import { session } from './session.ts';

/** The window has the sample project open, whose `.env` names a database that is not there yet. */
describe('a window on a project', () => {
  const services = session('Strata (window)');
  const projects = new Projects(services);
  const tree = new MigrationsTree(projects);
  const follower = new ChangeFollower(projects);
  let model: ProjectModel;

  before(async () => {
    await projects.find();
    await projects.refresh();
    const [first] = projects.all;
    assert.ok(first);
    model = first;
  });

  afterEach(async () => {
    rmSync(join(model.root, 'shop.db'), { force: true });
    rmSync(join(model.root, 'migrations/20990101000000_late.sql'), { force: true });
    await model.refresh();
  });

  after(() => {
    for (const each of [follower, tree, projects, services]) each.dispose();
  });

  it('knows which project a file belongs to', () => {
    assert.equal(projects.of(model.uriOf('migrations/x.sql')), model);
    assert.equal(projects.of(vscode.Uri.file('/elsewhere/migrations/x.sql')), undefined);
    assert.equal(projects.of(vscode.Uri.parse('untitled:x.sql')), undefined);
  });

  it('has rows with icons, states and what menus ask for', async () => {
    const [pending, ...more] = tree.getChildren();
    assert.ok(pending);
    assert.deepEqual(more, []);
    const group = tree.getTreeItem(pending);
    assert.equal(group.label, 'Pending');
    assert.equal(group.description, '12');
    const [next] = tree.getChildren(pending);
    assert.ok(next);
    const item = tree.getTreeItem(next);
    assert.equal(item.label, 'create customers');
    assert.equal(item.contextValue, 'migration pending next hasFile hasChecksum');
    assert.ok(item.iconPath instanceof vscode.ThemeIcon);
    assert.equal(item.iconPath.id, 'circle-outline');
    const { tooltip } = await tree.resolveTreeItem(item, next);
    assert.ok(tooltip instanceof vscode.MarkdownString);
    assert.notEqual(tooltip.isTrusted, true);
  });

  it('keeps a row’s element, and redraws only what has changed', async () => {
    const [before] = tree.getChildren();
    const drawn: unknown[] = [];
    const listening = tree.onDidChangeTreeData((elements) => drawn.push(elements));
    await model.refresh();
    await setTimeout(200);
    assert.deepEqual(drawn, []);
    assert.equal(tree.getChildren()[0], before);
    listening.dispose();
  });

  it('follows the files', async () => {
    writeFileSync(join(model.root, 'migrations/20990101000000_late.sql'), 'SELECT 1;');
    await until(() => count() === 13);
    rmSync(join(model.root, 'migrations/20990101000000_late.sql'));
    await until(() => count() === 12);
  });

  it('follows what others do to the database', async () => {
    const database = new DatabaseSync(join(model.root, 'shop.db'));
    database.exec('CREATE TABLE _sqlx_migrations (a)');
    database.close();
    await until(() => problems().includes('foreign-history'));
  });

  it('shows a plan as a document, read-only', async () => {
    await vscode.commands.executeCommand('strata.showPlan');
    const editor = vscode.window.activeTextEditor;
    assert.equal(editor?.document.uri.scheme, 'strata-plan');
    assert.match(editor.document.getText(), /^-- Plan for shop\.db: apply 12\.\n/);
    assert.equal(vscode.workspace.fs.isWritableFileSystem('strata-plan') ?? false, false);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('rehearses from the link above a script, shows what happened, and keeps nothing', async () => {
    const [first] = ready(model).files.migrations;
    assert.ok(first);
    const uri = model.uriOf(first.up.path);
    await vscode.window.showTextDocument(uri);
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      uri,
    );
    const titles = lenses.map(({ command }) => command?.title);
    assert.deepEqual(titles.slice(1), ['Rehearse', 'Show plan']);
    const { command } = lenses[1] ?? {};
    assert.ok(command);
    await vscode.commands.executeCommand(
      command.command,
      ...((command.arguments ?? []) as readonly unknown[]),
    );
    const editor = vscode.window.activeTextEditor;
    assert.equal(editor?.document.uri.scheme, 'strata-rehearsal');
    assert.equal(editor.document.languageId, 'sql');
    assert.match(
      editor.document.getText(),
      /^-- Rehearsal for shop\.db: 1 migration goes through\.\n/,
    );
    assert.equal(existsSync(join(model.root, 'shop.db')), false);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('applies through its command, and the view follows', async () => {
    await vscode.commands.executeCommand('strata.applyAll');
    await until(() => tree.getChildren()[0]?.node.label === 'Applied');
    const [applied] = tree.getChildren();
    assert.equal(applied?.node.description, '12');
    assert.match(applied.node.children?.()[0]?.description ?? '', /^just now · (< )?\d+ ms$/);
  });

  function count(): number {
    const { state } = model;
    return state.kind === 'ready' ? state.status.migrations.length : -1;
  }

  function problems(): readonly string[] {
    const { state } = model;
    return state.kind === 'ready' ? state.status.problems.map(({ code }) => code) : [];
  }
});

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!condition()) {
    assert.ok(Date.now() < deadline, `still not: ${condition.toString()}`);
    await setTimeout(50);
  }
}
