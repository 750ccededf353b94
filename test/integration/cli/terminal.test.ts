import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { describe, it } from 'node:test';
import { noTerminal } from '../../support/pseudo-terminal.ts';
import { postgres } from '../../support/postgres.ts';
import { engines, readable, Shop, type Bench } from './harness.ts';

const migrations = {
  'migrations/1_users.up.sql': 'CREATE TABLE users (id integer PRIMARY KEY);\n',
  'migrations/1_users.down.sql': 'DROP TABLE users;\n',
};

const configuration = JSON.stringify({
  environments: { production: { url: '${env:PRODUCTION_URL}', protected: true } },
});

for (const [engine, open] of Object.entries(engines)) {
  describe(`a protected environment and a person: ${engine}`, { skip: noTerminal }, () => {
    async function at(): Promise<{ shop: Shop; bench: Bench }> {
      const bench = await open();
      const files = { ...migrations, 'strata.json': configuration };
      return { shop: new Shop(files, { PRODUCTION_URL: bench.url }), bench };
    }

    it('shows plan and checklist, asks for the name, applies, and validates', async () => {
      const { shop } = await at();
      const terminal = shop.onTerminal('up');
      await terminal.answer('Type production to go on: ', 'production\n');
      const { code, screen } = await terminal.end();
      assert.equal(code, 0, screen);
      const lines = readable(screen).split('\n');
      assert.match(lines[0] ?? '', /^shop · production \(protected\) · \S+ · sqlx$/);
      assert.equal(
        // What comes and goes on a terminal is on the line of what stays.
        lines
          .slice(1, -2)
          .filter((line) => !line.includes('…'))
          .join('\n'),
        `
-- Plan: apply 1 migration. Nothing has been changed.

-- apply 1 users · migrations/1_users.up.sql
CREATE TABLE users (id integer PRIMARY KEY);

Before you go on:
  [x] The plan is shown above.
  ${engine === 'sqlite' ? '[x] There is no database yet.' : '[ ] No backup is made before applying: strata backup makes one.'}

Type production to go on: production

1 applied on ${engine === 'sqlite' ? 'shop.db' : (lines.at(-3) ?? '').split(' ').at(-1)}`,
      );
      assert.equal(lines.at(-2), 'Files and history agree.');
      assert.equal((await shop.json('status')).summary?.applied, 1);
    });

    it('does nothing when another name is typed, or none', async () => {
      const { shop, bench } = await at();
      for (const [keys, exit, said] of [
        ['development\n', 2, 'error: That is not production. Nothing was changed.'],
        ['\n', 2, 'error: That is not production. Nothing was changed.'],
        ['\x03', 130, 'error: Interrupted. Nothing was changed.'],
        ['\x04', 130, 'error: Interrupted. Nothing was changed.'],
      ] as const) {
        for (const command of ['up', 'init']) {
          const terminal = shop.onTerminal(command);
          await terminal.answer('Type production to go on: ', keys);
          const { code, screen } = await terminal.end();
          assert.equal(code, exit, screen);
          assert.ok(screen.includes(said), screen);
        }
      }
      if (engine === 'sqlite') assert.equal(existsSync(bench.url.replace('sqlite:', '')), false);
      else assert.equal((await shop.json('status')).summary?.pending, 1);
    });

    it('asks nobody where there is nothing to do, or the plan is refused', async () => {
      const { shop } = await at();
      const nothing = await shop.onTerminal('down').end();
      assert.equal(nothing.code, 0, nothing.screen);
      assert.doesNotMatch(nothing.screen, /Type production/);
      shop.write('migrations/seed_data.sql', 'SELECT 1;\n');
      const refused = await shop.onTerminal('up').end();
      assert.equal(refused.code, 1, refused.screen);
      assert.doesNotMatch(refused.screen, /Type production/);
    });
  });
}

describe('what is lost for good', { skip: noTerminal }, () => {
  it('is asked for by the database’s name', async () => {
    const shop = new Shop({ ...migrations, '.env': 'DATABASE_URL=sqlite:shop.db\n' });
    await shop.strata('up');
    for (const command of [['reset'], ['database', 'drop']]) {
      const terminal = shop.onTerminal(...command);
      await terminal.answer('Type shop.db to go on: ', 'shop\n');
      const { code, screen } = await terminal.end();
      assert.equal(code, 2, screen);
      assert.equal((await shop.json('status')).summary?.applied, 1);
    }
    const terminal = shop.onTerminal('database', 'drop');
    await terminal.answer('Type shop.db to go on: ', 'shop.db\n');
    assert.equal((await terminal.end()).code, 0);
    assert.equal(existsSync(shop.path('shop.db')), false);
  });
});

describe('a password that nobody has written down', { skip: noTerminal }, () => {
  it('is asked for once, shown nowhere, and kept nowhere', async () => {
    const { name } = await (await postgres()).createDatabase();
    const { host, port, user, password } = await postgres();
    const address = `postgres://${user}@${host}:${port}/${name}`;
    const shop = new Shop({ ...migrations, '.env': `DATABASE_URL=${address}\n` });
    const question = `Password of ${user} for ${address}: `;
    const terminal = shop.onTerminal('up');
    await terminal.answer(question, `${password}\n`);
    const { code, screen } = await terminal.end();
    assert.equal(code, 0, screen);
    assert.ok(!screen.includes(password), screen);
    assert.match(screen, /1 applied on/);

    const wrong = shop.onTerminal('status');
    await wrong.answer(question, 'wrong-one\n');
    const refused = await wrong.end();
    assert.equal(refused.code, 3, refused.screen);
    assert.ok(!refused.screen.includes('wrong-one'), refused.screen);

    const cancelled = shop.onTerminal('status');
    await cancelled.answer(question, '\x03');
    assert.equal((await cancelled.end()).code, 130);

    const unasked = await shop.strata('status');
    assert.equal(unasked.code, 3);
    assert.match(unasked.stderr, /The server asks for a password of “postgres”, and none is given/);
  });
});
