import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { describe, it } from 'node:test';
import BetterSqlite3 from 'better-sqlite3';
import { GitRepository } from '../../support/git-repository.ts';
import { noTerminal } from '../../support/pseudo-terminal.ts';
import { sum } from '../../support/sums.ts';
import type { Documents } from '../../../src/cli/documents.ts';
import { assertExit, engines, readable, serveCommands, Shop, type Bench } from './harness.ts';

serveCommands();

const USERS = '-- Who buys.\nCREATE TABLE users (id integer);\n';
const EDITED = '-- Who buys, and who is asked.\nCREATE TABLE users (id integer);\n';
const STOPPING =
  '-- no-transaction\nCREATE TABLE prices (id integer);\nCREATE TABLE users (id integer);\n';

const FILES = {
  'migrations/1_users.sql': USERS,
  'migrations/2_carts.sql': 'CREATE TABLE carts (id integer);\n',
  'migrations/3_prices.sql': STOPPING,
};

/** Known by name wherever the tests run. */
const ANN = { USER: 'ann' };

/** One edited, one missing, one that has stopped half-way. */
async function wrong(bench: Bench, env: Readonly<Record<string, string>> = {}): Promise<Shop> {
  const shop = new Shop(FILES, { DATABASE_URL: bench.url, ...ANN, ...env });
  const repository = new GitRepository(shop.folder);
  repository.commit('begin');
  assertExit(await shop.strata('up'), 1);
  shop.write('migrations/1_users.sql', EDITED);
  rmSync(shop.path('migrations/2_carts.sql'));
  return shop;
}

function nameOf({ url }: Bench): string {
  return url.split('/').at(-1)?.split('?')[0] ?? '';
}

/** Without the first line, and with what differs from run to run taken out. */
function body(text: string): string {
  return readable(text)
    .replace(/^shop · .*\n\n/, '')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'NOW');
}

for (const [engine, open] of Object.entries(engines)) {
  describe(`repair: ${engine}`, () => {
    it('lists what can be repaired, and how, and changes nothing', async () => {
      const bench = await open();
      const shop = await wrong(bench);
      const before = await bench.look('SELECT * FROM _sqlx_migrations ORDER BY version');
      const listed = await shop.strata('repair');
      assertExit(listed, 1);
      assert.equal(
        body(listed.stdout),
        `  ✎  1  users   edited since applied (comments only)  N ms
      strata repair 1 --restore  its file is to be what was applied again
      strata repair 1 --accept   what its file says now is what is applied

  ?  2  carts   applied just now, but the file is missing  N ms
      strata repair 2 --forget  it is not to count as applied any more

  ✗  3  prices  failed just now
      strata repair 3 --continue     go on with the statement that it stopped at
      strata repair 3 --applied      all of it is in the database
      strata repair 3 --not-applied  nothing of it is in the database

3 migrations can be repaired.
`,
      );
      const { exit, error, repairable, changes, changed } = await shop.json('repair');
      assert.deepEqual([exit, error, changes, changed], [1, null, [], false]);
      assert.deepEqual(repairable, [
        { version: '1', state: 'modified', ways: ['restore', 'accept'] },
        { version: '2', state: 'missing', ways: ['forget'] },
        { version: '3', state: 'failed', ways: ['continue', 'applied', 'not-applied'] },
      ]);
      const one = await shop.json('repair', '2');
      assert.deepEqual(
        one.repairable?.map(({ version }) => version),
        ['2'],
      );
      assert.deepEqual(await bench.look('SELECT * FROM _sqlx_migrations ORDER BY version'), before);
    });

    it('shows how an edited file differs, and accepts it with a reason', async () => {
      const bench = await open();
      const shop = await wrong(bench);
      const preview = `The history will say that what the file says now is what was applied:
  ~ 1  users
      - checksum = ${sum(384, USERS)}
      + checksum = ${sum(384, EDITED)}
      --- migrations/1_users.sql\tas it was applied
      +++ migrations/1_users.sql\tas it is now
      @@ -1,2 +1,2 @@
      --- Who buys.
      +-- Who buys, and who is asked.
       CREATE TABLE users (id integer);
`;
      const dry = await shop.strata('repair', '1', '--accept', '--dry-run');
      assertExit(dry, 0);
      assert.equal(body(dry.stdout), `${preview}\nNothing has been changed.\n`);
      const rows = 'SELECT version, checksum FROM _sqlx_migrations ORDER BY version';
      assert.equal((await bench.look(rows))[0]?.checksum, sum(384, USERS));

      const confirmed = ['--confirm', nameOf(bench)];
      const table = engine === 'sqlite' ? '_sqlx_migrations' : 'public._sqlx_migrations';
      const accepted = await shop.strata(
        ...['repair', '1', '--accept', '--reason', 'only its comment', ...confirmed],
      );
      assertExit(accepted, 0);
      assert.equal(
        body(accepted.stdout),
        `${preview}\nChanged 1 row of ${table}.\nBy ann at NOW: only its comment\n`,
      );
      assert.equal((await bench.look(rows))[0]?.checksum, sum(384, EDITED));
    });

    it('says of all edited, and of all missing, what is so of each', async () => {
      const bench = await open();
      const shop = await wrong(bench);
      const confirmed = ['--confirm', nameOf(bench)];
      const accepted = await shop.json('repair', '--accept', ...confirmed);
      assert.deepEqual(
        [accepted.exit, accepted.changed, accepted.by, accepted.reason],
        [0, true, 'ann', null],
      );
      assert.match(accepted.at ?? '', /^\d{4}-.*Z$/);
      const [change, ...others] = accepted.changes;
      assert.deepEqual(others, []);
      assert.deepEqual(
        [change?.version, change?.before?.checksum, change?.after?.checksum],
        ['1', sum(384, USERS), sum(384, EDITED)],
      );
      assert.match(change?.diff ?? '', /^--- migrations\/1_users\.sql\t.*\n\+\+\+ /);

      const forgotten = await shop.json('repair', '--forget', ...confirmed);
      assert.deepEqual(
        forgotten.changes.map(({ version, after, diff }) => [version, after, diff]),
        [['2', null, null]],
      );
      const nothing = await shop.strata('repair', '--accept', ...confirmed);
      assertExit(nothing, 0);
      assert.equal(body(nothing.stdout), 'There is nothing to change in the history.\n');
    });

    it('marks what has stopped half-way, or goes on with it', async () => {
      const states = async (shop: Shop) =>
        (await shop.json('status')).migrations?.map(({ state }) => state).join(' ');
      for (const [option, state, says] of [
        ['--applied', 'applied', 'it is applied, all of it'],
        ['--not-applied', 'pending', 'it is not applied, nothing of it'],
      ] as const) {
        const bench = await open();
        const shop = await wrong(bench);
        const marked = await shop.strata('repair', '3', option, '--confirm', nameOf(bench));
        assertExit(marked, 0);
        assert.ok(
          marked.stdout.includes(`The history will say that ${says}; nothing else changes:\n`),
          marked.stdout,
        );
        assert.equal(await states(shop), `modified missing ${state}`);
      }
      const bench = await open();
      const shop = await wrong(bench);
      shop.write('migrations/1_users.sql', USERS);
      await bench.execute('DROP TABLE users');
      const continuing = ['repair', '3', '--continue', '--ignore-missing', '--json'];
      const planned = await shop.strata(...continuing, '--dry-run');
      const plan = JSON.parse(planned.stdout) as Documents['plan'];
      assert.deepEqual([planned.code, plan.command, plan.steps?.length], [0, 'plan', 1]);
      const went = await shop.strata(...continuing);
      const document = JSON.parse(went.stdout) as Documents['continue'];
      assert.deepEqual(
        [went.code, document.command, document.applied.map(({ version }) => version)],
        [0, 'continue', ['3']],
      );
      assert.equal(await states(shop), 'applied missing applied');
    });

    it('goes on with a statement in doubt, or after it where that is said to be done', async () => {
      const bench = await open();
      const shop = await wrong(bench);
      shop.write('migrations/1_users.sql', USERS);
      const progress = engine === 'sqlite' ? '_strata_progress' : 'public._strata_progress';
      const continuing = ['repair', '3', '--continue', '--ignore-missing'];
      const refused = await shop.strata(...continuing, '--done');
      assertExit(refused, 1);
      assert.match(
        refused.stderr,
        /Of migration 3 no statement is in doubt: continue it without calling one done\./,
      );

      await bench.execute(`UPDATE ${progress} SET in_doubt = true, message = NULL`);
      const listed = await shop.strata('repair', '3');
      assert.equal(
        body(listed.stdout),
        `  ✗  3  prices  failed just now
      strata repair 3 --continue         go on with the statement that it stopped at
      strata repair 3 --continue --done  that one is done: go on after it
      strata repair 3 --applied          all of it is in the database
      strata repair 3 --not-applied      nothing of it is in the database

1 migration can be repaired.
`,
      );
      const { repairable } = await shop.json('repair', '3');
      assert.deepEqual(repairable?.[0]?.ways, [
        ...['continue', 'continue --done', 'applied', 'not-applied'],
      ]);
      const inDoubt = { direction: 'up', completed: 1, total: 2, inDoubt: true, line: 3 };
      const { migrations } = await shop.json('status');
      assert.deepEqual(
        migrations?.map(({ unfinished }) => unfinished),
        [null, null, inDoubt],
      );
      const planned = async (...more: string[]) =>
        (await shop.strata(...continuing, '--dry-run', ...more)).stdout;
      assert.match(await planned(), /\nCREATE TABLE users \(id integer\);\n/);
      assert.doesNotMatch(await planned('--done'), /CREATE TABLE/);

      assertExit(await shop.strata(...continuing), 1);
      assert.equal((await shop.json('status')).migrations?.[2]?.unfinished?.inDoubt, true);
      assertExit(await shop.strata(...continuing, '--done'), 0);
      const now = (await shop.json('status')).migrations?.[2];
      assert.deepEqual([now?.state, now?.unfinished], ['applied', null]);
    });

    it('refuses what does not fit, and says what would', async () => {
      const bench = await open();
      const shop = await wrong(bench);
      const { code, stderr } = await shop.strata(
        ...['repair', '3', '--accept', '--confirm', nameOf(bench)],
      );
      assert.equal(code, 1);
      assert.equal(
        stderr,
        `  error  repair  migrations/3_prices.sql
    Migration 3 is no edited one: there is nothing to accept.

error: The plan is refused for 1 reason. Nothing was changed.
See what can be repaired, and how, with: strata repair
`,
      );
      const unknown = await shop.json('repair', '77', '--forget', '--confirm', nameOf(bench));
      assert.deepEqual(
        [unknown.exit, unknown.error?.code, unknown.changed, unknown.problems[0]?.code],
        [1, 'refused', false, 'unknown-version'],
      );
    });

    it('marks as applied what was there before', async () => {
      const bench = await open();
      await bench.execute('CREATE TABLE users (id integer); CREATE TABLE carts (id integer)');
      const shop = new Shop(FILES, { DATABASE_URL: bench.url, ...ANN });
      const dry = await shop.strata('baseline', '--to', '2', '--dry-run');
      assertExit(dry, 0);
      assert.equal(
        body(dry.stdout),
        `The history will say that these 2 are applied; nothing else changes:
  + 1  users
  + 2  carts

Nothing has been changed.
`,
      );
      assert.equal((await shop.json('status')).summary?.pending, 3);
      const marked = await shop.json('baseline', '--to', '2', '--confirm', nameOf(bench));
      assert.deepEqual([marked.exit, marked.command, marked.changed], [0, 'baseline', true]);
      assert.deepEqual(
        marked.changes.map(({ before, after }) => [
          before,
          after?.checksum,
          after?.installed_on,
          after?.execution_time,
        ]),
        [
          [null, sum(384, USERS), null, -1],
          [null, sum(384, FILES['migrations/2_carts.sql']), null, -1],
        ],
      );
      const { summary } = await shop.json('status');
      assert.deepEqual([summary?.applied, summary?.pending], [2, 1]);
      const verbose = await shop.strata('baseline', '--dry-run', '--verbose');
      assert.ok(
        verbose.stdout.includes(`  + 3  prices
      + version = 3
      + description = prices
      + installed_on = (the time of the change)
      + success = ${engine === 'sqlite' ? '1' : 'true'}
      + checksum = ${sum(384, STOPPING)}
      + execution_time = -1
`),
        verbose.stdout,
      );
    });

    it('asks for the name of a protected environment, and of no other place', async () => {
      const bench = await open();
      const shop = await wrong(bench, { PRODUCTION_URL: bench.url });
      shop.write(
        'strata.json',
        JSON.stringify({
          environments: { production: { url: '${env:PRODUCTION_URL}', protected: true } },
        }),
      );
      const { code, stderr } = await shop.strata('repair', '--accept');
      assert.deepEqual(
        [code, stderr],
        [
          2,
          `error: production is protected. Nothing was changed.
Without a terminal to type its name on, give it: --confirm production
`,
        ],
      );
      const other = await shop.json('repair', '--accept', '--confirm', nameOf(bench));
      assert.deepEqual([other.exit, other.error?.code, other.changed], [2, 'usage', false]);
      const named = await shop.json('repair', '--accept', '--confirm', 'production');
      assert.deepEqual([named.exit, named.environment, named.changed], [0, 'production', true]);
    });
  });
}

describe('repair', () => {
  it('does nothing that nobody has agreed to', async () => {
    const bench = await engines.sqlite();
    const shop = await wrong(bench);
    for (const command of [['repair', '--accept'], ['repair', '3', '--applied'], ['baseline']]) {
      const { code, stderr } = await shop.strata(...command);
      assert.deepEqual(
        [code, stderr],
        [
          2,
          `error: A repair changes what the history of shop.db says. Nothing was changed.
Without a terminal to type its name on, give it: --confirm shop.db
`,
        ],
      );
    }
  });

  it(
    'asks on a terminal, once it has shown what it would change',
    { skip: noTerminal },
    async () => {
      const bench = await engines.sqlite();
      const shop = await wrong(bench);
      const file = bench.url.replace('sqlite:', '');
      const before = readFileSync(file);
      for (const [keys, exit] of [
        ['production\n', 2],
        ['\x03', 130],
      ] as const) {
        const terminal = shop.onTerminal('repair', '--accept');
        await terminal.answer('Type shop.db to go on: ', keys);
        const { code, screen } = await terminal.end();
        assert.equal(code, exit, screen);
        assert.ok(screen.includes('  ~ 1  users'), screen);
      }
      assert.deepEqual(readFileSync(file), before);
      const terminal = shop.onTerminal('repair', '--accept');
      await terminal.answer('Type shop.db to go on: ', 'shop.db\n');
      const { code, screen } = await terminal.end();
      assert.equal(code, 0, screen);
      assert.ok(screen.includes('Changed 1 row of _sqlx_migrations.'), screen);
    },
  );

  it(
    'changes nothing where the history has changed while it asked',
    { skip: noTerminal },
    async () => {
      const bench = await engines.sqlite();
      const shop = await wrong(bench);
      const terminal = shop.onTerminal('repair', '--accept');
      await terminal.answer('Type shop.db to go on: ', '');
      const database = new BetterSqlite3(bench.url.replace('sqlite:', ''));
      database.exec(`UPDATE _sqlx_migrations SET checksum = x'00' WHERE version = 1`);
      database.close();
      await terminal.answer('Type shop.db to go on: ', 'shop.db\n');
      const { code, screen } = await terminal.end();
      assert.equal(code, 1, screen);
      assert.ok(screen.includes(' Nothing was changed.\nLook again, and decide anew.'), screen);
      const [row] = await bench.look('SELECT checksum FROM _sqlx_migrations WHERE version = 1');
      assert.equal(row?.checksum, '00');
    },
  );

  it('says where git does not know what was applied', async () => {
    const shop = await wrong(await engines.sqlite());
    rmSync(shop.path('.git'), { recursive: true });
    const { stdout } = await shop.strata('repair', '1', '--accept', '--dry-run');
    assert.ok(
      stdout.includes(
        '      What was applied is not known: neither Strata nor git has that text of migrations/1_users.sql.\n',
      ),
      stdout,
    );
    shop.write('migrations/1_users.sql', USERS.replaceAll('\n', '\r\n'));
    const endings = await shop.strata('repair', '1', '--accept', '--dry-run');
    assert.ok(endings.stdout.includes('      Only the line endings differ.\n'), endings.stdout);
  });

  it('has options that contradict each other, or need a version', async () => {
    const shop = new Shop(FILES, { DATABASE_URL: 'sqlite:shop.db' });
    for (const [parameters, message] of [
      [['1', '--accept', '--forget'], "option '--accept' cannot be used with option '--forget'"],
      [['--applied'], "missing required argument 'version'"],
      [['--continue'], "missing required argument 'version'"],
      [['1', '--done'], "option '--done' says more only with --continue"],
      [['--dry-run'], 'say what is true: --accept, --applied, --not-applied or --forget'],
      [['x', '--accept', '--dry-run'], '"x" is not a version as sqlx writes it.'],
    ] as const) {
      const { exit, error, command } = await shop.json('repair', ...parameters);
      assert.deepEqual(
        [exit, command, error?.code, error?.message],
        [2, 'repair', 'usage', message],
      );
    }
  });

  it('has nothing to list where all is well', async () => {
    const shop = new Shop({ 'migrations/1_users.sql': USERS }, { DATABASE_URL: 'sqlite:shop.db' });
    await shop.strata('up');
    const listed = await shop.strata('repair');
    assertExit(listed, 0);
    assert.equal(body(listed.stdout), 'There is nothing to repair.\n');
  });
});
