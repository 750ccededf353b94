import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { inspect } from 'node:util';
import { after, before, describe, it } from 'node:test';
import { Client } from 'pg';
import { MigrationRunner } from '../../src/node/runner.ts';
import { postgres } from '../support/postgres.ts';
import { PLAIN_SECRET, Search, SECRET } from '../support/secret.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { Shop, type Result } from './cli/harness.ts';

const search = new Search('secrets-everywhere');
after(() => {
  search.end();
});

function assertSilent({ stdout, stderr }: Result, what: string): void {
  search.assertSilent(`${stdout}${stderr}`, what);
}

const encoded = encodeURIComponent(SECRET);
const migrations = { 'migrations/1_x.sql': 'SELECT 1;\n' };
const NOBODY = '127.0.0.1:1';

/** A database, and a role that only the secret lets in. */
let right: { readonly host: string; readonly name: string; readonly role: string; url: string };

before(async () => {
  const server = await postgres();
  const { name } = await server.createDatabase();
  const role = `secret_${name}`;
  const client = new Client({ connectionString: server.url(name) });
  await client.connect();
  await client.query(
    `CREATE ROLE ${role} LOGIN SUPERUSER PASSWORD '${SECRET.replaceAll("'", "''")}'`,
  );
  await client.end();
  const host = `${server.host}:${server.port}`;
  right = { host, name, role, url: `postgres://${role}:${encoded}@${host}/${name}` };
});

describe('a password stays secret, wherever it is written', () => {
  const without = (at: string): string => `postgres://user@${at}/shop`;
  const addresses: Readonly<
    Record<string, { files?: Record<string, string>; env?: Record<string, string> }>
  > = {
    PGPASSWORD: { env: { DATABASE_URL: without(NOBODY), PGPASSWORD: SECRET } },
    'PGPASSWORD in .env': {
      files: { '.env': `DATABASE_URL=${without(NOBODY)}\nPGPASSWORD="${PLAIN_SECRET}"\n` },
    },
    'a password file': {
      files: { pass: `*:*:*:*:${SECRET.replaceAll(/[\\:]/g, '\\$&')}\n` },
      env: { DATABASE_URL: without(NOBODY), PGPASSFILE: 'pass' },
    },
    'strata.json, by ${env:…}': {
      files: {
        'strata.json': JSON.stringify({
          environments: { production: { url: 'postgres://user:${env:SECRET}@127.0.0.1:1/shop' } },
        }),
      },
      env: { SECRET },
    },
    'strata.json, literally': {
      files: {
        'strata.json': JSON.stringify({
          environments: { production: { url: `postgres://user:${encoded}@${NOBODY}/shop` } },
        }),
      },
    },
    'strata.json, not as an address': {
      files: { 'strata.json': JSON.stringify({ environments: { production: { url: SECRET } } }) },
    },
    'an address twice encoded': {
      env: { DATABASE_URL: `postgres://user:${encodeURIComponent(encoded)}@${NOBODY}/shop` },
    },
    'an address in lower-case hex': {
      env: { DATABASE_URL: `postgres://user:${encoded.toLowerCase()}@${NOBODY}/shop` },
    },
    sslpassword: { env: { DATABASE_URL: `${without(NOBODY)}?sslpassword=${encoded}` } },
    'password= twice': {
      env: { DATABASE_URL: `${without(NOBODY)}?password=x&password=${encoded}&port=x` },
    },
    'options=': { env: { DATABASE_URL: `${without(NOBODY)}?options=-c%20my.password=${encoded}` } },
    'a SQLite address with one': {
      env: { DATABASE_URL: `sqlite://user:${encoded}@nowhere/x?mode=no` },
    },
    '.env that is no file of variables': {
      files: { '.env': `postgres://user:${SECRET}@${NOBODY}/shop\n` },
    },
  };
  for (const [place, { files = {}, env = {} }] of Object.entries(addresses)) {
    it(place, async () => {
      const shop = new Shop({ ...migrations, ...files }, env);
      if (files.pass !== undefined) chmodSync(shop.path('pass'), 0o600);
      for (const command of [
        ['status'],
        ['up', '--json', '--verbose'],
        ['doctor', '--verbose'],
        ['doctor', '--json'],
        ['validate', '--format', 'github'],
      ]) {
        assertSilent(await shop.strata(...command), `${place}, ${command.join(' ')}`);
      }
    });
  }
});

describe('a password in a script stays secret when it fails', () => {
  const literal = `'${SECRET.replaceAll("'", "''")}'`;
  const scripts: Readonly<Record<string, string>> = {
    'there is no such role': `SELECT 1;\nALTER ROLE nobody_there PASSWORD ${literal};`,
    'over several lines': `ALTER ROLE nobody_there\n  PASSWORD\n  ${literal}\n;`,
    'a syntax error after it': `CREATE ROLE other PASSWORD ${literal} ${literal};`,
    'within a DO': `DO $$ BEGIN EXECUTE 'ALTER ROLE nobody_there PASSWORD ${literal.replaceAll("'", "''")}'; END $$;`,
    'in an address': `SELECT 1/0 AS "postgres://u:${SECRET.replaceAll(/[ "]/g, '')}@h/d";`,
    'as the server’s own words': `DO $$ BEGIN RAISE EXCEPTION 'no way to postgres://u:${PLAIN_SECRET}@h' USING DETAIL = 'password=${PLAIN_SECRET} host=h', HINT = 'try PASSWORD ''${PLAIN_SECRET}'''; END $$;`,
  };
  for (const [what, sql] of Object.entries(scripts)) {
    it(what, async () => {
      const server = await postgres();
      const { url } = await server.createDatabase();
      const files = {
        'migrations/V001__x/up.sql': sql,
        'migrations/V001__x/down.sql': 'SELECT 1;',
      };
      const shop = new Shop(files, { DATABASE_URL: url });
      for (const command of [
        ['up'],
        ['up', '--json'],
        ['up', '--verbose'],
        ['status', '--json'],
        ['status'],
        ['validate', '--format', 'github'],
        ['doctor'],
      ]) {
        const result = await shop.strata(...command);
        if (command[0] === 'up') assert.equal(result.code, 1, result.stderr);
        assertSilent(result, `${what}, ${command.join(' ')}`);
      }
      const client = new Client({ connectionString: url });
      await client.connect();
      const { rows } = await client.query<{ said: string }>(
        'SELECT h::text AS said FROM migration_history h',
      );
      await client.end();
      assert.match(rows[0]?.said ?? '', /failed/);
      search.assertSilent(rows[0]?.said ?? '', `${what}, the history`);
    });
  }
});

describe(
  'a password is not in the list of processes',
  { skip: process.platform !== 'linux' },
  () => {
    function commandLines(): string {
      return readdirSync('/proc')
        .filter((name) => /^\d+$/.test(name))
        .map((pid) => {
          try {
            return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
          } catch {
            return '';
          }
        })
        .join('\n');
    }

    /** PostgreSQL's own programs, which write down how they were called. */
    function programs(): { readonly folder: string; readonly calls: () => string } {
      const folder = temporaryFolder('programs');
      const log = join(folder, 'calls');
      for (const name of ['pg_dump', 'pg_restore', 'psql']) {
        const path = join(folder, name);
        const script = `#!/bin/sh
tr '\\000' ' ' < /proc/$$/cmdline >> '${log}'; echo >> '${log}'
for each; do case "$each" in --file=*) echo dump > "\${each#--file=}";; --version) echo "${name} (PostgreSQL) 99.0"; exit;; esac; done
[ "$PGPASSWORD" = '${SECRET.replaceAll("'", "'\\''")}' ] && echo "password by environment" >> '${log}'
echo "failed with $PGPASSWORD" >&2; exit 1
`;
        writeFileSync(path, script, { mode: 0o755 });
      }
      return { folder, calls: () => readFileSync(log, 'utf8') };
    }

    for (const command of [
      ['backup'],
      ['shell', '--', '-c', 'SELECT 1'],
      ['restore', 'some.dump', '--confirm'],
    ]) {
      it(`of ${command.join(' ')}`, async () => {
        const { folder, calls } = programs();
        const shop = new Shop(
          { ...migrations, 'some.dump': 'x' },
          { DATABASE_URL: right.url, PATH: `${folder}${delimiter}${process.env.PATH ?? ''}` },
        );
        const all = command[0] === 'restore' ? [...command, right.name] : command;
        const result = await shop.strata(...all);
        if (command[0] !== 'shell') assertSilent(result, command.join(' '));
        assert.match(
          calls(),
          command[0] === 'restore' ? /pg_restore/ : /password by environment/,
          result.stderr,
        );
        search.assertSilent(calls(), `the arguments of what ${command.join(' ')} starts`);
      });
    }

    it('of a run', async () => {
      const shop = new Shop(
        { 'migrations/1_x.sql': 'SELECT pg_sleep(1);\n' },
        { DATABASE_URL: right.url },
      );
      const { result } = shop.start(['up']);
      const run = new AbortController();
      void result.finally(() => {
        run.abort();
      });
      let looks = 0;
      while (!run.signal.aborted) {
        search.assertSilent(commandLines(), 'the list of processes');
        looks++;
        await setImmediate();
      }
      assert.equal((await result).code, 0);
      assert.ok(looks > 3);
    });
  },
);

describe('a password stays secret to who uses the programs’ API', () => {
  const causes = (error: unknown): readonly unknown[] =>
    error instanceof Error ? [error, ...causes(error.cause)] : [];

  async function errorOf(work: () => Promise<unknown>): Promise<Error> {
    return work().then(
      () => assert.fail('nothing failed'),
      (error: unknown) => error as Error,
    );
  }

  it('in errors, with all that hangs on them, and in the runner itself', async () => {
    const folder = temporaryFolder('secret-api');
    mkdirSync(join(folder, 'migrations'));
    const script = join(folder, 'migrations/1_x.sql');
    writeFileSync(script, `ALTER ROLE nobody_there PASSWORD '${PLAIN_SECRET}';\n`);
    const [host = '', port = ''] = right.host.split(':');
    const pool = { host, port: Number(port), user: right.role, database: right.name };
    const runners: Readonly<Record<string, MigrationRunner>> = Object.fromEntries(
      Object.entries({
        'an address that cannot be read': { url: `postgres://u:${SECRET}@h/d` },
        'nobody there': { url: `postgres://u:${encoded}@${NOBODY}/d` },
        'a wrong password': { url: right.url.replace(encoded, `${encoded}x`) },
        'a script that fails': { url: right.url },
        'a database that is not there': { url: `${right.url}_` },
        'a pool of a script that fails': { pool: { options: { ...pool, password: SECRET } } },
        'a pool with a wrong password': { pool: { options: { ...pool, password: `${SECRET}x` } } },
        'a pool of nobody': { pool: { options: { ...pool, port: 1, password: SECRET } } },
      }).map(([name, target]) => [
        name,
        new MigrationRunner({ ...target, project: folder, migrations: 'migrations' }),
      ]),
    );
    for (const [what, runner] of Object.entries(runners)) {
      search.assertSilent(
        inspect(runner, { depth: null, showHidden: true }),
        `${what}, the runner`,
      );
      const error = await errorOf(() => runner.migrate());
      for (const each of causes(error)) {
        search.assertSilent(inspect(each, { depth: null, showHidden: true, getters: true }), what);
        search.assertSilent(
          `${JSON.stringify(each)}${String(each)}${(each as Error).stack ?? ''}`,
          what,
        );
      }
    }
  });
});
