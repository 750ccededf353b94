import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { Client } from 'pg';
import * as vscode from 'vscode';
import { shadowUnasked } from '../../src/extension/checks/command-shadow.ts';
import { Consents } from '../../src/extension/checks/consents.ts';
import { PlanDocuments } from '../../src/extension/plan/plan-documents.ts';
import { RehearsalDocuments } from '../../src/extension/rehearse/rehearsal-documents.ts';
import { RehearsalFlow } from '../../src/extension/rehearse/rehearsal-flow.ts';
import { eventually } from '../support/eventually.ts';
import { fromElsewhere, type FromElsewhere } from '../support/from-elsewhere.ts';
import { postgres } from '../support/postgres.ts';
import { Person } from './person.ts';
import { memento } from './session.ts';
import { Shop } from './shop.ts';

const files = {
  '1_users.sql': 'CREATE TABLE users (id integer PRIMARY KEY, name text);\n',
  '2_names.sql':
    '-- no-transaction\nCREATE INDEX CONCURRENTLY by_name ON users (name);\nUPDATE users SET name = id;\n',
};

describe('a rehearsal', () => {
  let shop: Shop;
  let person: Person;
  let client: Client;
  let elsewhere: FromElsewhere;
  let flow: RehearsalFlow;
  let name = '';
  let url = '';

  before(async () => {
    elsewhere = await fromElsewhere(await postgres());
  });

  beforeEach(async () => {
    person = new Person();
    shop = new Shop(files);
    ({ name, url } = await (await postgres()).createDatabase());
    client = new Client(url);
    await client.connect();
    const { services, model } = shop;
    const { gateway } = services;
    const plans = new PlanDocuments({ all: [model] });
    const documents = new RehearsalDocuments();
    const consents = new Consents(memento());
    shop.owns(plans, documents);
    flow = new RehearsalFlow(services, plans, documents, (each) =>
      shadowUnasked(each, { gateway, consents }),
    );
  });

  afterEach(async () => {
    await client.end();
    person.dispose();
    shop.dispose();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  after(() => {
    elsewhere.stop();
  });

  async function on(environment: Readonly<Record<string, unknown>>): Promise<void> {
    const environments = { staging: { url, ...environment } };
    writeFileSync(join(shop.root, 'strata.json'), JSON.stringify({ environments }));
    await shop.model.refresh();
  }

  /** The tables that are there; of what was rehearsed, none. */
  async function tables(): Promise<unknown[]> {
    const { rows } = await client.query<{ relname: string }>(
      "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace",
    );
    return rows.map(({ relname }) => relname);
  }

  function document(): string {
    return vscode.window.activeTextEditor?.document.getText() ?? '';
  }

  it('on this machine asks nothing, and tries on a shadow what the database cannot', async () => {
    await on({});
    const result = await flow.start(shop.model, { kind: 'up' });
    assert.equal(result?.failure, null);
    assert.deepEqual([shop.asked.length, person.heard.length], [0, 0]);
    const where = `${name} (staging)`;
    const first = `-- Rehearsal for ${where}: went through, but not all could be tried.\n`;
    assert.ok(document().startsWith(first), document());
    assert.match(
      document(),
      /^-- Target: postgres:\/\/postgres@[^\n]* \(strata\.json, staging\)$/m,
    );
    assert.match(document(), /CONCURRENTLY cannot run inside a transaction block\. On a shadow/);
    assert.match(document(), /^CREATE TABLE users [^]*^-- {3}.*ms$/m);
    assert.deepEqual(await tables(), []);
    assert.doesNotMatch(shop.logged.join('\n'), /secret/);
  });

  it('elsewhere is asked for, with what it does to others, and is nothing without a yes', async () => {
    await on({ url: elsewhere.url(url) });
    shop.agree = false;
    assert.equal(await flow.start(shop.model, { kind: 'up' }), null);
    const [question] = shop.asked;
    assert.equal(question?.title, `Rehearse 2 migrations on ${name} (staging)?`);
    assert.equal(question.action, 'Rehearse 2');
    assert.equal(question.typed, null);
    assert.match(question.detail, /Until then it locks tables as applying does/);
    assert.match(question.detail, /^• apply users \(1\)\n• apply names \(2\)$/m);
    assert.match(question.detail, /^Address: strata\.json, staging$/m);
    assert.equal(shop.looks[0]?.label, 'Show SQL');
    assert.equal(vscode.window.activeTextEditor, undefined);

    shop.agree = true;
    assert.ok(await flow.start(shop.model, { kind: 'up', to: '1' }));
    assert.equal(shop.asked[1]?.title, `Rehearse 1 migration on ${name} (staging)?`);
    assert.match(document(), /: 1 migration goes through\.\n/);
    assert.deepEqual(await tables(), []);
  });

  it('in a protected environment wants its name, and makes no shadow there', async () => {
    await on({ protected: true });
    const result = await flow.start(shop.model, { kind: 'up' });
    assert.equal(shop.asked[0]?.typed?.name, 'staging');
    assert.ok(result);
    assert.match(document(), /cannot run inside a transaction block/);
    assert.doesNotMatch(document(), /On a shadow/);
    assert.deepEqual(await tables(), []);
  });

  it('ends when it is cancelled', async () => {
    shop.write('2_names.sql', 'SELECT pg_sleep(600);\n');
    await on({});
    const rehearsing = flow.start(shop.model, { kind: 'up' });
    await eventually(async () => {
      const { rowCount } = await client.query(
        "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'",
      );
      assert.equal(rowCount, 1);
    });
    const { busy } = shop.model;
    assert.ok(busy);
    busy.cancel();
    assert.equal(await rehearsing, null);
    assert.deepEqual(person.heard, [`Cancelled. Nothing was changed on ${name} (staging).`]);
    assert.equal(shop.model.busy, null);
    assert.equal(vscode.window.activeTextEditor, undefined);
    assert.deepEqual(await tables(), []);
  });
});
