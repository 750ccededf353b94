import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Client } from 'pg';
import { StrataError } from '../../../src/core/errors.ts';
import { parseAddress } from '../../../src/databases/address.ts';
import type { Administration } from '../../../src/databases/administration.ts';
import { administrationOf } from '../../../src/databases/postgres/administration.ts';
import type { PostgresTarget } from '../../../src/databases/target.ts';
import { eventually } from '../../support/eventually.ts';
import { asPostgres, postgres, postgresServer, type Postgres } from '../../support/postgres.ts';
import { serverBesidePgDump } from '../../support/server-beside-pg-dump.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { errorOf, withPart } from './connect.ts';

const PASSWORD = 'plänted p4ss\'word"\\';

function targetOf(url: string, env: Record<string, string> = {}): PostgresTarget {
  const target = parseAddress(url, { base: process.cwd(), env });
  assert.ok(target.engine === 'postgres');
  return target;
}

function administration(url: string): Administration {
  return administrationOf(targetOf(url));
}

async function sql(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const result = await client.query<Record<string, unknown>>(text);
    return result.rows;
  } finally {
    await client.end();
  }
}

/** A role with a password that may be found anywhere, and a database that is its own. */
async function planted(server: Postgres, rights: string): Promise<string> {
  const { name, url } = await server.createDatabase();
  const role = `role_${name}`;
  const literal = `'${PASSWORD.replaceAll("'", "''")}'`;
  await sql(url, `CREATE ROLE ${role} LOGIN ${rights} PASSWORD ${literal}`);
  await sql(url, `ALTER DATABASE ${name} OWNER TO ${role}`);
  return withPart(withPart(url, 'username', role), 'password', encodeURIComponent(PASSWORD));
}

function onPath<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const { PATH } = process.env;
  process.env.PATH = folder;
  return work().finally(() => {
    process.env.PATH = PATH;
  });
}

/** Programs that write down how they were called. */
function standIns(version: string, behaviour = ''): { folder: string; calls: () => string[] } {
  const folder = temporaryFolder('programs');
  const log = join(folder, 'calls');
  for (const name of ['pg_dump', 'pg_restore']) {
    const file = join(folder, name);
    writeFileSync(
      file,
      `#!${process.execPath}
const { appendFileSync, writeFileSync, readFileSync } = require('node:fs');
const parameters = process.argv.slice(2);
if (parameters[0] === '--version') { console.log('${name} (PostgreSQL) ${version} (Debian)'); process.exit(0); }
const argv = readFileSync('/proc/self/cmdline', 'utf8').split('\\0').slice(2, -1);
const env = Object.fromEntries(Object.entries(process.env).filter(([key]) => key.startsWith('PG')));
appendFileSync(${JSON.stringify(log)}, JSON.stringify({ name: '${name}', argv, env }) + '\\n');
const file = parameters.find((each) => each.startsWith('--file='))?.slice(7);
if (file) writeFileSync(file, 'half a dump');
${behaviour}
`,
    );
    chmodSync(file, 0o755);
  }
  return {
    folder,
    calls: () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []),
  };
}

function backupFile(): string {
  return join(temporaryFolder('backups'), 'copy.dump');
}

function filesBeside(file: string): string[] {
  return readdirSync(join(file, '..'));
}

describe('a PostgreSQL database as a whole', () => {
  it('is made, found, and dropped, whatever its name', async () => {
    const { url } = await (await postgres()).createDatabase();
    for (const name of ['we"ird \'näme', 'dbname=x host=y', 'A B%20']) {
      const address = withPart(url, 'pathname', encodeURIComponent(name + String(process.pid)));
      const whole = administration(address);
      assert.equal(await whole.exists({}), false);
      await whole.create({});
      assert.equal(await whole.exists({}), true);
      const again = await errorOf(whole.create({}), 'refused');
      assert.match(again.message, /already exists/);
      await whole.drop({});
      assert.equal(await whole.exists({}), false);
      await whole.drop({});
    }
  });

  it('is made where there is no database “postgres”', async () => {
    const server = asPostgres(await postgresServer());
    await sql(server.url('template1'), 'DROP DATABASE postgres');
    const address = server.url('fresh');
    await administration(address).create({});
    assert.deepEqual(await sql(address, 'SELECT 1 AS n'), [{ n: 1 }]);
    await administration(address).drop({});
    await server.stop();
  });

  it('is neither dropped nor made anew while others are connected, who are named', async () => {
    const { url } = await (await postgres()).createDatabase();
    await sql(url, 'CREATE TABLE kept (x int)');
    const client = new Client({ connectionString: url, application_name: 'the shop' });
    await client.connect();
    for (const what of ['drop', 'recreate'] as const) {
      const { message } = await errorOf(administration(url)[what]({}), 'refused');
      assert.match(message, /server process \d+, the shop, role postgres, from 127\.0\.0\.1/);
    }
    await client.end();
    assert.deepEqual(await sql(url, 'SELECT * FROM kept'), []);
    const left = await sql(url, "SELECT datname FROM pg_database WHERE datname LIKE 'strata\\_%'");
    assert.deepEqual(left, []);
  });

  it('is made anew with owner, encoding and collation as before', async () => {
    const server = await postgres();
    const url = await planted(server, 'CREATEDB');
    const { database } = targetOf(url);
    await sql(server.url('postgres'), `DROP DATABASE ${database}`);
    const like = `OWNER role_${database} ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0`;
    await sql(server.url('postgres'), `CREATE DATABASE ${database} ${like}`);
    await sql(url, 'CREATE TABLE gone (x int)');
    const facts = `SELECT pg_get_userbyid(datdba) AS owner, pg_encoding_to_char(encoding) AS encoding,
      datcollate FROM pg_database WHERE datname = current_database()`;
    const before = await sql(url, facts);
    await administration(url).recreate({});
    assert.deepEqual(await sql(url, facts), before);
    assert.deepEqual(await sql(url, "SELECT to_regclass('gone') AS gone"), [{ gone: null }]);
  });

  it('is not lost by a role that may drop it and not make it', async () => {
    const url = await planted(await postgres(), 'NOCREATEDB');
    await sql(url, 'CREATE TABLE kept (x int)');
    const { message, hint } = await errorOf(administration(url).recreate({}), 'refused');
    assert.match(message, /permission denied/);
    assert.match(String(hint), /CREATEDB.* strata reset --schema NAME,/);
    assert.deepEqual(await sql(url, 'SELECT * FROM kept'), []);
  });

  it('is held by its tool’s lock', async () => {
    const { url } = await (await postgres()).createDatabase();
    const whole = administration(url);
    const lock = { kind: 'advisory', key: 77n } as const;
    const release = await whole.hold(lock, { timeout: 0 });
    await errorOf(whole.hold(lock, { timeout: 0 }), 'lock');
    await release();
    await (
      await whole.hold(lock, { timeout: 0 })
    )();
    await errorOf(whole.hold({ kind: 'file', path: 'x.lock' }, { timeout: 0 }), 'refused');
  });
});

describe('a schema that is emptied', () => {
  const facts = `SELECT nspname, pg_get_userbyid(nspowner) AS owner, nspacl::text AS acl,
      obj_description(n.oid) AS comment,
      (SELECT string_agg(defaclobjtype::text || defaclacl::text, ' ' ORDER BY defaclobjtype)
        FROM pg_default_acl WHERE defaclnamespace = n.oid) AS defaults
    FROM pg_namespace n WHERE nspname NOT LIKE 'pg\\_%' ORDER BY nspname`;

  it('keeps owner, privileges and comment, and nothing that was in it', async () => {
    const { name, url } = await (await postgres()).createDatabase();
    await sql(
      url,
      `CREATE ROLE "app ${name}"; CREATE ROLE owner_${name};
       CREATE SCHEMA "Sch""ema" AUTHORIZATION owner_${name};
       GRANT USAGE ON SCHEMA "Sch""ema" TO "app ${name}" WITH GRANT OPTION;
       REVOKE CREATE ON SCHEMA "Sch""ema" FROM owner_${name};
       COMMENT ON SCHEMA "Sch""ema" IS 'it''s mine';
       ALTER DEFAULT PRIVILEGES IN SCHEMA "Sch""ema" GRANT SELECT ON TABLES TO "app ${name}";
       ALTER DEFAULT PRIVILEGES IN SCHEMA "Sch""ema" GRANT ALL ON SEQUENCES TO PUBLIC;
       CREATE TABLE "Sch""ema".t (x int); CREATE VIEW seen AS SELECT * FROM "Sch""ema".t;
       CREATE TABLE stays (x int);`,
    );
    const before = await sql(url, facts);
    const { emptySchema } = administration(url);
    await emptySchema?.('Sch"ema', {});
    assert.deepEqual(await sql(url, facts), before);
    const tables = await sql(url, "SELECT relname FROM pg_class WHERE relname IN ('t', 'stays')");
    assert.deepEqual(tables, [{ relname: 'stays' }]);
    await emptySchema?.('public', {});
    assert.deepEqual(await sql(url, facts), before);
  });

  it('may be a role’s own, and is left as it was where it is not', async () => {
    const server = await postgres();
    const url = await planted(server, 'NOCREATEDB');
    await sql(url, 'CREATE TABLE mine (x int)');
    const before = await sql(url, facts);
    await administration(url).emptySchema?.('public', {});
    assert.deepEqual(await sql(url, facts), before);
    assert.deepEqual(await sql(url, "SELECT to_regclass('mine') AS t"), [{ t: null }]);

    const { database } = targetOf(url);
    await sql(server.url(database), 'CREATE SCHEMA theirs; CREATE TABLE theirs.t (x int)');
    const { message } = await errorOf(
      Promise.resolve(administration(url).emptySchema?.('theirs', {})),
      'refused',
    );
    assert.match(message, /must be owner of schema theirs/);
    await errorOf(Promise.resolve(administration(url).emptySchema?.('nowhere', {})), 'refused');
    assert.deepEqual(await sql(server.url(database), 'SELECT * FROM theirs.t'), []);
  });
});

describe('PostgreSQL’s own programs', () => {
  it('are asked for where they are not on the PATH', async () => {
    const { url } = await (await postgres()).createDatabase();
    const file = backupFile();
    const whole = administration(url);
    await onPath(temporaryFolder('nothing'), async () => {
      const each = [
        () => whole.backup(file, {}),
        () => whole.restore(file, {}),
        () => whole.shell([]),
      ];
      for (const work of each) {
        const { message, hint } = await errorOf(work(), 'refused');
        assert.match(message, /(pg_dump|pg_restore|psql) is needed, and is not on the PATH/);
        assert.match(String(hint), /postgresql\.org\/download/);
      }
    });
    assert.deepEqual(filesBeside(file), []);
  });

  it('are refused when they are older than the server, which made nothing', async () => {
    const { url } = await (await postgres()).createDatabase();
    const { folder, calls } = standIns('15.18');
    const file = backupFile();
    const { message, hint } = await onPath(folder, () =>
      errorOf(administration(url).backup(file, {}), 'refused'),
    );
    assert.match(message, /pg_dump is of version 15\.18 \(.*\/pg_dump\), and the server’s is 18/);
    assert.match(String(hint), /PostgreSQL 18 or newer/);
    assert.deepEqual(calls(), []);
    assert.deepEqual(filesBeside(file), []);
  });

  it('go where the address leads, with nothing secret on the command line', async () => {
    const url = await planted(await postgres(), 'CREATEDB');
    const { folder, calls } = standIns('18.1');
    const file = backupFile();
    const env = { PGOPTIONS: '-c datestyle=sql,\\ dmy', PGAPPNAME: 'shop' };
    const target = targetOf(`${url}?sslmode=prefer&connect_timeout=7`, env);
    process.env.PGHOSTADDR = '203.0.113.1';
    process.env.PGSERVICE = 'elsewhere';
    try {
      await onPath(folder, async () => {
        const whole = administrationOf(target);
        await whole.backup(file, {});
        await whole.restore(file, {});
      });
    } finally {
      delete process.env.PGHOSTADDR;
      delete process.env.PGSERVICE;
    }
    const made = calls().map((line) => JSON.parse(line) as Call);
    assert.deepEqual(
      made.map(({ name, argv }) => [name, ...argv].join(' ').replaceAll(/\S*copy\.dump\S*/g, 'F')),
      [
        'pg_dump --format=custom --no-password F',
        'pg_restore --list F',
        'pg_restore --list F',
        `pg_restore --clean --if-exists --single-transaction --no-password --dbname=dbname='${target.database}' F`,
      ],
    );
    for (const call of made) {
      assert.ok(!JSON.stringify(call.argv).includes('p4ss'));
      const { PGHOST, PGPORT, PGUSER, PGDATABASE, PGPASSWORD, PGSSLMODE, PGOPTIONS } = call.env;
      assert.deepEqual(
        [PGHOST, PGPORT, PGUSER, PGDATABASE, PGPASSWORD, PGSSLMODE, PGOPTIONS],
        [
          ...[target.host, String(target.port), target.user, target.database],
          ...[PASSWORD, 'prefer', '-c datestyle=sql,\\ dmy'],
        ],
      );
      assert.equal(call.env.PGCONNECT_TIMEOUT, '7');
      assert.equal(call.env.PGHOSTADDR, undefined);
      assert.equal(call.env.PGSERVICE, undefined);
    }
    assert.equal(statSync(file).mode & 0o777, 0o600);
  });

  it('fail in their own words, without the password, and leave no half a dump', async () => {
    const url = await planted(await postgres(), 'CREATEDB');
    const file = backupFile();
    const behaviour = "console.error('no, not with ' + process.env.PGPASSWORD); process.exit(1);";
    const { message, hint } = await onPath(standIns('18.1', behaviour).folder, () =>
      errorOf(administration(url).backup(file, {}), 'refused'),
    );
    assert.equal(message, 'pg_dump failed: no, not with ***');
    assert.ok(!`${message}${hint}`.includes('p4ss'));
    assert.deepEqual(filesBeside(file), []);
  });

  it('are ended when cancelled, and leave no half a dump', async () => {
    const { url } = await (await postgres()).createDatabase();
    const file = backupFile();
    const { folder, calls } = standIns('18.1', 'setInterval(() => undefined, 1000);');
    const abort = new AbortController();
    const cancelled = onPath(folder, () =>
      errorOf(administration(url).backup(file, { signal: abort.signal }), 'cancelled'),
    );
    await eventually(() => {
      assert.equal(calls().length, 1);
    });
    abort.abort();
    await cancelled;
    assert.deepEqual(filesBeside(file), []);
  });

  it('are refused certificates that are texts and no files', async () => {
    const { url } = await (await postgres()).createDatabase();
    const target = targetOf(url);
    const ssl = { ...target.ssl, key: '-----BEGIN PRIVATE KEY-----' };
    const { message } = await errorOf(administrationOf({ ...target, ssl }).shell([]), 'refused');
    assert.ok(!message.includes('-----BEGIN'));
  });

  const hasPsql = spawnSync('psql', ['--version']).status === 0;
  const shown = 'open a shell on the database, with the password in its environment only';
  it(hasPsql ? shown : `${shown}: not shown here, without psql`, async () => {
    if (!hasPsql) return;
    const url = await planted(await postgres(), 'CREATEDB');
    const shell = await administration(url).shell(['-Atc', 'SELECT current_user']);
    assert.ok(!JSON.stringify([shell.command, shell.parameters]).includes('p4ss'));
    const entries = Object.entries({ ...process.env, ...shell.env });
    const env = Object.fromEntries(entries.filter(([, value]) => value !== null)) as Call['env'];
    const output = execFileSync(shell.command, shell.parameters, { encoding: 'utf8', env });
    assert.equal(output.trim(), targetOf(url).user);
  });
});

interface Call {
  readonly name: string;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

const bin = serverBesidePgDump();

describe(`a backup by the real pg_dump${bin === null ? ', which has no server of its version here' : ''}`, () => {
  let server: Postgres | null = null;
  before(async () => {
    if (bin === null) return;
    process.env.PATH = `${bin}${delimiter}${process.env.PATH ?? ''}`;
    const binaries = { postgres: join(bin, 'postgres'), initdb: join(bin, 'initdb') };
    server = asPostgres(await postgresServer({ binaries }));
  });
  after(() => server?.stop());

  it('is refused by it of a server that is newer, if it is older', async () => {
    const { url } = await (await postgres()).createDatabase();
    const found = spawnSync('pg_dump', ['--version'], { encoding: 'utf8' });
    const file = backupFile();
    const work = administration(url).backup(file, {});
    if (found.status === 0 && !/ 1[0-7]\./.test(found.stdout)) {
      await work;
      return;
    }
    assert.match((await errorOf(work, 'refused')).message, /pg_dump/);
    assert.deepEqual(filesBeside(file), []);
  });

  it(`${bin === null ? '(without a server) ' : ''}is restored, whole or not at all`, async () => {
    if (server === null) return;
    const url = await planted(server, 'CREATEDB');
    await sql(url, 'CREATE TABLE t (x int PRIMARY KEY); INSERT INTO t VALUES (1), (2)');
    const file = backupFile();
    const whole = administration(url);
    await whole.backup(file, {});
    assert.deepEqual(filesBeside(file), ['copy.dump']);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.match(execFileSync('pg_restore', ['--list', file], { encoding: 'utf8' }), /TABLE DATA/);

    await sql(url, 'DELETE FROM t; INSERT INTO t VALUES (7)');
    const reader = new Client({ connectionString: url });
    await reader.connect();
    await whole.restore(file, {});
    const { rows } = await reader.query('SELECT x FROM t ORDER BY x');
    assert.deepEqual(rows, [{ x: 1 }, { x: 2 }]);
    await reader.end();

    // What depends on a table of the backup keeps it from being dropped: nothing of it happens.
    await sql(url, 'DELETE FROM t; INSERT INTO t VALUES (8); CREATE VIEW v AS SELECT * FROM t');
    const { message } = await errorOf(whole.restore(file, {}), 'refused');
    assert.match(message, /pg_restore failed: .*other objects depend on it/s);
    assert.deepEqual(await sql(url, 'SELECT x FROM t'), [{ x: 8 }]);

    writeFileSync(file, readFileSync(file).subarray(0, 200));
    const unsound = await errorOf(whole.restore(file, {}), 'refused');
    assert.match(unsound.message, /is no sound backup/);
    assert.deepEqual(await sql(url, 'SELECT x FROM t'), [{ x: 8 }]);
  });

  it(`${bin === null ? '(without a server) ' : ''}says the server’s words, and not the password`, async () => {
    if (server === null) return;
    const url = await planted(server, 'CREATEDB');
    await sql(server.url(targetOf(url).database), 'CREATE TABLE theirs (x int)');
    const folder = join(temporaryFolder('backups'), 'inside');
    mkdirSync(folder);
    const file = join(folder, 'copy.dump');
    const error = await errorOf(administration(url).backup(file, {}), 'refused');
    assert.match(error.message, /permission denied for table theirs/);
    assert.ok(error instanceof StrataError && !JSON.stringify(error).includes('p4ss'));
    assert.deepEqual(readdirSync(folder), []);
  });
});
