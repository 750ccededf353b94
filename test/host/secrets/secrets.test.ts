import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { Client } from 'pg';
import * as vscode from 'vscode';
import { Projects } from '../../../src/extension/model/projects.ts';
import { statusText } from '../../../src/extension/text/status-text.ts';
import { messageFor } from '../../../src/extension/tree/message.ts';
import { MigrationsTree } from '../../../src/extension/tree/migrations-tree.ts';
import type { TreeElement } from '../../../src/extension/tree/shown-rows.ts';
import { postgres } from '../../support/postgres.ts';
import { Search, SECRET } from '../../support/secret.ts';
import { Person } from '../person.ts';
import { session } from '../session.ts';
import { Shop } from '../shop.ts';

const encoded = encodeURIComponent(SECRET);
const literal = `'${SECRET.replaceAll("'", "''")}'`;
const search = new Search('secrets-host');

/** The extension itself, as VS Code has it; beside it a tree of the same project, whose rows can be read. */
describe('the password of a database', () => {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  const root = folder?.uri.fsPath ?? assert.fail('no folder');
  const services = session('Strata (secrets)');
  const projects = new Projects(services);
  const tree = new MigrationsTree(projects);
  let person: Person;

  beforeEach(() => {
    person = new Person();
  });

  afterEach(async () => {
    person.dispose();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    delete process.env.STRATA_TEST_PLANTED;
    delete process.env.PGPASSWORD;
    for (const name of ['strata.json', '.env', BAD]) rmSync(join(root, name), { force: true });
  });

  after(() => {
    for (const each of [tree, projects, services]) each.dispose();
    search.end();
  });

  const BAD = 'migrations/2_bad.sql';

  function write(name: string, text: string): void {
    writeFileSync(join(root, name), text);
  }

  const LOOKS = [
    'strata.refresh',
    'strata.testConnection',
    'strata.validate',
    'strata.showHistory',
    'strata.doctor',
  ];
  const ALL = [...LOOKS, 'strata.showPlan', 'strata.init', 'strata.createDatabase'];

  /** Does what a person may do, and looks at whatever they see then. */
  async function tryAll(what: string, commands: readonly string[]): Promise<void> {
    for (const id of commands) {
      await vscode.commands.executeCommand(id);
      await look(`${what}, ${id}`);
    }
  }

  async function look(what: string): Promise<void> {
    await projects.find();
    await projects.refresh();
    // What is asked and said comes without being waited for.
    await vscode.commands.executeCommand('strata.refresh');
    const seen = {
      said: [...person.heard, ...person.offered.flat()],
      rows: (await rowsBelow(tree.getChildren())).flat(),
      view: projects.all.flatMap(({ state, busy }) => [
        messageFor(state) ?? '',
        JSON.stringify(statusText(state, busy)),
      ]),
      problems: vscode.languages
        .getDiagnostics()
        .flatMap(([uri, found]) => [
          uri.path,
          ...found.map(({ message, source, code }) => JSON.stringify([message, source, code])),
        ]),
      documents: vscode.workspace.textDocuments
        .filter(({ uri }) => uri.scheme.startsWith('strata-'))
        .map((document) => `${document.uri.toString()}\n${document.getText()}`),
      log: services.logged,
    };
    for (const [where, texts] of Object.entries(seen)) {
      search.assertSilent(texts.join('\n'), `${what}: ${where}`);
    }
  }

  async function rowsBelow(elements: TreeElement[]): Promise<string[][]> {
    const rows = elements.map(async (element) => {
      const item = tree.getTreeItem(element);
      const { tooltip } = await tree.resolveTreeItem(item, element);
      const { label, description, accessibilityInformation, command } = item;
      const hover = tooltip instanceof vscode.MarkdownString ? tooltip.value : tooltip;
      return [
        [JSON.stringify({ label, description, accessibilityInformation, command }), hover ?? ''],
        ...(await rowsBelow(tree.getChildren(element))),
      ];
    });
    return (await Promise.all(rows)).flat();
  }

  const addresses: readonly (readonly [what: string, address: string])[] = [
    ['an unknown scheme', `mysql://user:${encoded}@localhost/shop`],
    ['no scheme', `user:${encoded}@localhost/shop`],
    ['a password that is not encoded', `postgres://user:${SECRET}@localhost/shop`],
    ['a wrong port', `postgres://user:${encoded}@localhost:99999/shop`],
    ['a host that is not there', `postgres://user:${encoded}@no-such-host.invalid/shop`],
    ['a port where nothing listens', `postgres://user:${encoded}@127.0.0.1:1/shop`],
    ['a wrong sslmode', `postgres://user:${encoded}@127.0.0.1/shop?sslmode=maybe`],
    ['a parameter', `postgres://user@127.0.0.1:1/shop?password=${encoded}`],
  ];
  for (const [what, address] of addresses) {
    it(`stays secret where the address is of no use: ${what}`, async () => {
      write('.env', `DATABASE_URL='${address.replaceAll("'", '%27')}'\n`);
      await tryAll(`${what} in .env`, ALL);
      assert.notDeepEqual(person.heard, []);
      rmSync(join(root, '.env'));
      process.env.STRATA_TEST_PLANTED = address;
      write(
        'strata.json',
        '{ "environments": { "live": { "url": "${env:STRATA_TEST_PLANTED}" } } }',
      );
      await tryAll(`${what} in strata.json`, ALL);
    });
  }

  describe('of a server', () => {
    let server: Awaited<ReturnType<typeof postgres>>;
    let database = '';
    let role = '';
    let client: Client;

    before(async () => {
      server = await postgres();
      const made = await server.createDatabase();
      database = made.name;
      role = `planted_${database}`;
      client = new Client(made.url);
      await client.connect();
      await client.query(`CREATE ROLE ${role} LOGIN SUPERUSER PASSWORD ${literal}`);
    });

    after(() => client.end());

    const address = (password: string, name = database): string =>
      `postgres://${role}${password}@${server.host}:${server.port}/${name}`;

    it('stays secret where it is wrong, or the database is not there', async () => {
      for (const [what, url] of [
        ['wrong', address(`:${encoded}x`)],
        ['no database', address(`:${encoded}`, 'no_such_database')],
        ['no TLS', `${address(`:${encoded}`)}?sslmode=require`],
        ['options', `${address(`:${encoded}`)}?options=-c%20nonsense=${encoded}`],
      ] as const) {
        write('.env', `DATABASE_URL=${url}\n`);
        await tryAll(what, [...LOOKS, 'strata.applyAll']);
      }
    });

    it('stays secret where the environment has it', async () => {
      write('.env', `DATABASE_URL=${address('')}\n`);
      process.env.PGPASSWORD = `${SECRET}x`;
      await tryAll('a wrong PGPASSWORD', LOOKS);
      assert.match(person.heard.join(), /refused the password/);
      process.env.PGPASSWORD = SECRET;
      await tryAll('PGPASSWORD', ALL.slice(0, -2));
      assert.match(person.heard.join(), /Connected to /);
    });

    it('stays secret when it is typed, wrong and right, and kept', async () => {
      write('.env', `DATABASE_URL=${address('')}\n`);
      for (const typed of [`${SECRET}x`, SECRET]) {
        person.typed = typed;
        person.answers.push('Keep it');
        await tryAll('typed', ['strata.refresh', 'strata.enterPassword']);
      }
      await tryAll('kept', LOOKS);
      assert.match(person.heard.join(), /Connected to /);
      await tryAll('forgotten', ['strata.forgetPassword', ...LOOKS]);
    });

    const failing = [
      ['a role that is not there', `ALTER ROLE nobody PASSWORD ${literal};`, /"nobody"/],
      ['a word misspelt', `ALTER ROLE nobody PASSWORT ${literal};`, /"passwort"/],
      ['a syntax error at it', `CREATE ROLE nobody LOGIN ${literal};`, /syntax error/],
      [
        'without a transaction',
        `-- no-transaction\nCREATE TABLE IF NOT EXISTS seen (id int);\nALTER ROLE nobody ENCRYPTED PASSWORD ${literal};`,
        /first statement/,
      ],
    ] as const;
    for (const [what, script, reason] of failing) {
      it(`stays secret in a statement that fails: ${what}`, async () => {
        write('.env', `DATABASE_URL=${address(`:${encoded}`)}\n`);
        write(BAD, `${script}\n`);
        await tryAll(what, ['strata.refresh', 'strata.applyAll', ...LOOKS]);
        assert.match(person.heard.join('\n'), reason);
        if (!script.startsWith('--')) return;
        person.answers.push('Show Change');
        await tryAll('the change of the history', ['strata.markNotApplied']);
        person.answers.length = 0;
        await tryAll('continuing', ['strata.continue']);
        const { rows } = await client.query('SELECT p::text FROM _strata_progress p');
        search.assertSilent(JSON.stringify(rows), 'the table of progress');
      });
    }

    it('stays secret in the log, where a failing statement stands whole', async () => {
      for (const [what, script] of failing) {
        const shop = new Shop({ '1_bad.sql': script });
        const { name } = await server.createDatabase();
        writeFileSync(join(shop.root, '.env'), `DATABASE_URL=${address(`:${encoded}`, name)}\n`);
        await shop.flow.start(shop.model, { kind: 'up' });
        const log = shop.logged.join('\n');
        assert.match(log, /ROLE nobody .*'\*+'/, what);
        search.assertSilent(log, `${what}: the log`);
        shop.dispose();
      }
    });

    it('is nowhere in what VS Code keeps on disk', () => {
      const userData = process.env.STRATA_HOST_USER_DATA ?? assert.fail('no user data');
      for (const path of filesBelow(userData)) {
        search.assertSilent(readFileSync(path, 'utf8'), path);
      }
    });
  });
});

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}
