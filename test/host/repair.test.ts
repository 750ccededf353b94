import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { Client } from 'pg';
import * as vscode from 'vscode';
import { repairCommands } from '../../src/extension/commands/repair-commands.ts';
import { Targets } from '../../src/extension/commands/targets.ts';
import { ready } from '../../src/extension/model/ready.ts';
import { eventually } from '../support/eventually.ts';
import { GitRepository } from '../support/git-repository.ts';
import { postgres } from '../support/postgres.ts';
import { Person } from './person.ts';
import { Shop } from './shop.ts';

const files = {
  '1_users.sql': 'CREATE TABLE users (id INTEGER PRIMARY KEY);\n',
  '2_carts.sql': 'CREATE TABLE carts (id INTEGER PRIMARY KEY);\n',
};

const broken = [
  '-- no-transaction',
  'CREATE TABLE prices (id INTEGER PRIMARY KEY);',
  'INSERT INTO prices SELECT id FROM offers;',
  'CREATE TABLE labels (id INTEGER PRIMARY KEY);',
  '',
].join('\n');

let shop: Shop;
let person: Person;

function open(contents: Readonly<Record<string, string>> = files, isTrusted = true) {
  shop = new Shop(contents, isTrusted);
  const targets = new Targets({ all: [shop.model], of: () => shop.model });
  return repairCommands(targets, shop.flow, shop.repairs, shop.texts);
}

function row(version: string): unknown {
  return { root: shop.model.id, version };
}

const lastQuestion = () => shop.asked.at(-1) ?? assert.fail('nothing was asked');

describe('putting a history right', () => {
  beforeEach(() => {
    person = new Person();
  });

  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    person.dispose();
    shop.dispose();
  });

  describe('an edited migration', () => {
    const sha384 = () => createHash('sha384').update(shop.read('1_users.sql')).digest('hex');
    const recorded = () =>
      shop.query('SELECT lower(hex(checksum)) FROM _sqlx_migrations WHERE version = 1')[0];

    async function edited(): Promise<ReturnType<typeof open>> {
      const commands = open();
      new GitRepository(shop.root).commit('Users', 'README.md');
      await shop.flow.start(shop.model, { kind: 'up', to: '1' });
      shop.write('1_users.sql', `-- Who may come in.\n${files['1_users.sql']}`);
      await shop.model.refresh();
      assert.deepEqual(shop.states(), ['1 modified', '2 pending']);
      return commands;
    }

    it('is compared, asked about, and accepted with a reason in the log', async () => {
      const commands = await edited();
      person.typed = ' only a comment ';
      const before = recorded();
      assert.notEqual(before, sha384());

      await commands['strata.acceptChecksum'](row('1'));
      assert.deepEqual(shop.states(), ['1 applied', '2 pending']);
      assert.equal(recorded(), sha384());

      const { title, detail, action, typed } = lastQuestion();
      assert.equal(title, 'Accept the new checksum of users (1) on shop.db?');
      assert.equal(action, 'Accept');
      assert.equal(typed, null);
      assert.match(detail, /^• users \(1\): its row changes\n {3}checksum: [0-9a-f]{12}… → /m);
      assert.match(detail, /^Reason: only a comment$/m);
      assert.match(detail, /^Target: sqlite:/m);
      assert.deepEqual(person.heard, ['Accept the edit on shop.db']);
      const told = shop.logged.slice(shop.logged.indexOf('Changing the history of shop.db'));
      assert.deepEqual(told, [
        'Changing the history of shop.db',
        'Accepted the new checksum of users (1) on shop.db.',
        'Reason: only a comment',
      ]);
      const { input } = vscode.window.tabGroups.activeTabGroup.activeTab ?? {};
      assert.ok(input instanceof vscode.TabInputTextDiff, 'the two texts are beside each other');
      const applied = await vscode.workspace.openTextDocument(input.original);
      assert.equal(applied.getText(), files['1_users.sql']);
      assert.equal(input.modified.fsPath, shop.path('1_users.sql'));
    });

    it('is accepted without a reason, and not where the question for one is called off', async () => {
      const commands = await edited();
      const before = recorded();
      person.typed = null;
      await commands['strata.acceptChecksum'](row('1'));
      assert.deepEqual(shop.asked, []);
      assert.equal(recorded(), before);

      shop.agree = false;
      person.typed = '';
      await commands['strata.acceptChecksum'](row('1'));
      assert.equal(recorded(), before);

      shop.agree = true;
      await commands['strata.acceptChecksum'](row('1'));
      assert.doesNotMatch(lastQuestion().detail, /Reason/);
      assert.equal(recorded(), sha384());
    });

    it('can be looked at as a change of the history, whole, before the answer', async () => {
      const commands = await edited();
      person.typed = '';
      shop.agree = false;
      await commands['strata.acceptChecksum'](row('1'));
      const look = shop.looks.at(-1);
      assert.equal(look?.label, 'Show Change');
      await look.show();
      const { document } = vscode.window.activeTextEditor ?? assert.fail('no document');
      const text = document.getText();
      assert.equal(document.languageId, 'diff');
      assert.match(text, /^Accept: nothing is applied or reverted, only the history changes\.\n/);
      assert.match(text, /^Target: +sqlite:/m);
      assert.match(text, /^@@ _sqlx_migrations @@ users \(1\): its row changes$/m);
      const lines = text.split('\n').filter((line) => /^[-+]/.test(line));
      assert.deepEqual(lines, [`- checksum: ${String(recorded())}`, `+ checksum: ${sha384()}`]);
    });

    it('says where there is nothing to compare with', async () => {
      const commands = open();
      await shop.flow.start(shop.model, { kind: 'up', to: '1' });
      shop.execute('UPDATE _sqlx_migrations SET checksum = zeroblob(48)');
      await shop.model.refresh();
      await assert.rejects(async () => commands['strata.compare'](row('1')), {
        message: /Neither Strata nor git has the text of users that was applied/,
      });
      person.typed = '';
      await commands['strata.acceptChecksum'](row('1'));
      assert.match(lastQuestion().detail, /Neither Strata nor git has the text/);
    });

    it('asks for a protected environment’s name', async () => {
      const commands = await edited();
      const live = { url: 'sqlite:shop.db', protected: true };
      const config = { environments: { live } };
      writeFileSync(join(shop.root, 'strata.json'), JSON.stringify(config));
      await shop.model.refresh();
      person.typed = '';
      await commands['strata.acceptChecksum'](row('1'));
      assert.equal(lastQuestion().typed?.name, 'live');
    });
  });

  describe('without a row, from the palette', () => {
    it('asks which of those that it can be done to', async () => {
      const commands = open();
      await shop.flow.start(shop.model, { kind: 'up' });
      for (const name of ['1_users.sql', '2_carts.sql']) shop.write(name, '-- Edited.\n');
      person.typed = '';
      person.answers.push('carts');
      await commands['strata.acceptChecksum'](undefined);
      assert.deepEqual(person.offered, [['users 1', 'carts 2']]);
      assert.deepEqual(shop.states(), ['1 modified', '2 applied']);
    });

    it('says that there is none', async () => {
      const commands = open();
      for (const [id, message] of [
        ['strata.continue', /No migration is unfinished/],
        ['strata.acceptChecksum', /No applied migration was edited/],
        ['strata.compare', /No applied migration was edited/],
        ['strata.markApplied', /No migration has failed/],
        ['strata.markNotApplied', /No migration has failed/],
        ['strata.forgetMissing', /No applied migration is without its file/],
      ] as const) {
        await assert.rejects(async () => commands[id](undefined), { message }, id);
      }
    });
  });

  describe('a missing migration', () => {
    it('is forgotten, and what it did stays', async () => {
      const commands = open();
      await shop.flow.start(shop.model, { kind: 'up' });
      rmSync(shop.path('2_carts.sql'));
      await shop.model.refresh();
      assert.deepEqual(shop.states(), ['1 applied', '2 missing']);
      await commands['strata.forgetMissing'](row('2'));
      assert.equal(lastQuestion().title, 'Forget carts (2) on shop.db?');
      assert.match(lastQuestion().detail, /^• carts \(2\): its row is deleted$/m);
      assert.deepEqual(shop.states(), ['1 applied']);
      assert.deepEqual(shop.query('SELECT version FROM _sqlx_migrations'), [1]);
      assert.deepEqual(shop.query("SELECT name FROM sqlite_master WHERE name = 'carts'"), [
        'carts',
      ]);
    });
  });

  describe('a database that has it all already', () => {
    it('is marked up to here, and nothing is applied', async () => {
      const commands = open({ ...files, '3_prices.sql': 'CREATE TABLE prices (id);\n' });
      // There has to be a database for anything to be in it.
      await shop.flow.start(shop.model, { kind: 'up', to: '1' });
      await commands['strata.markAppliedUpToHere'](row('2'));
      assert.equal(lastQuestion().title, 'Mark carts (2) as applied on shop.db?');
      assert.equal(lastQuestion().action, 'Mark 1 as Applied');
      assert.deepEqual(shop.states(), ['1 applied', '2 applied', '3 pending']);
      assert.deepEqual(shop.query("SELECT name FROM sqlite_master WHERE name = 'carts'"), []);

      person.answers.push('prices');
      await commands['strata.markAppliedUpTo'](undefined);
      assert.deepEqual(shop.states(), ['1 applied', '2 applied', '3 applied']);
      assert.deepEqual(shop.query("SELECT name FROM sqlite_master WHERE name = 'prices'"), []);
    });
  });

  describe('a refused wish', () => {
    it('comes with its reason, and changes nothing', async () => {
      const commands = open();
      await shop.flow.start(shop.model, { kind: 'up' });
      await commands['strata.acceptChecksum'](row('1'));
      assert.match(
        person.heard.at(-1) ?? '',
        /Nothing was changed on shop\.db\. Migration 1 was not/,
      );
      assert.deepEqual(shop.asked, []);
    });
  });

  for (const engine of ['SQLite', 'PostgreSQL'] as const) {
    describe(`an unfinished migration on ${engine}`, () => {
      let query: (sql: string) => Promise<unknown[]>;
      let execute: (sql: string) => Promise<unknown>;
      let close: () => Promise<void>;

      async function unfinished(): Promise<ReturnType<typeof open>> {
        const commands = open({ ...files, '3_prices.sql': broken });
        query = (sql) => Promise.resolve(shop.query(sql));
        execute = (sql) => {
          shop.execute(sql);
          return Promise.resolve();
        };
        close = () => Promise.resolve();
        if (engine === 'PostgreSQL') {
          const { url } = await (await postgres()).createDatabase();
          writeFileSync(join(shop.root, '.env'), `DATABASE_URL=${url}\n`);
          const client = new Client(url);
          await client.connect();
          query = async (sql) => {
            const { rows } = await client.query<unknown[]>({ text: sql, rowMode: 'array' });
            return rows.map(([first]) => first);
          };
          execute = (sql) => client.query(sql);
          close = () => client.end();
        }
        const result = await shop.flow.start(shop.model, { kind: 'up' });
        assert.equal(result?.failure?.completed, 1);
        assert.deepEqual(shop.states(), ['1 applied', '2 applied', '3 failed']);
        return commands;
      }

      afterEach(() => close());

      const unended = () => {
        const { status } = ready(shop.model);
        return status.migrations.find(({ version }) => version === '3')?.unfinished ?? null;
      };

      it('says so, offers to continue, and continues after a question', async () => {
        const commands = await unfinished();
        assert.equal(unended()?.completed, 1);
        await eventually(() => {
          assert.deepEqual(person.offered, [['Continue…', 'Open', 'Show Log']]);
        });
        await execute('CREATE TABLE offers (id INTEGER)');
        shop.agree = false;
        await commands['strata.continue'](row('3'));
        const { title, detail, action } = lastQuestion();
        assert.match(title, /^Continue to apply prices to /);
        assert.match(detail, /Done already, and not repeated: 1 of 3 statements\./);
        assert.match(detail, /It goes on with statement 2, at line 3\./);
        assert.equal(action, 'Continue');
        assert.deepEqual(shop.states(), ['1 applied', '2 applied', '3 failed']);

        await shop.looks.at(-1)?.show();
        const text = vscode.window.activeTextEditor?.document.getText() ?? '';
        assert.match(text, /continue to apply prices \(3\) from statement 2/);
        assert.doesNotMatch(text, /CREATE TABLE prices/);

        shop.agree = true;
        await commands['strata.continue'](row('3'));
        assert.deepEqual(shop.states(), ['1 applied', '2 applied', '3 applied']);
        assert.deepEqual(await query('SELECT count(*) FROM labels').then(String), '0');
        assert.equal(unended(), null);
      });

      it('goes on after the statement in doubt, when somebody says that it is done', async () => {
        const commands = await unfinished();
        await eventually(() => {
          assert.equal(person.offered.length, 1);
        });
        await execute('UPDATE _strata_progress SET in_doubt = true');
        await shop.model.refresh();
        await commands['strata.continue'](row('3'));
        assert.deepEqual(person.offered.slice(1), [
          ['Continue With Statement 2… line 3', 'Continue After Statement 2…'],
        ]);
        assert.deepEqual(shop.asked, []);

        shop.agree = false;
        person.answers.push('Continue After');
        await commands['strata.continue'](row('3'));
        assert.match(lastQuestion().detail, /It goes on with statement 3, at line 4\./);
        assert.doesNotMatch(lastQuestion().detail, /under way/);
        await shop.looks.at(-1)?.show();
        const text = vscode.window.activeTextEditor?.document.getText() ?? '';
        assert.match(text, /continue to apply prices \(3\) from statement 3/);

        shop.agree = true;
        person.answers.push('Continue After');
        await commands['strata.continue'](row('3'));
        assert.deepEqual(shop.states(), ['1 applied', '2 applied', '3 applied']);
        assert.deepEqual(await query('SELECT count(*) FROM labels').then(String), '0');
      });

      it('is marked as applied', async () => {
        const commands = await unfinished();
        await commands['strata.markApplied'](row('3'));
        assert.match(lastQuestion().title, /^Mark prices \(3\) as applied on /);
        assert.deepEqual(shop.states(), ['1 applied', '2 applied', '3 applied']);
        assert.equal(shop.model.lastFailure, null);
      });

      it('is marked as not applied', async () => {
        const commands = await unfinished();
        await execute('DROP TABLE prices');
        await commands['strata.markNotApplied'](row('3'));
        assert.equal(lastQuestion().action, 'Mark as Not Applied');
        assert.deepEqual(shop.states(), ['1 applied', '2 applied', '3 pending']);
        assert.equal(unended(), null);
        assert.equal(shop.model.lastFailure, null);
      });
    });
  }

  describe('an index that could not be built concurrently', () => {
    it('is named, and Continue… builds it anew once it can be', async () => {
      const commands = open({
        '1_users.sql': "CREATE TABLE users (email text);\nINSERT INTO users VALUES ('a'), ('a');\n",
        '2_emails.sql':
          '-- no-transaction\nCREATE UNIQUE INDEX CONCURRENTLY users_email ON users (email);\n',
      });
      const { url } = await (await postgres()).createDatabase();
      writeFileSync(join(shop.root, '.env'), `DATABASE_URL=${url}\n`);
      const client = new Client(url);
      await client.connect();
      const indexes = async () => {
        const { rows } = await client.query<{ name: string; valid: boolean; id: number }>(
          `SELECT indexrelid::regclass::text AS name, indisvalid AS valid, indexrelid AS id
             FROM pg_index WHERE indrelid = 'users'::regclass`,
        );
        return rows;
      };
      try {
        await shop.flow.start(shop.model, { kind: 'up' });
        await eventually(() => {
          assert.deepEqual(person.offered, [['Continue…', 'Open', 'Show Log']]);
        });
        assert.match(person.heard.at(-1) ?? '', /users_email/);
        assert.match(person.heard.at(-1) ?? '', /invalid/);
        assert.deepEqual(shop.states(), ['1 applied', '2 failed']);
        const [broken] = await indexes();
        assert.deepEqual([broken?.name, broken?.valid], ['users_email', false]);

        await client.query('DELETE FROM users WHERE ctid IN (SELECT ctid FROM users LIMIT 1)');
        await commands['strata.continue'](row('2'));
        assert.match(lastQuestion().detail, /users_email/);
        assert.deepEqual(shop.states(), ['1 applied', '2 applied']);
        const [built, ...more] = await indexes();
        assert.deepEqual([built?.name, built?.valid, more], ['users_email', true, []]);
        assert.notEqual(built?.id, broken?.id);
      } finally {
        await client.end();
      }
    });
  });

  describe('in an untrusted workspace', () => {
    it('nothing is put right, whoever asks, and nothing is connected to', async () => {
      const commands = open(files, false);
      let connections = 0;
      const server = createServer((socket) => {
        connections += 1;
        socket.destroy();
      }).listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      writeFileSync(join(shop.root, '.env'), `DATABASE_URL=postgres://me@127.0.0.1:${port}/shop\n`);
      await shop.model.refresh();
      for (const id of Object.keys(commands) as (keyof typeof commands)[]) {
        await assert.rejects(async () => commands[id](row('1')), { code: 'refused' }, id);
      }
      const project = shop.model.project ?? assert.fail('no project');
      const target = { ...(await shop.model.destinations.locate(project)).target };
      const wish = { kind: 'forget', versions: ['1'] } as const;
      await assert.rejects(
        shop.services.gateway.repair(project, target, wish, { lockTimeout: 1000 }),
        { code: 'refused', message: /not trusted/ },
      );
      assert.deepEqual(shop.asked, []);
      assert.deepEqual([person.heard, person.offered, connections], [[], [], 0]);
      assert.equal(shop.model.state.kind, 'untrusted');
      server.close();
    });
  });
});
