import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, before, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { carryOut } from '../../../src/extension/fixes/renaming.ts';
import { closeAll, eventually } from '../live/editor.ts';

const USERS = 'sections/migrations/20250101090000_create_users.sql';
const CARTS = 'sections/migrations/20250102090000_create_carts.sql';

function root(): string {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder);
  return folder.uri.fsPath;
}

function uri(path: string): vscode.Uri {
  return vscode.Uri.file(join(root(), path));
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root(), path)), { recursive: true });
  writeFileSync(join(root(), path), text);
}

function read(path: string): string {
  return readFileSync(join(root(), path), 'utf8');
}

function exists(path: string): boolean {
  return existsSync(join(root(), path));
}

/** "line: title", times left out. */
async function lenses(path: string): Promise<readonly string[]> {
  await vscode.workspace.openTextDocument(uri(path));
  const found = await vscode.commands.executeCommand<vscode.CodeLens[]>(
    'vscode.executeCodeLensProvider',
    uri(path),
    20,
  );
  return found.map(
    ({ range, command }) =>
      `${range.start.line}: ${(command?.title ?? '').replace(/^✓ Applied.*/, '✓ Applied')}`,
  );
}

async function run(command: string, path: string): Promise<void> {
  await vscode.commands.executeCommand(command, uri(path));
}

/** "code line" of what Strata says about a file, house rules aside. */
function problems(path: string): readonly string[] {
  return vscode.languages
    .getDiagnostics(uri(path))
    .filter(({ source }) => source === 'strata')
    .map(({ code, range }) => {
      assert.ok(typeof code === 'object');
      return `${code.value} ${range.start.line}`;
    })
    .filter((problem) => !problem.startsWith('missing-'));
}

function openTabs(): readonly string[] {
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .flatMap(({ input }) => (input instanceof vscode.TabInputText ? input.uri.fsPath : []))
    .map((path) => path.slice(root().length + 1));
}

describe('every convention’s files', () => {
  before(async () => {
    await vscode.extensions.getExtension('strata.strata-migrations')?.activate();
  });

  afterEach(closeAll);

  describe('a file with both sections', () => {
    it('has lenses on its markers', async () => {
      await eventually(
        () => lenses(USERS),
        ['0: ▶ Apply to shop.db', '0: Rehearse', '0: Show plan'],
      );
      await run('strata.apply', USERS);
      await eventually(() => lenses(USERS), ['0: ✓ Applied', '6: ↩ Revert on shop.db']);
    });

    it('folds by section, and shows them in the outline', async () => {
      await vscode.workspace.openTextDocument(uri(USERS));
      const folds = await vscode.commands.executeCommand<vscode.FoldingRange[]>(
        'vscode.executeFoldingRangeProvider',
        uri(USERS),
      );
      assert.deepEqual(
        folds.map(({ start, end }) => [start, end]),
        [
          [0, 5],
          [6, 8],
        ],
      );
      const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
        'vscode.executeDocumentSymbolProvider',
        uri(USERS),
      );
      assert.deepEqual(
        symbols.map(({ name, range }) => `${name} ${range.start.line}`),
        ['Up 0', 'Down 6'],
      );
    });

    it('opens at the marker of its down section', async () => {
      await run('strata.openDownScript', USERS);
      const editor = vscode.window.activeTextEditor;
      assert.equal(editor?.document.uri.fsPath, uri(USERS).fsPath);
      assert.equal(editor.selection.active.line, 6);
    });

    it('gets a draft of the section that it lacks', async () => {
      const path = 'sections/migrations/20250103090000_create_notes.sql';
      write(path, '-- UP\nCREATE TABLE notes (id INTEGER PRIMARY KEY);\n');
      await eventually(async () => {
        await run('strata.draftDown', path);
        return (await vscode.workspace.openTextDocument(uri(path))).isDirty;
      }, true);
      const document = await vscode.workspace.openTextDocument(uri(path));
      assert.match(
        document.getText(),
        /^-- UP\n[^]*\n\n-- DOWN\n-- Drafted from [^\n]*\n\nDROP TABLE notes;\n$/,
      );
      await closeAll();
      rmSync(join(root(), path));
    });

    it('leads from a section that is still to be written to its draft', async () => {
      const path = 'sections/migrations/20250103090000_create_tags.sql';
      const up = '-- UP\nCREATE TABLE tags (id INTEGER PRIMARY KEY);\n\n-- DOWN\n';
      for (const placeholder of ['-- Add your rollback SQL here\n', '']) {
        write(path, `${up}${placeholder}`);
        const drafts = async () => (await lenses(path)).filter((each) => each.includes('Draft'));
        await eventually(drafts, ['3: Draft from the up script']);
        await run('strata.draftDown', path);
        const document = await vscode.workspace.openTextDocument(uri(path));
        assert.equal(
          document.getText(),
          `${up}-- Drafted from the up script. Read it before you revert by it.\n\nDROP TABLE tags;\n`,
        );
        await eventually(drafts, []);
        await closeAll();
      }
      rmSync(join(root(), path));
    });

    it('is marked where a statement of a section fails', async () => {
      await run('strata.apply', CARTS);
      await eventually(() => problems(CARTS), ['failed 2']);
      await eventually(
        () => lenses(CARTS),
        [
          '0: ✗ Failed on shop.db at statement 2 of 2',
          '0: ▶ Apply to shop.db',
          '0: Rehearse',
          '0: Show plan',
        ],
      );
    });
  });

  describe('a fresh version', () => {
    it('is given to both files of a pair, by quick fix; editors follow, and what is unsaved is saved', async () => {
      await run('strata.applyAll', 'pairs/migrations/1_users.up.sql');
      write('pairs/migrations/2_reviews.up.sql', 'CREATE TABLE reviews (id INTEGER);\n');
      write('pairs/migrations/2_reviews.down.sql', 'DROP TABLE reviews;\n');
      await eventually(() => problems('pairs/migrations/2_reviews.up.sql'), ['out-of-order 0']);
      const editor = await vscode.window.showTextDocument(
        uri('pairs/migrations/2_reviews.down.sql'),
      );
      await editor.edit((edit) => {
        edit.insert(new vscode.Position(0, 0), '-- Gone.\n');
      });
      await vscode.workspace.openTextDocument(uri('pairs/migrations/2_reviews.up.sql'));
      const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        uri('pairs/migrations/2_reviews.up.sql'),
        new vscode.Range(0, 0, 0, 1),
        vscode.CodeActionKind.QuickFix.value,
      );
      const action = actions.find(({ title }) => title.startsWith('Give it a fresh version: '));
      assert.equal(
        action?.title,
        'Give it a fresh version: 0005_reviews.up.sql, 0005_reviews.down.sql',
      );
      assert.ok(action.command);
      await vscode.commands.executeCommand(
        action.command.command,
        ...((action.command.arguments ?? []) as unknown[]),
      );
      await eventually(() => exists('pairs/migrations/0005_reviews.up.sql'), true);
      assert.equal(
        read('pairs/migrations/0005_reviews.down.sql'),
        '-- Gone.\nDROP TABLE reviews;\n',
      );
      assert.equal(exists('pairs/migrations/2_reviews.up.sql'), false);
      assert.equal(exists('pairs/migrations/2_reviews.down.sql'), false);
      await eventually(openTabs, ['pairs/migrations/0005_reviews.down.sql']);
      await eventually(() => problems('pairs/migrations/0005_reviews.up.sql'), []);
    });

    it('is not given to what is applied', async () => {
      await run('strata.renumber', 'pairs/migrations/1_users.up.sql');
      assert.equal(exists('pairs/migrations/1_users.up.sql'), true);
    });

    it('is given to a folder and in its metadata, and to who depends on it', async () => {
      await run('strata.applyAll', 'folders/migrations/V001__create_users/up.sql');
      const metadata = read('folders/migrations/V002__create_carts/metadata.yaml');
      const folder = 'folders/migrations/V002__reviews';
      write(`${folder}/up.sql`, '-- What they say.\nCREATE TABLE IF NOT EXISTS reviews (id);\n');
      write(`${folder}/down.sql`, 'DROP TABLE IF EXISTS reviews;\n');
      write(`${folder}/metadata.yaml`, metadata.replace('create carts', 'reviews'));
      await eventually(
        () => problems(`${folder}/up.sql`).filter((each) => each.startsWith('duplicate')).length,
        1,
      );
      await vscode.window.showTextDocument(uri(`${folder}/metadata.yaml`));
      await run('strata.renumber', `${folder}/up.sql`);

      const renamed = 'folders/migrations/V003__reviews';
      await eventually(() => exists(`${renamed}/up.sql`), true);
      assert.equal(exists(folder), false);
      assert.equal(
        read(`${renamed}/metadata.yaml`),
        metadata.replace('create carts', 'reviews').replace('version: 2', 'version: 3'),
      );
      await eventually(openTabs, [`${renamed}/metadata.yaml`]);
      assert.equal(vscode.window.activeTextEditor?.document.isDirty, false);
      assert.match(vscode.window.activeTextEditor.document.getText(), /^version: 3$/m);
      await eventually(
        () => problems(`${renamed}/up.sql`).filter((each) => /duplicate|order/.test(each)),
        [],
      );
    });
  });

  describe('metadata', () => {
    const path = 'folders/migrations/V001__create_users/metadata.yaml';

    it('has its problems as one types', async () => {
      await eventually(() => problems(path), []);
      const editor = await vscode.window.showTextDocument(uri(path));
      await editor.edit((edit) => {
        edit.replace(new vscode.Range(0, 9, 0, 10), '7');
      });
      await eventually(() => problems(path), ['metadata 0']);
      await vscode.commands.executeCommand('undo');
      await eventually(() => problems(path), []);
    });

    it('has its number put right by quick fix', async () => {
      const editor = await vscode.window.showTextDocument(uri(path));
      const before = editor.document.getText();
      await editor.edit((edit) => {
        edit.replace(new vscode.Range(0, 9, 0, 10), '7');
      });
      await eventually(() => problems(path), ['metadata 0']);
      const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        uri(path),
        new vscode.Range(0, 9, 0, 10),
        vscode.CodeActionKind.QuickFix.value,
      );
      const action = actions.find(({ title }) => title === 'Write 1');
      assert.ok(action?.edit);
      await vscode.workspace.applyEdit(action.edit);
      assert.equal(editor.document.getText(), before);
      await eventually(() => problems(path), []);
    });
  });

  describe('the configuration', () => {
    const path = 'sections/strata.json';

    afterEach(async () => {
      rmSync(join(root(), path));
      await eventually(() => problems(path), []);
    });

    it('has a warning at the address that holds a password', async () => {
      write(
        path,
        `{
  "environments": {
    "local": { "url": "sqlite:shop.db" },
    "staging": { "url": "postgres://app:geheim@db.example/shop" }
  }
}
`,
      );
      const warnings = (): readonly vscode.Diagnostic[] =>
        vscode.languages.getDiagnostics(uri(path)).filter(({ source }) => source === 'strata');
      await eventually(() => problems(path), ['literal-password 3']);
      const [warning] = warnings();
      assert.equal(warning?.severity, vscode.DiagnosticSeverity.Warning);
      const document = await vscode.workspace.openTextDocument(uri(path));
      assert.equal(document.getText(warning.range), '"postgres://app:geheim@db.example/shop"');
      assert.doesNotMatch(warning.message, /geheim/);
    });

    it('has it also where the database does not answer', async () => {
      const url = 'postgres://app:geheim@127.0.0.1:1/shop';
      write(path, `{\n  "environments": {\n    "staging": { "url": "${url}" }\n  }\n}\n`);
      await eventually(() => lenses(USERS), []);
      await eventually(() => problems(path), ['literal-password 2']);
    });
  });

  describe('renaming', () => {
    it('does nothing where a name is taken', async () => {
      write('other/a.txt', 'a');
      write('other/b.txt', 'b');
      const renames = [{ from: 'other/a.txt', to: 'other/b.txt' }];
      await assert.rejects(carryOut(root(), { renames, rewrites: [] }), /Nothing was renamed\.$/);
      assert.deepEqual([read('other/a.txt'), read('other/b.txt')], ['a', 'b']);
    });

    it('takes back what was done before something failed', async () => {
      write('other/a.txt', 'a');
      const renames = [
        { from: 'other/a.txt', to: 'other/c.txt' },
        { from: 'other/gone.txt', to: 'other/d.txt' },
      ];
      await assert.rejects(carryOut(root(), { renames, rewrites: [] }), /Nothing was renamed\.$/);
      assert.equal(read('other/a.txt'), 'a');
      assert.equal(exists('other/c.txt'), false);
    });
  });

  describe('a migration that takes back an applied one', () => {
    it('has its scripts the other way round, and is opened', async () => {
      await run('strata.createReversing', 'folders/migrations/V002__create_carts/metadata.yaml');
      const made = 'folders/migrations/V004__revert_create_carts';
      await eventually(() => exists(`${made}/up.sql`), true);
      assert.match(read(`${made}/up.sql`), /^-- .*\n\nDROP TABLE IF EXISTS carts;\n$/);
      assert.match(read(`${made}/down.sql`), /CREATE TABLE IF NOT EXISTS carts/);
      const shown = (): string | undefined => vscode.window.activeTextEditor?.document.uri.fsPath;
      await eventually(shown, uri(`${made}/up.sql`).fsPath);
    });
  });

  describe('the history', () => {
    it('is a document with every column, in a tab of its own', async () => {
      await vscode.window.showTextDocument(uri(USERS), { preview: true });
      await run('strata.showHistory', 'folders/migrations/V001__create_users/up.sql');
      const { document } = vscode.window.activeTextEditor ?? {};
      assert.equal(document?.uri.scheme, 'strata-history');
      const [title, count, , names, , newest] = document.getText().split('\n');
      assert.match(title ?? '', /^migration_history in sqlite:/);
      assert.match(count ?? '', /^2 rows, /);
      assert.match(names ?? '', /^version +description +checksum +applied_at +execution_time_ms /);
      assert.match(newest ?? '', /^2 +create carts +[0-9a-f]{64} /);
      assert.ok(openTabs().some((path) => path.endsWith('create_users.sql')));
    });
  });

  describe('what branches brought', () => {
    it('is told where one hovers over the problem', async () => {
      const git = (...parameters: readonly string[]): string =>
        execFileSync('git', parameters, { cwd: join(root(), 'pairs'), encoding: 'utf8' });
      git('init', '--quiet');
      git('config', 'user.name', 'Ann');
      git('config', 'user.email', 'ann@example.com');
      write('pairs/migrations/2_late.up.sql', 'CREATE TABLE late (id INTEGER);\n');
      write('pairs/migrations/2_late.down.sql', 'DROP TABLE late;\n');
      git('add', '--all');
      git('commit', '--quiet', '-m', 'add *late*');
      await eventually(() => problems('pairs/migrations/2_late.up.sql'), ['out-of-order 0']);
      await vscode.workspace.openTextDocument(uri('pairs/migrations/2_late.up.sql'));
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        uri('pairs/migrations/2_late.up.sql'),
        new vscode.Position(0, 2),
      );
      const told = hovers
        .flatMap(({ contents }) => contents)
        .map((content) => (content instanceof vscode.MarkdownString ? content.value : ''));
      assert.equal(told.length, 1, readdirSync(join(root(), 'pairs/migrations')).join());
      assert.match(
        told[0] ?? '',
        /^2\\_late\.up\.sql came with commit [0-9a-f]{7} “add \\\*late\\\*” by Ann on /,
      );
    });
  });
});
