import assert from 'node:assert/strict';
import { basename } from 'node:path';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';
import { commandIds } from '../../src/extension/commands/command-ids.ts';

const extension = vscode.extensions.getExtension('strata.strata-migrations');

describe('the extension', () => {
  it('activates without a driver, and without what reads YAML', async () => {
    assert.ok(extension);
    await extension.activate();
    assert.equal(extension.isActive, true);
    // SQLite has a process of its own, nothing here is on PostgreSQL, and no folder has metadata.
    const loaded = Object.keys(require.cache).filter((path) =>
      path.startsWith(extension.extensionPath),
    );
    assert.deepEqual(
      loaded.filter((path) =>
        /(pg|yaml|libpg-query)\.js$|\.node$|better-sqlite3|sqlite-child|analyst/.test(path),
      ),
      [],
    );
  });

  it('activates without what answers questions and carries out commands', () => {
    const parts = Object.keys(require.cache).map((path) => basename(path));
    assert.deepEqual(
      parts.filter((name) =>
        /^(language-features|quick-fixes|code-lenses|all-commands|\w+-text)-/.test(name),
      ),
      [],
    );
  });

  it('registers every command that it contributes', async () => {
    const registered = await vscode.commands.getCommands(true);
    assert.deepEqual(
      commandIds.filter((id) => !registered.includes(id)),
      [],
    );
  });
});
