import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'mocha';
import { Client } from 'pg';
import * as vscode from 'vscode';
import { postgres } from '../../support/postgres.ts';
import {
  closeAll,
  diagnostics,
  eventually,
  open,
  problems,
  put,
  quickFixes,
} from '../live/editor.ts';
import { completions, definition, hover, references, type } from './language.ts';

const CARTS = '2_carts.up.sql';

describe('checks as one types, on PostgreSQL', () => {
  let client: Client;
  let url = '';

  before(async () => {
    await vscode.extensions.getExtension('strata.strata-migrations')?.activate();
    const server = await postgres();
    ({ url } = await server.createDatabase());
    client = new Client(url);
    await client.connect();
    await put('.env', `DATABASE_URL=${url}\n`);
    await vscode.commands.executeCommand('strata.refresh');
  });

  afterEach(closeAll);

  after(async () => {
    await client.end();
    await put('.env', 'DATABASE_URL=sqlite:shop.db\n');
    await vscode.commands.executeCommand('strata.refresh');
  });

  it('mark what the server refuses, unasked on this machine, and are gone with it', async () => {
    const editor = await open(CARTS);
    await eventually(() => problems(CARTS), []);
    await type(editor, 2, 'INSERT INTO carts SELECT id, nam FROM users;\n');
    await eventually(
      () => problems(CARTS).filter((each) => each.startsWith('engine')),
      ['engine 2:29-2:43'],
    );
    const found = diagnostics(CARTS).find(({ message }) => message.includes('nam'));
    assert.match(found?.message ?? '', /column "nam" does not exist \(42703\)/);
    assert.equal((await scratchDatabases()).length > 0, true);
    await vscode.commands.executeCommand('undo');
    await eventually(() => problems(CARTS), []);
  });

  it('tell, offer and lead as on SQLite', async () => {
    const editor = await open(CARTS);
    await eventually(async () => (await hover(CARTS, 1, 30)).length > 0, true);
    assert.match((await hover(CARTS, 1, 30)).join(), /CREATE TABLE carts \(\n {2}id integer/);
    await type(editor, 2, 'SELECT u. FROM users u;\nSELECT name FROM users;\n');
    await eventually(() => completions(CARTS, 2, 9), ['id', 'name']);
    await eventually(() => definition(CARTS, 3, 20), ['1_users.up.sql 1:27-1:32']);
    await eventually(
      async () => (await references(CARTS, 3, 20)).includes('2_carts.up.sql 3:17-3:22'),
      true,
    );
  });

  it('of a rule are gone by its quick fix', async () => {
    const editor = await open(CARTS);
    await type(editor, 2, 'CREATE INDEX by_name ON users (name);\n');
    const rules = () => problems(CARTS).map((each) => each.split(' ')[0]);
    await eventually(rules, ['missing-if-exists', 'missing-concurrently']);
    const [first] = await quickFixes(CARTS);
    assert.equal(first?.title, 'Insert IF NOT EXISTS');
    assert.ok(first.edit);
    await vscode.workspace.applyEdit(first.edit);
    await eventually(rules, ['missing-concurrently']);
  });

  it('show what was changed by hand', async () => {
    await vscode.commands.executeCommand('strata.refresh');
    await client.query('CREATE TABLE by_hand (id integer)');
    await vscode.commands.executeCommand('strata.showDrift');
    const text = vscode.window.activeTextEditor?.document.getText() ?? '';
    assert.match(text, /• table by_hand is in the database only/);
  });

  it('leave no scratch database behind, and make none where the environment is protected', async () => {
    const environments = { shop: { url, protected: true } };
    await put('strata.json', JSON.stringify({ environments }));
    await vscode.commands.executeCommand('strata.refresh');
    const editor = await open(CARTS);
    await type(editor, 2, 'SELECT nam FROM users;\nSELECT * FORM users;\n');
    await eventually(
      () => problems(CARTS).filter((each) => /^(syntax|engine)/.test(each)),
      ['syntax 3:9-3:13'],
    );
    await eventually(scratchDatabases, []);
    await put('strata.json', null);
  });

  /** Of this window; there are other tests on the server. */
  async function scratchDatabases(): Promise<readonly string[]> {
    const { rows } = await client.query<{ datname: string }>(
      String.raw`SELECT datname FROM pg_database WHERE datname LIKE 'strata\_shadow\_%\_${process.pid}\_%'`,
    );
    return rows.map(({ datname }) => datname);
  }
});
