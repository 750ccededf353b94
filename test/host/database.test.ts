import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { Client } from 'pg';
import * as vscode from 'vscode';
import { databaseCommands } from '../../src/extension/commands/database-commands.ts';
import { Targets } from '../../src/extension/commands/targets.ts';
import { originsOf } from '../../src/extension/diagnostics/origins.ts';
import type { Problem } from '../../src/core/problem.ts';
import { outline } from '../../src/extension/tree/outline.ts';
import { eventually } from '../support/eventually.ts';
import { postgres } from '../support/postgres.ts';
import { Person } from './person.ts';
import { Shop } from './shop.ts';

const files = {
  '1_users.up.sql': 'CREATE TABLE users (id INTEGER PRIMARY KEY);\n',
  '1_users.down.sql': 'DROP TABLE users;\n',
  '2_carts.up.sql': 'CREATE TABLE carts (id INTEGER PRIMARY KEY);\n',
  '2_carts.down.sql': 'DROP TABLE carts;\n',
};

const TABLES =
  "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY 1";

describe('commands on a database', () => {
  const path = process.env.PATH ?? '';
  let shop: Shop;
  let person: Person;

  beforeEach(() => {
    person = new Person();
  });

  afterEach(() => {
    process.env.PATH = path;
    person.dispose();
    shop.dispose();
  });

  function commandsOf(opened: Shop) {
    shop = opened;
    const { model, services, flow } = shop;
    const targets = new Targets({ all: [model], of: () => model });
    return databaseCommands(targets, services, flow);
  }

  /** A program of that name that does what a shell script says, before all others on the PATH. */
  function standIn(name: string, script: string): void {
    const folder = mkdtempSync(join(tmpdir(), 'strata-stand-in-'));
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
    process.env.PATH = `${folder}${delimiter}${path}`;
  }

  describe('on SQLite', () => {
    it('make the history table and apply nothing, and nothing the second time', async () => {
      const commands = commandsOf(new Shop(files));
      await commands['strata.init'](undefined);
      assert.equal(shop.asked[0]?.title, 'Create the history table on shop.db?');
      assert.deepEqual(shop.query(TABLES), ['_sqlx_migrations']);
      assert.deepEqual(shop.query('SELECT count(*) FROM _sqlx_migrations'), [0]);
      assert.deepEqual(shop.states(), ['1 pending', '2 pending']);
      await commands['strata.init'](undefined);
      assert.deepEqual(person.heard, [
        'Created _sqlx_migrations on shop.db.',
        '_sqlx_migrations is on shop.db already. Nothing was changed.',
      ]);
    });

    it('do nothing without a yes', async () => {
      const commands = commandsOf(new Shop(files));
      shop.agree = false;
      await commands['strata.init'](undefined);
      assert.equal(shop.asked.length, 1);
      assert.equal(existsSync(shop.database), false);
    });

    it('back up, and restore what was there', async () => {
      const commands = commandsOf(new Shop(files));
      await shop.flow.start(shop.model, { kind: 'up', steps: 1 });
      await commands['strata.backUp'](undefined);
      assert.match(person.heard[0] ?? '', /^Backed up shop\.db: .*backups.*\.db \(.+\)\.$/);
      await shop.flow.start(shop.model, { kind: 'up' });
      assert.deepEqual(shop.states(), ['1 applied', '2 applied']);

      person.answers.push('by hand');
      await commands['strata.restore'](undefined);
      assert.match(shop.asked[0]?.title ?? '', /^Restore shop\.db from .*\.db\?$/);
      assert.equal(shop.asked[0]?.action, 'Restore');
      assert.deepEqual(shop.query(TABLES), ['_sqlx_migrations', 'users']);
      assert.deepEqual(shop.states(), ['1 applied', '2 pending']);
      assert.match(person.heard[1] ?? '', /^Restored shop\.db from .*\.db\.$/);
    });

    it('restore no broken file, and leave all as it is', async () => {
      const commands = commandsOf(new Shop(files));
      await shop.flow.start(shop.model, { kind: 'up' });
      const broken = join(shop.root, 'broken.db');
      writeFileSync(broken, 'SQLite format 3\0 and no more');
      const before = readFileSync(shop.database);
      person.answers.push('Choose a file…');
      person.file = broken;
      await assert.rejects(commands['strata.restore'](undefined), {
        code: 'refused',
        message: /broken\.db/,
      });
      assert.deepEqual(readFileSync(shop.database), before);
      assert.deepEqual(shop.states(), ['1 applied', '2 applied']);
      assert.equal(shop.model.busy, null);
    });

    it('open no shell that is not there, and say so', async () => {
      const commands = commandsOf(new Shop(files));
      process.env.PATH = shop.root;
      await assert.rejects(commands['strata.openShell'](undefined), {
        code: 'refused',
        message: /sqlite3/,
      });
    });
  });

  describe('on PostgreSQL', () => {
    it('make the database where it is lacking, which is offered there', async () => {
      const server = await postgres();
      const commands = commandsOf(new Shop(files));
      const name = `made_${process.pid}`;
      writeFileSync(join(shop.root, '.env'), `DATABASE_URL=${server.url(name)}\n`);
      await shop.model.refresh();
      assert.equal(shop.model.state.kind, 'unreachable');
      const [first] = rows();
      assert.deepEqual(
        [first?.label, first?.click],
        ['Create the database', { kind: 'command', id: 'strata.createDatabase' }],
      );
      await commands['strata.createDatabase'](undefined);
      assert.equal(shop.asked[0]?.title, `Create the database ${name}?`);
      assert.deepEqual(person.heard, [`Created ${name}.`]);
      assert.deepEqual(shop.states(), ['1 pending', '2 pending']);

      await commands['strata.init'](undefined);
      const client = new Client(server.url(name));
      await client.connect();
      try {
        const { rows: found } = await client.query<{ n: number }>(
          'SELECT count(*)::int AS n FROM _sqlx_migrations',
        );
        assert.deepEqual(found, [{ n: 0 }]);
      } finally {
        await client.end();
      }
    });

    it('open its shell in a terminal, the password in its environment alone', async () => {
      const server = await postgres();
      const { name, url } = await server.createDatabase();
      const commands = commandsOf(new Shop(files));
      writeFileSync(join(shop.root, '.env'), `DATABASE_URL=${url}\n`);
      const told = join(shop.root, 'told');
      standIn(
        'psql',
        `echo "[$*] $PGDATABASE $PGPASSWORD" > '${told}.part'; mv '${told}.part' '${told}'; cat`,
      );
      await shop.model.refresh();
      await commands['strata.openShell'](undefined);
      const terminal = vscode.window.terminals.find((each) => each.name === name);
      assert.ok(terminal);
      const { shellArgs, shellPath } = terminal.creationOptions as vscode.TerminalOptions;
      assert.match(shellPath ?? '', /strata-stand-in-.*\/psql$/);
      assert.deepEqual(shellArgs, []);
      await eventually(() => {
        assert.equal(readFileSync(told, 'utf8'), `[] ${name} ${server.password}\n`);
      });
      terminal.dispose();
    });
  });

  describe('in a stranger’s folder', () => {
    const all = [
      'strata.init',
      'strata.backUp',
      'strata.restore',
      'strata.reset',
      'strata.createDatabase',
      'strata.openShell',
    ] as const;

    for (const id of all) {
      it(`are refused: ${id}`, async () => {
        const commands = commandsOf(new Shop(files, false));
        await assert.rejects(commands[id](undefined), {
          code: 'refused',
          message: 'This workspace is not trusted, so Strata connects to no database.',
        });
        assert.deepEqual([shop.asked, person.offered, person.heard], [[], [], []]);
        assert.equal(existsSync(shop.database), false);
      });
    }

    it('nobody asks git', async () => {
      for (const isTrusted of [true, false]) {
        commandsOf(new Shop({ '1_users.up.sql': files['1_users.up.sql'] }, isTrusted));
        const called = join(shop.root, 'called');
        standIn('git', `echo "$*" >> '${called}'; exit 1`);
        await shop.model.refresh();
        const { project } = shop.model;
        assert.ok(project);
        const problem: Problem = {
          code: 'out-of-order',
          severity: 'warning',
          message: '',
          path: 'migrations/1_users.up.sql',
          version: '1',
          location: null,
        };
        await originsOf(shop.model, [problem]);
        assert.equal(existsSync(called), isTrusted);
        if (isTrusted) shop.dispose();
      }
    });
  });

  function rows() {
    const { id, name, project, state, busy, lastFailure, histories } = shop.model;
    const view = { root: id, name, project, state, busy, lastFailure, histories };
    return outline([view], { now: new Date(), locale: 'en' });
  }
});
