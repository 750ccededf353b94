import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, it } from 'node:test';
import BetterSqlite3 from 'better-sqlite3';
import { postgres, postgresServer } from '../../support/postgres.ts';
import { assertExit, engines, serveCommands, Shop, untilPrinted, type Result } from './harness.ts';

serveCommands();

type Files = Readonly<Record<string, string | Uint8Array>>;

const simple = { 'migrations/1_x.sql': 'SELECT 1;\n' };
const refusedOnce = `
error: The plan is refused for 1 reason. Nothing was changed.
Put that right, then look again with: strata status
`;

for (const [engine, open] of Object.entries(engines)) {
  describe(`migrations as they come: ${engine}`, () => {
    async function at(files: Files): Promise<Shop> {
      return new Shop(files, { DATABASE_URL: (await open()).url });
    }

    /** What `up` says, once it is seen that it has applied nothing. */
    async function refusal(shop: Shop): Promise<string> {
      const { code, stderr } = await shop.strata('up');
      assert.equal(code, 1);
      assert.equal((await shop.json('status')).summary?.applied, 0);
      return stderr;
    }

    it('applies files that are empty, hold comments only, or have Windows line ends', async () => {
      const shop = await at({
        'migrations/1_empty.sql': '',
        'migrations/2_comment.sql': '-- only\r\n/* that */',
        'migrations/3_crlf.sql': 'CREATE TABLE a (id integer);\r\nDROP TABLE a;\r\n',
      });
      const result = await shop.strata('up');
      assertExit(result, 0);
      assert.equal(
        result.stderr,
        `  warning  empty-script  migrations/1_empty.sql:1:1
    migrations/1_empty.sql holds no statement. Applying it only records it.

  warning  empty-script  migrations/2_comment.sql:1:1
    migrations/2_comment.sql holds no statement. Applying it only records it.

`,
      );
      assert.deepEqual((await shop.strata('status', '--exit-code')).code, 0);
    });

    it('takes a byte order mark as the engine does', async () => {
      const shop = await at({ 'migrations/1_x.sql': '\uFEFFCREATE TABLE a (id integer);\n' });
      if (engine === 'sqlite') {
        assertExit(await shop.strata('up'), 0);
        assert.equal((await shop.json('status')).summary?.applied, 1);
      } else {
        assert.equal(
          await refusal(shop),
          `  error  encoding  migrations/1_x.sql:1:1
    migrations/1_x.sql begins with a byte order mark, which PostgreSQL takes for a syntax error. Save it as UTF-8 without one.
${refusedOnce}`,
        );
      }
    });

    it('says which line is not UTF-8', async () => {
      const latin1 = Buffer.from("SELECT 1;\nSELECT 'Zo\xEB';\n", 'latin1');
      assert.equal(
        await refusal(await at({ 'migrations/1_x.sql': latin1 })),
        `  error  encoding  migrations/1_x.sql:2:1
    1_x.sql is not UTF-8 (line 2), and sqlx cannot read it. Save it as UTF-8.
${refusedOnce}`,
      );
    });

    it('does not take what only psql can do', async () => {
      const copy = 'CREATE TABLE a (id integer);\nCOPY a FROM stdin;\n1\n\\.\n';
      const command = '\\connect other\nSELECT 1;\n';
      const [first, second] = [
        await refusal(await at({ 'migrations/1_x.sql': copy })),
        await refusal(await at({ 'migrations/1_x.sql': command })),
      ];
      if (engine === 'sqlite') {
        assert.match(first, /^ {2}2 \| COPY a FROM stdin;$[^]*near "COPY": syntax error/m);
        assert.match(second, /^ {2}1 \| \\connect other$[^]*unrecognized token: "\\"/m);
      } else {
        assert.equal(
          first,
          `  error  copy-data  migrations/1_x.sql:3:1
    migrations/1_x.sql holds rows for COPY … FROM stdin, which only psql can send. Write them as INSERT, for example by pg_dump --inserts.
${refusedOnce}`,
        );
        assert.equal(
          second,
          `  error  psql-command  migrations/1_x.sql:1:1
    migrations/1_x.sql: a line that begins with a backslash is a command of psql, which no server understands. Remove it.
${refusedOnce}`,
        );
      }
    });

    it('names what is no file: a folder, a link to nothing, a link to itself', async () => {
      const shop = await at(simple);
      mkdirSync(shop.path('migrations/2_folder.sql'));
      symlinkSync('nothing', shop.path('migrations/3_link.sql'));
      symlinkSync('4_circle.sql', shop.path('migrations/4_circle.sql'));
      const stderr = await refusal(shop);
      for (const path of ['2_folder.sql', '3_link.sql', '4_circle.sql']) {
        assert.ok(
          stderr.includes(
            `  error  naming  migrations/${path}\n    ${path} is not a file. sqlx passes over it. Rename or move it.\n`,
          ),
          stderr,
        );
      }
    });

    it('knows no version beyond 64 bits', async () => {
      assert.equal(
        await refusal(await at({ 'migrations/9223372036854775808_x.sql': 'SELECT 1;' })),
        `  error  naming  migrations/9223372036854775808_x.sql
    9223372036854775808_x.sql: the version does not fit into 64 bits, and sqlx stops at this file.
${refusedOnce}`,
      );
    });

    it('refuses two files of one version', async () => {
      assert.equal(
        await refusal(await at({ ...simple, 'migrations/01_y.sql': 'SELECT 2;\n' })),
        `  error  duplicate-version  migrations/01_y.sql
    Version 1 is claimed by 1_x.sql too, and sqlx fails at the second of them. Give one a fresh version.

  error  duplicate-version  migrations/1_x.sql
    Version 1 is claimed by 01_y.sql too, and sqlx fails at the second of them. Give one a fresh version.

error: The plan is refused for 2 reasons. Nothing was changed.
Put that right, then look again with: strata status
`,
      );
    });

    it('knows when nobody has ever heard of a version', async () => {
      const shop = await at(simple);
      for (const parameters of [
        ['up', '--to', '7'],
        ['down', '--to', '7'],
        ['to', '7'],
      ]) {
        const { code, stderr } = await shop.strata(...parameters);
        assert.equal(code, 1);
        assert.equal(
          stderr,
          `  error  unknown-version
    There is no migration 7, neither as a file nor in the history.
${refusedOnce}`,
        );
      }
    });

    it('leaves a history table alone that another tool made', async () => {
      const bench = await open();
      await bench.execute('CREATE TABLE _sqlx_migrations (version bigint, dirty boolean)');
      const shop = new Shop(simple, { DATABASE_URL: bench.url });
      const [table, database] =
        engine === 'sqlite'
          ? ['_sqlx_migrations', 'shop.db']
          : ['public._sqlx_migrations', bench.url.split('/').at(-1) ?? ''];
      assert.equal(
        await refusal(shop),
        `  error  foreign-history
    The table ${table} in ${database} is not a sqlx history: its columns (version, dirty) are those of golang-migrate. Strata leaves it alone. Point the project at another database or table.
${refusedOnce}`,
      );
      assert.deepEqual(await bench.look('SELECT * FROM _sqlx_migrations'), []);
      assert.equal((await shop.strata('validate')).code, 1);
    });

    it('says that a recorded checksum has the wrong length', async () => {
      const bench = await open();
      const shop = new Shop(simple, { DATABASE_URL: bench.url });
      await shop.strata('up');
      const bytes = engine === 'sqlite' ? "x'abcd'" : "'\\xabcd'";
      await bench.execute(`UPDATE _sqlx_migrations SET checksum = ${bytes}`);
      const { code, stderr } = await shop.strata('up');
      assert.equal(code, 1);
      assert.equal(
        stderr,
        `  error  corrupt-history  migrations/1_x.sql
    The recorded checksum of migration 1 has the wrong length, so the file cannot be compared with it. If the file is what was applied: strata repair 1 --accept.
    Expected: abcd
    Got: 24454095d8d7876ca8e842f34296ca645c83e0f7b50f048c99db4b2ff4da659267afc4ef3e994f3d74e18c741165d931
${refusedOnce}`,
      );
    });
  });
}

describe('a project that is not in order', () => {
  const url = ['--url', 'sqlite:shop.db'];

  async function complaint(shop: Shop, ...parameters: string[]): Promise<string> {
    const { code, stdout, stderr } = await shop.strata(...parameters);
    assert.deepEqual([code, stdout], [2, '']);
    const { error, exit } = await shop.plan(...parameters, '--dry-run');
    assert.deepEqual([exit, error?.code], [2, 'configuration']);
    assert.equal(stderr, `error: ${error?.message ?? ''}\n${error?.hint ? `${error.hint}\n` : ''}`);
    return stderr;
  }

  it('has no folder, no migrations folder, or no database', async () => {
    const shop = new Shop();
    assert.match(
      await complaint(shop, 'up', '-C', 'nowhere'),
      /^error: There is no folder \S+\/shop\/nowhere\.\nName the project’s folder by -C\.\n$/,
    );
    assert.equal(
      await complaint(shop, 'up', ...url),
      'error: shop has no folder migrations.\n' +
        'Name the folder by --migrations, or begin with a first migration: strata create NAME\n',
    );
    assert.equal(
      await complaint(shop, 'up'),
      'error: No database is named for shop.\n' +
        'Set DATABASE_URL in the environment or in .env, or give --url, for example: --url sqlite:app.db\n',
    );
    shop.write('.env', 'DATABASE_URL=sqlite:shop.db\n');
    assert.equal(
      await complaint(shop, 'up', '--no-dotenv'),
      'error: No database is named for shop.\n' +
        'Set DATABASE_URL in the environment, or give --url, for example: --url sqlite:app.db\n',
    );
  });

  it('has a broken sqlx.toml', async () => {
    const shop = new Shop({ ...simple, 'sqlx.toml': '[common]\n\n[migrate\n' });
    assert.match(await complaint(shop, 'up', ...url), /^error: sqlx\.toml, line 3: Invalid TOML/);
    shop.write('sqlx.toml', '[migrate]\ntable-name = 1\n');
    assert.equal(
      await complaint(shop, 'up', ...url),
      'error: sqlx.toml: table-name must be a string.\n',
    );
  });

  it('has an address of a kind that Strata does not know', async () => {
    const shop = new Shop(simple);
    const examples =
      'An address begins with sqlite:, postgres:// or postgresql://, such as sqlite:data/app.db or postgres://user:password@localhost:5432/app.\n';
    assert.equal(
      await complaint(shop, 'up', '--url', 'mysql://user:planted@host/shop'),
      `error: --url: Strata does not know databases of the kind “mysql://”.\n${examples}`,
    );
    assert.equal(
      await complaint(shop, 'up', '--database-url', 'shop.db'),
      `error: --url: The database address does not say which kind of database it means.\n${examples}`,
    );
  });
});

describe('a SQLite file that will not do', () => {
  async function connecting(shop: Shop, address: string, exit: number): Promise<Result> {
    const result = await shop.strata('up', '--url', address, '--lock-timeout', '1');
    assertExit(result, exit);
    const { error, ...run } = await shop.json('up', '--url', address, '--lock-timeout', '1');
    assert.equal(run.exit, exit);
    assert.equal(result.stderr.split('\n')[0], `error: ${error?.message ?? ''}`);
    return result;
  }

  it('is something else', async () => {
    const shop = new Shop({ ...simple, 'notes.txt': 'These are notes.\n'.repeat(100) });
    const { stderr } = await connecting(shop, 'sqlite:notes.txt', 3);
    assert.match(
      stderr,
      /^error: \S+notes\.txt is not a SQLite database, or it is encrypted\.\nCheck the address: it has to name a SQLite file\.\n$/,
    );
    const folder = await connecting(shop, 'sqlite:migrations', 3);
    assert.match(folder.stderr, /migrations is a folder, not a SQLite file\.\n/);
  });

  it('is read-only', async () => {
    const shop = new Shop(simple);
    assertExit(await shop.strata('up', '--url', 'sqlite:shop.db'), 0);
    shop.write('migrations/2_y.sql', 'SELECT 2;\n');
    const { stderr } = await connecting(shop, 'sqlite:shop.db?mode=ro', 1);
    assert.match(
      stderr,
      /^error: \S+shop\.db is not written: its address says mode=ro\.\nTake mode=ro out of the address to apply or revert there\.\n$/,
    );
    assert.equal((await shop.json('status', '--url', 'sqlite:shop.db')).summary?.pending, 1);
  });

  it('is not there and must not be made', async () => {
    const shop = new Shop(simple);
    const { stderr } = await connecting(shop, 'sqlite:none.db?mode=rw', 3);
    assert.match(stderr, /^error: There is no file \S+none\.db, and its address says mode=rw/);
    const folder = await connecting(shop, 'sqlite:none/shop.db', 3);
    assert.match(folder.stderr, /can’t be made: there is no folder \S+none\.\n/);
  });

  it('is locked by another process', async () => {
    const shop = new Shop(simple);
    const other = new BetterSqlite3(shop.path('shop.db'));
    other.exec('CREATE TABLE t (a); BEGIN IMMEDIATE');
    try {
      const before = performance.now();
      const { stderr } = await connecting(shop, 'sqlite:shop.db', 4);
      // Twice, a second each.
      assert.ok(performance.now() - before < 4500);
      assert.match(
        stderr,
        /^error: \S+shop\.db is locked: (?:another process|process \d+ \(.+\)) holds it and did not let go in time\.\nClose the program/,
      );
    } finally {
      other.close();
    }
    assertExit(await shop.strata('up', '--url', 'sqlite:shop.db'), 0);
  });

  it('is written as soon as another process lets go', async () => {
    const shop = new Shop(simple);
    const other = new BetterSqlite3(shop.path('shop.db'));
    other.exec('CREATE TABLE t (a); BEGIN IMMEDIATE');
    const { result } = shop.start(['up', '--url', 'sqlite:shop.db', '--lock-timeout', '30']);
    // Longer than SQLite is otherwise given.
    await sleep(6000);
    other.close();
    assertExit(await result, 0);
    const { summary } = await shop.json('status', '--url', 'sqlite:shop.db');
    assert.equal(summary?.applied, 1);
  });
});

describe('a PostgreSQL server that cannot be reached', () => {
  async function address(change: (url: URL) => void): Promise<string> {
    const url = new URL((await (await postgres()).createDatabase()).url);
    change(url);
    return url.href;
  }

  const cases: readonly (readonly [string, (url: URL) => void, RegExp])[] = [
    [
      'wrong password',
      (url) => (url.password = 'wrong'),
      /^error: The server refused the password of “postgres” \(postgres:\/\/postgres@\S+\)\.\nCorrect user and password in the address, PGPASSWORD or \S+\n$/,
    ],
    [
      'wrong host',
      (url) => (url.hostname = 'no-such-host.invalid'),
      /^error: There is no host “no-such-host\.invalid” \(\S+\)\.\nCorrect the host in the address, or check the network\.\n$/,
    ],
    [
      'wrong port',
      (url) => (url.port = '1'),
      /^error: Nothing answers on 127\.0\.0\.1, port 1 \(\S+\)\.\nStart the server, or correct host and port in the address\.\n$/,
    ],
    [
      'wrong database',
      (url) => (url.pathname = '/nope'),
      /^error: There is no database “nope” on the server \(\S+\)\.\nCreate it with strata database create, or correct the name in the address\.\n$/,
    ],
    [
      'TLS where there is none',
      (url) => (url.search = '?sslmode=require'),
      /^error: The server of \S+ does not encrypt, and sslmode=require insists on it\.\nTurn TLS on in the server, or use sslmode=prefer\.\n$/,
    ],
  ];
  for (const [name, change, message] of cases) {
    it(name, async () => {
      const shop = new Shop(simple, { DATABASE_URL: await address(change) });
      const { code, stdout, stderr } = await shop.strata('status');
      assert.deepEqual([code, stdout], [3, '']);
      assert.match(stderr, message);
      const { exit, error, applied } = await shop.json('up');
      assert.deepEqual([exit, error?.code, applied], [3, 'connect', []]);
    });
  }
});

describe('a server that goes away in mid-run', () => {
  it('leaves what was committed, and the message says what that is', async (t) => {
    const server = await postgresServer({ fsync: true });
    t.after(() => server.stop());
    const { user, password, host, port } = server;
    const shop = new Shop(
      {
        'migrations/1_first.sql': 'CREATE TABLE first (id integer);\n',
        'migrations/2_slow.sql': 'CREATE TABLE second (id integer);\nSELECT pg_sleep(60);\n',
        'migrations/3_last.sql': 'CREATE TABLE third (id integer);\n',
      },
      { DATABASE_URL: `postgres://${user}:${password}@${host}:${port}/postgres` },
    );
    const { process, result } = shop.start(['up']);
    await untilPrinted(process.stdout, 'first');
    await sleep(300);
    await server.kill();
    const { code, stderr } = await result;
    assert.equal(code, 1);
    assert.match(
      stderr,
      // All of it had been sent, and the server is not there to be asked.
      /^error: slow failed.*: The connection to the server was lost.*\. Whether it was kept could not be found out: look at the status; 1 earlier migration is done\.$/m,
    );
    assert.doesNotMatch(stderr, /^ {4}at /m);

    await server.start();
    const { summary } = await shop.json('status');
    assert.deepEqual([summary?.applied, summary?.pending], [1, 2]);
  });
});
