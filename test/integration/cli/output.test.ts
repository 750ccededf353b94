import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { describe, it } from 'node:test';
import type { Document } from '../../../src/cli/documents.ts';
import { assertExit, readable, serveCommands, Shop } from './harness.ts';

serveCommands();

const files = {
  '.env': 'DATABASE_URL=sqlite:shop.db\n',
  'migrations/20250120000001_users_schema.sql': 'CREATE TABLE users (id integer PRIMARY KEY);\n',
  'migrations/20250120000002_api_keys.up.sql': 'CREATE TABLE api_keys (id integer);\n',
  'migrations/20250120000002_api_keys.down.sql': 'DROP TABLE api_keys;\n',
  'migrations/20250120000003_analytics.sql': 'CREATE TABLE analytics (id integer);\n',
};

async function print(shop: Shop, ...parameters: string[]): Promise<string> {
  const result = await shop.strata(...parameters);
  assertExit(result, 0);
  assert.equal(result.stderr, '');
  return readable(result.stdout);
}

describe('what people read', () => {
  it('shows the target, and each migration with its state in words', async () => {
    const shop = new Shop(files);
    assert.equal(
      await print(shop, 'up', '--steps', '2'),
      `shop · sqlite:./shop.db (DATABASE_URL in .env) · sqlx

  ✓  20250120000001  users schema  applied  N ms
  ✓  20250120000002  api keys      applied  N ms

2 applied on shop.db
`,
    );
    shop.write(
      'migrations/20250120000002_api_keys.up.sql',
      'CREATE TABLE api_keys (id integer);\r\n',
    );
    assert.equal(
      await print(shop, 'status'),
      `shop · sqlite:./shop.db (DATABASE_URL in .env) · sqlx

  ✓  20250120000001  users schema  applied just now  N ms
  ✎  20250120000002  api keys      edited since applied (line endings only)  N ms
  ○  20250120000003  analytics     pending

1 applied · 1 edited · 1 pending

  error  modified  migrations/20250120000002_api_keys.up.sql
    Migration 20250120000002 was edited since it was applied: line endings only. Save it with the line endings it had, or accept it: strata repair 20250120000002 --accept.
    Expected: b776ab4fbe9cca4124731ed886a9aa58d79aa004bdb2b4a69f2007415757a6810934fc4ff56111b12b3d4800fe58671b
    Got: 2ccb7ab8f38e5aa754ec2033b5dcb06300d9ac95812ea96294b2f68f7efedf207cf387706d9173f9c0d135a13a22b3d8
`,
    );
    assert.equal(
      readable((await shop.strata('down')).stdout),
      `shop · sqlite:./shop.db (DATABASE_URL in .env) · sqlx

  ↩  20250120000002  api keys  reverted  N ms

1 reverted on shop.db
`,
    );
  });

  it('shows what is missing, out of order or failed', async () => {
    const shop = new Shop(files);
    await shop.strata('up', '--steps', '2');
    rmSync(shop.path('migrations/20250120000001_users_schema.sql'));
    shop.write('migrations/20250119000000_早い.sql', 'SELECT 1;\n');
    shop.write('migrations/20250120000003_analytics.sql', '-- no-transaction\nSELECT 1;\nSELEC 2');
    await shop.strata('up', '--ignore-missing');
    const { stdout } = await shop.strata('status');
    assert.equal(
      readable(stdout).split('\n\n').slice(0, 3).join('\n\n'),
      `shop · sqlite:./shop.db (DATABASE_URL in .env) · sqlx

  ✓  20250119000000  早い          applied just now  N ms
  ?  20250120000001  users schema  applied just now, but the file is missing  N ms
  ✓  20250120000002  api keys      applied just now  N ms
  ✗  20250120000003  analytics     failed just now

2 applied · 1 failed · 1 missing`,
    );
  });

  it('shows a plan as SQL', async () => {
    assert.equal(
      await print(new Shop(files), 'plan', '--steps', '1'),
      `-- shop · sqlite:./shop.db (DATABASE_URL in .env) · sqlx
-- Plan: apply 1 migration. Nothing has been changed.

-- apply 20250120000001 users schema · migrations/20250120000001_users_schema.sql
CREATE TABLE users (id integer PRIMARY KEY);
`,
    );
  });

  it('shows the failing line with a caret, the server’s words, and what is true now', async () => {
    const shop = new Shop({
      ...files,
      'migrations/20250120000002_api_keys.up.sql':
        'CREATE TABLE api_keys (id integer);\n\tCREATE TABLE 鍵 (id integer); INSERT INTO userz VALUES (1);\n',
    });
    const { code, stdout, stderr } = await shop.strata('up');
    assert.equal(code, 1);
    assert.equal(
      readable(stdout),
      `shop · sqlite:./shop.db (DATABASE_URL in .env) · sqlx

  ✓  20250120000001  users schema  applied  N ms
`,
    );
    assert.equal(
      stderr,
      `
migrations/20250120000002_api_keys.up.sql:2:31

  2 | \tCREATE TABLE 鍵 (id integer); INSERT INTO userz VALUES (1);
    | \t                              ^

  no such table: userz (code SQLITE_ERROR)

error: api keys failed at line 2: no such table: userz. Nothing of it was kept; 1 earlier migration is done.
Put that right, then go on with the same command.
`,
    );
  });

  it('shows every reason against a plan', async () => {
    const shop = new Shop(files);
    await shop.strata('up', '--steps', '1');
    shop.write('migrations/20250120000001_users_schema.sql', 'SELECT 1;\n');
    shop.write('migrations/seed_data.sql', 'SELECT 1;\n');
    const { code, stderr } = await shop.strata('up');
    assert.equal(code, 1);
    assert.equal(
      stderr,
      `  error  modified  migrations/20250120000001_users_schema.sql
    Migration 20250120000001 was edited since it was applied. Undo the edit, and put the change into a new migration. If the database has it all the same: strata repair 20250120000001 --accept.
    Expected: 437017eb62d69346a20a7a782db446bb5c44f5478410382b12e875c325bad18a68ac734232d9821b5ca130f51c090ff3
    Got: 24454095d8d7876ca8e842f34296ca645c83e0f7b50f048c99db4b2ff4da659267afc4ef3e994f3d74e18c741165d931

  error  naming  migrations/seed_data.sql
    seed_data.sql: "seed" is not a whole number, and sqlx stops at this file, whatever it is asked to do. Name it VERSION_DESCRIPTION.sql, or move it to another folder.

error: The plan is refused for 2 reasons. Nothing was changed.
Put that right, then look again with: strata status
`,
    );
  });

  it('says when there is nothing to do', async () => {
    const shop = new Shop(files);
    const last = async (...parameters: string[]) =>
      (await print(shop, ...parameters)).split('\n').at(-2);
    assert.equal(await last('down'), 'There is nothing to revert on shop.db.');
    await shop.strata('up');
    assert.equal(await last('up'), 'Everything is applied on shop.db.');
    assert.equal(
      await last('up', '--to', '20250120000002'),
      'Everything up to 20250120000002 is applied on shop.db.',
    );
    assert.equal(await last('to', '20250120000003'), 'shop.db is already there.');
    assert.equal(await last('plan'), '-- Plan: nothing to do.');
    assert.equal(await last('validate'), 'Files and history agree.');
  });

  it('adds, when asked, where things come from and how long it took', async () => {
    const shop = new Shop(files);
    const { stdout, stderr } = await shop.strata(
      'status',
      '--verbose',
      '--migrations',
      'migrations',
    );
    assert.match(stdout, /^ {2}project {5}\S+\/shop$/m);
    assert.match(stdout, /^ {2}migrations {2}migrations \(--migrations\)$/m);
    assert.match(stdout, /^ {2}database {4}sqlite:\/\/\S+\/shop\.db \(not there yet\)$/m);
    assert.match(stdout, /^ {2}server {6}SQLite 3\.\d+\.\d+$/m);
    assert.match(stdout, /^ {2}history {5}_sqlx_migrations \(not there yet\)$/m);
    assert.match(stderr, /^took (?:\d+ ms|\d+\.\d s)\n$/);
  });

  it('marks problems on the files of a pull request, by the repository’s paths', async () => {
    const shop = new Shop({
      '.env': 'DATABASE_URL=sqlite:shop.db\n',
      'services/a,b/migrations/1_x:100%.sql': 'SELECT 1;\n',
      'services/a,b/migrations/2_y.sql': '/* y */ SELECT 1;\nCOMMIT;\n',
    });
    mkdirSync(shop.path('.git'));
    const parameters = ['-C', 'services/a,b', '--url', 'sqlite:shop.db'];
    await shop.strata('up', ...parameters, '--to', '1');
    shop.write('services/a,b/migrations/1_x:100%.sql', 'SELECT 2;\n');
    const { code, stdout } = await shop.strata(...parameters, 'validate', '--format', 'github');
    assert.equal(code, 1);
    assert.equal(
      stdout,
      "::error file=services/a%2Cb/migrations/1_x%3A100%25.sql,title=strata modified::Migration 1 was edited since it was applied. Undo the edit, and put the change into a new migration. If the database has it all the same: strata repair -C 'services/a,b' --url … 1 --accept.%0AExpected: 24454095d8d7876ca8e842f34296ca645c83e0f7b50f048c99db4b2ff4da659267afc4ef3e994f3d74e18c741165d931%0AGot: 1f7e22c7c0ea23f18eaa40e47945a71f2cb479fba2257126cc756c7c3df72785d5106cb6eaf17f3144abe02570d1d7a7\n" +
        '::error file=services/a%2Cb/migrations/2_y.sql,line=2,endLine=2,col=1,endColumn=7,title=strata transaction-control::migrations/2_y.sql: this statement would end the transaction that keeps the migration and its history row together. Remove BEGIN and COMMIT: the migration is one transaction as it is.\n' +
        'Not valid: 2 errors.\n',
    );
  });

  it('is plain where it is piped', async () => {
    const shop = new Shop(files);
    for (const env of [{}, { FORCE_COLOR: '1' }]) {
      const { stdout } = await shop.start(['up'], env).result;
      assert.match(stdout, /✓|Everything is applied/);
      assert.ok(!stdout.includes('\x1B') && !stdout.includes('\r'));
    }
  });

  it('shows no control character and no mark of direction that a file name holds', async () => {
    const shop = new Shop({
      '.env': 'DATABASE_URL=sqlite:shop.db\n',
      'migrations/1_\x1B[31mred\u202Elqs.sql': 'SELECT 1;\n',
    });
    assert.match(await print(shop, 'status'), /\\u001B\[31mred\\u202Elqs/);
  });
});

describe('what nobody expects', () => {
  it('goes on applying when nobody reads what it says', async () => {
    const shop = new Shop(files);
    const { process, result } = shop.start(['up']);
    process.stdout.destroy();
    process.stderr.destroy();
    await assert.rejects(result, { code: 'ERR_STREAM_PREMATURE_CLOSE' });
    if (process.exitCode === null) await once(process, 'exit');
    assert.equal(process.exitCode, 0);
    assert.equal((await shop.json('status')).summary?.applied, 3);
  });

  it('is told without a stack trace', async () => {
    const thrower = 'data:text/javascript,setImmediate(()=>{throw(new(Error)(/boom/.source))})';
    const { code, stderr } = await new Shop(files).start(['status'], {
      NODE_OPTIONS: `--import ${thrower}`,
    }).result;
    assert.equal(code, 1);
    assert.equal(
      stderr,
      'error: Strata could not go on: boom\n' +
        'See what is true now with strata status, and please report this: it is a fault of Strata’s own.\n',
    );
  });
});

describe('--json', () => {
  it('is what validate calls a format, too', async () => {
    const shop = new Shop(files);
    await shop.strata('up');
    const { code, stdout } = await shop.strata('validate', '--format', 'json');
    assert.deepEqual(
      [code, JSON.parse(stdout)],
      [0, { command: 'validate', error: null, valid: true, problems: [] }],
    );
    const wrong = await shop.strata('validate', '--format', 'json', '--bogus');
    assert.equal((JSON.parse(wrong.stdout) as Document).error?.code, 'usage');
  });

  it('leaves standard output to the document, and speaks to people elsewhere', async () => {
    const shop = new Shop(files);
    const { stdout, stderr } = await shop.strata('up', '--json');
    assert.equal((JSON.parse(stdout) as { command: string }).command, 'up');
    assert.match(stderr, /✓ {2}20250120000001 {2}users schema {2}applied/);
  });

  it('says as the history has it what a JSON number cannot hold', async () => {
    const shop = new Shop({
      '.env': 'DATABASE_URL=sqlite:shop.db\n',
      'migrations/9223372036854775807_last.sql': 'SELECT 1;\n',
    });
    await shop.strata('up');
    const [last] = (await shop.json('status')).migrations ?? [];
    assert.equal(last?.version, '9223372036854775807');
    assert.equal(last.history?.version, '9223372036854775807');
  });
});

describe('what is typed wrongly', () => {
  const wrong: readonly (readonly [parameters: string, message: string])[] = [
    ['status --bogus', "unknown option '--bogus'"],
    ['up --to', "option '--to <version>' argument missing"],
    [
      'up --steps 0',
      "option '--steps <n>' argument '0' is invalid. It is not a whole number above 0.",
    ],
    ['up --steps 1 --to 3', "option '--to <version>' cannot be used with option '--steps <n>'"],
    ['up extra', "too many arguments for 'up'. Expected 0 arguments but got 1: extra."],
    ['down 2 --steps 3', 'a number cannot be used with --to or --steps'],
    [
      'down x',
      "command-argument value 'x' is invalid for argument 'n'. It is not a whole number above 0.",
    ],
    ['to', "missing required argument 'version'"],
    ['to 1 --version 1', 'the version is given twice'],
    ['to abc', '"abc" is not a version as sqlx writes it.'],
    ['to 9223372036854775808', '"9223372036854775808" is not a version as sqlx writes it.'],
    [
      'redo 0',
      "command-argument value '0' is invalid for argument 'n'. It is not a whole number above 0.",
    ],
    ['create', "missing required argument 'name'"],
    [
      'create x --simple --reversible',
      "option '--simple' cannot be used with option '--reversible'",
    ],
    [
      'status --lock-timeout soon',
      "option '--lock-timeout <seconds>' argument 'soon' is invalid. It is not a number of seconds, up to a day.",
    ],
    [
      'status --convention flywheel',
      'Unknown convention "flywheel". Known: sqlx, sections, versioned-folders.',
    ],
  ];
  for (const [parameters, message] of wrong) {
    it(`strata ${parameters}`, async () => {
      const shop = new Shop(files);
      const plain = await shop.strata(...parameters.split(' '));
      assert.equal(plain.code, 2);
      assert.equal(plain.stdout, '');
      assert.equal(plain.stderr.split('\n')[0], `error: ${message}`);
      const [command] = parameters.split(' ');
      const { code, stdout } = await shop.strata('--json', ...parameters.split(' '));
      const document = JSON.parse(stdout) as Document;
      assert.deepEqual(
        [code, document.command, document.error?.code, document.error?.message],
        [2, command, 'usage', message],
      );
    });
  }

  it('names the commands when none, or one it does not know, is named', async () => {
    const shop = new Shop(files);
    const none = await shop.strata();
    assert.deepEqual([none.code, none.stdout], [2, '']);
    assert.match(
      none.stderr,
      /^Usage: strata[^]*error: No command is named\.\nSee: strata --help\n$/,
    );
    const unknown = await shop.strata('statsu', '--json');
    assert.deepEqual(
      [unknown.code, JSON.parse(unknown.stdout)],
      [
        2,
        {
          command: null,
          error: {
            code: 'usage',
            message: "unknown command 'statsu'",
            hint: '(Did you mean status?)\nSee: strata --help',
          },
        },
      ],
    );
  });
});

describe('--help', () => {
  const commands = [
    ...[
      '',
      'status',
      'plan',
      'rehearse',
      'validate',
      'doctor',
      'backups',
      'create',
      'up',
      'down',
      'to',
      'redo',
    ],
    ...[
      'init',
      'backup',
      'restore',
      'reset',
      'database',
      'database create',
      'database drop',
      'shell',
      'repair',
      'baseline',
    ],
  ];
  for (const command of commands) {
    it(`fits one screen and gives an example: strata ${command}`, async () => {
      const { code, stdout, stderr } = await new Shop().strata(
        ...command.split(' ').filter(Boolean),
        '--help',
      );
      assert.deepEqual([code, stderr], [0, '']);
      const lines = stdout.split('\n');
      assert.ok(lines.length <= (command === '' ? 51 : 24), `${lines.length} lines`);
      assert.ok(lines.every((line) => line.length <= 80));
      assert.match(stdout, new RegExp(`For example:\n  strata ${command}`));
    });
  }

  it('tells the version', async () => {
    const { version } = JSON.parse(
      readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'),
    ) as { version: string };
    const { code, stdout } = await new Shop().strata('--version');
    assert.deepEqual([code, stdout], [0, `${version}\n`]);
  });
});
