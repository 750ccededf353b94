import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { askConsent } from '../../../src/extension/checks/ask-consent.ts';
import { freePort } from '../../support/free-port.ts';
import { fromElsewhere, type FromElsewhere } from '../../support/from-elsewhere.ts';
import { postgres } from '../../support/postgres.ts';
import { closeAll, eventually, open, problems, put, script } from '../live/editor.ts';
import { Person } from '../person.ts';
import { type } from './language.ts';
import { OwnChecks } from './own-checks.ts';

const CARTS = '2_carts.up.sql';
const SQLITE = 'DATABASE_URL=sqlite:shop.db\n';

describe('the language status of a migration', () => {
  let own: OwnChecks;

  before(async () => {
    await vscode.extensions.getExtension('strata.strata-migrations')?.activate();
    own = new OwnChecks();
    await own.projects.find();
  });

  afterEach(closeAll);

  after(async () => {
    await own.close();
    await vscode.commands.executeCommand('strata.refresh');
  });

  /** With `#` for the numbers of versions and ports. */
  async function says(...expected: readonly (string | boolean)[]): Promise<void> {
    await eventually(
      () =>
        own.said.map((each) =>
          typeof each === 'string' ? each.replace(/\d+\.\d[.\d]*/, '#') : each,
        ),
      expected,
    );
  }

  async function at(environment: Readonly<Record<string, unknown>> | null, url: string) {
    const config =
      environment && JSON.stringify({ environments: { shop: { url, ...environment } } });
    await put('.env', environment === null ? `DATABASE_URL=${url}\n` : '');
    await put('strata.json', config);
    await own.projects.refresh();
  }

  it('says where it was checked, and is busy meanwhile', async () => {
    await open(CARTS);
    await says('Checked by SQLite #, in memory', '', '', false);
    assert.deepEqual(own.busy.slice(-2), [true, false]);
  });

  it('is gone through once: what changes nothing asks no shadow', async () => {
    await open(CARTS);
    const [model] = own.projects.all;
    assert.ok(model);
    // Until it has looked around as well.
    await eventually(() => own.checks.changesOf(model, '2').length > 0, true);
    const { asked } = own;
    own.busy.length = 0;
    own.checks.request(model);
    await eventually(() => [...own.busy], [true, false]);
    assert.equal(own.asked, asked);
    assert.notEqual(own.asked, 0);
    await says('Checked by SQLite #, in memory', '', '', false);
  });

  it('of one that is behind another which does not apply leads to that', async () => {
    const first = await open('1_users.up.sql');
    await type(first, 2, 'INSERT INTO user (id) VALUES (1);\n');
    await vscode.window.showTextDocument(script(CARTS), { viewColumn: vscode.ViewColumn.Beside });
    const why = '1 does not apply: no such table: user';
    await says('Checked by text only', why, 'Show Problems', true);
    await vscode.window.showTextDocument(first.document, { viewColumn: vscode.ViewColumn.One });
    await says('Checked by SQLite #, in memory', '', '', false);
  });

  it('says what the setting leaves out, and leads there', async () => {
    const settings = vscode.workspace.getConfiguration('strata', script(CARTS));
    const set = async (value: string | undefined) => {
      await settings.update('check', value, vscode.ConfigurationTarget.Workspace);
      await own.projects.refresh();
    };
    await open(CARTS);
    await set('syntax');
    const why = ['by the setting strata.check', 'Open Settings', false] as const;
    await says('Checked by text only', ...why);
    await set('off');
    await says('Not checked', ...why);
    await set(undefined);
  });

  describe('on PostgreSQL', () => {
    let person: Person;
    let elsewhere: FromElsewhere;
    let local = '';
    let name = '';

    before(async () => {
      const server = await postgres();
      ({ name, url: local } = await server.createDatabase());
      elsewhere = await fromElsewhere(server);
    });

    beforeEach(() => {
      person = new Person();
    });

    afterEach(() => {
      person.dispose();
    });

    after(async () => {
      elsewhere.stop();
      await put('strata.json', null);
      await put('.env', SQLITE);
    });

    /** As the link in the status does, for these checks. */
    async function answer(text: string | null): Promise<void> {
      const [model] = own.projects.all;
      const target = model?.destination?.target;
      assert.ok(model && target?.engine === 'postgres');
      if (text !== null) person.answers.push(text);
      const answered = await askConsent(own.consents, target);
      assert.equal(answered, text === null ? undefined : text === 'Check There');
      own.checks.request(model);
    }

    it('asks for a server elsewhere once, keeps the answer, and leads to another one', async () => {
      await at(null, elsewhere.url(local));
      await open(CARTS);
      const unasked = 'its server is elsewhere';
      await says('Checked by text only', unasked, 'Check on That Server…', false);
      assert.equal(own.command?.command, 'strata.allowShadow');
      assert.deepEqual(person.heard, [], 'nobody is asked unasked');

      await answer(null);
      await says('Checked by text only', unasked, 'Check on That Server…', false);
      const [question = ''] = person.heard;
      assert.match(question, /^Check migrations in scratch databases on postgres:\/\/[^\n]*\?\n/);
      assert.match(question, new RegExp(`Nothing is done in ${name}\\.$`));

      await answer('Never Check There');
      const refused = 'you have decided so';
      await says('Checked by text only', refused, 'Check on That Server…', false);
      await answer('Check There');
      await eventually(() => own.said[0]?.toString().startsWith('Checked by PostgreSQL'), true);
      await own.projects.refresh();
      assert.equal(person.heard.length, 3, 'the answer is kept');
    });

    it('leads to the question of the editor itself', async () => {
      const editor = await open(CARTS);
      await vscode.commands.executeCommand('strata.refresh');
      await type(editor, 2, 'CREATE INDEX IF NOT EXISTS by_nam ON users (nam);\n');
      const codes = () => problems(CARTS).map((each) => each.split(' ')[0]);
      await eventually(codes, ['missing-concurrently']);
      person.answers.push('Check There');
      const { arguments: parameters = [] } = own.command ?? {};
      await vscode.commands.executeCommand('strata.allowShadow', ...(parameters as unknown[]));
      assert.equal(person.heard.length, 1);
      await eventually(() => codes().includes('engine'), true);
      person.answers.push('Never Check There');
      await vscode.commands.executeCommand('strata.allowShadow');
      await eventually(codes, ['missing-concurrently']);
    });

    it('says that a protected one is left alone, and how it is checked all the same', async () => {
      await at({ protected: true }, local);
      await open(CARTS);
      const why = 'its server is protected';
      await says('Checked by text only', why, 'How to Check', true);
      assert.match(String(own.command?.arguments?.[0]), /docs\/checks\.md#shadows$/);
    });

    it('says what is wrong with a server that is not there', async () => {
      await at(null, `postgres://me@127.0.0.1:${await freePort()}/shop`);
      await open(CARTS);
      await eventually(() => own.said[2], 'How to Check');
      assert.match(String(own.said[1]), /127\.0\.0\.1/);
    });

    it('says that not all of it could be tried, as where another server lacks an extension', async () => {
      await at({ shadowUrl: elsewhere.url(local) }, local);
      const editor = await open(CARTS);
      await type(editor, 2, 'CREATE EXTENSION of_nobody;\n');
      await eventually(
        () => own.said.slice(1),
        ['Not all statements can be tried there.', '', false],
      );
      assert.match(
        String(own.said[0]),
        /^Checked in part by PostgreSQL [\d.]+, in a scratch database on [\d.]+:\d+$/,
      );
    });
  });
});
